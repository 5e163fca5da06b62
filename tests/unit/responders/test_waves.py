"""Waves: the nearest who are free are asked, enough of them, and few are sent home."""

import math
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kawamori.errors import InvalidError
from kawamori.responders.waves import (
    LIKELY,
    MOST_AT_ONCE,
    Candidate,
    Delays,
    Share,
    chance_of,
    order,
    surplus_of,
    wait_s,
    wave_size,
)

NOON = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.integers(0, 10_000),
        st.floats(0, 50_000) | st.just(math.inf),
        st.none() | st.integers(0, 10_000).map(lambda n: NOON - timedelta(minutes=n)),
    ),
    unique_by=lambda each: each.person_id,
)
SHARES = st.builds(Share, st.floats(0.2, 60), st.floats(0.2, 60))
NEEDED, OUTSTANDING = st.integers(-5, 250), st.floats(0, 40)
WAITED = st.lists(st.floats(0, 4000), max_size=30)


def test_the_nearest_is_asked_first() -> None:
    asked = order([Candidate(1, 4000), Candidate(2, math.inf), Candidate(3, 900)])

    assert [each.person_id for each in asked] == [3, 1, 2]


def test_of_those_nearly_as_near_whoever_was_called_longest_ago_is_asked_first() -> None:
    yesterday, last_year = NOON - timedelta(days=1), NOON - timedelta(days=365)

    asked = order(
        [
            Candidate(1, 510, last_called_at=yesterday),
            Candidate(2, 620, last_called_at=last_year),
            Candidate(3, 990),
            Candidate(4, 1010),
        ]
    )

    assert [each.person_id for each in asked] == [3, 2, 1, 4]


@given(CANDIDATES, st.randoms(use_true_random=False))
def test_the_order_in_which_people_are_found_changes_nothing(
    candidates: list[Candidate], chance: Random
) -> None:
    shuffled = chance.sample(candidates, len(candidates))

    assert order(shuffled) == order(candidates)


def test_a_distance_that_is_none_is_refused() -> None:
    for wrong in (-1.0, math.nan):
        with pytest.raises(InvalidError, match="no distance"):
            Candidate(1, wrong)


def test_where_everybody_comes_as_many_as_are_missing_are_asked() -> None:
    assert wave_size(12, 0, Share(5000, 1)) == 12


def test_where_one_in_four_comes_for_sure_somewhat_over_four_times_are_asked() -> None:
    assert wave_size(12, 0, Share(2500, 7500)) == 58


def test_while_little_is_known_fewer_are_asked_lest_many_be_sent_home() -> None:
    assert wave_size(12, 0, Share()) < wave_size(12, 0, Share(2500, 7500))
    assert surplus_of(12, wave_size(12, 0, Share()), Share()) <= 3


def test_whoever_is_still_expected_is_not_asked_for_twice() -> None:
    assert wave_size(12, 8.0, Share()) == wave_size(4, 0, Share())
    assert wave_size(12, 12.0, Share()) == 0


@given(NEEDED, OUTSTANDING, SHARES)
def test_a_wave_is_never_negative_and_never_more_than_the_most(
    needed: int, outstanding: float, share: Share
) -> None:
    size = wave_size(needed, outstanding, share)

    assert 0 <= size <= MOST_AT_ONCE
    assert size >= min(needed - outstanding - 1e-6, MOST_AT_ONCE)


@given(NEEDED, OUTSTANDING, SHARES)
def test_whoever_needs_more_asks_no_fewer(needed: int, outstanding: float, share: Share) -> None:
    assert wave_size(needed + 1, outstanding, share) >= wave_size(needed, outstanding, share)


@given(NEEDED, OUTSTANDING, SHARES, st.floats(0.01, 40))
def test_a_lower_share_asks_no_fewer(
    needed: int, outstanding: float, share: Share, more_stay: float
) -> None:
    lower = Share(share.come, share.stay + more_stay)

    assert wave_size(needed, outstanding, lower) >= wave_size(needed, outstanding, share)


@given(st.integers(1, 150), SHARES)
def test_a_wave_likely_suffices_or_one_more_might_send_too_many_home(
    needed: int, share: Share
) -> None:
    size = wave_size(needed, 0, share)
    assume(size < MOST_AT_ONCE)

    is_likely = chance_of(needed, size, share) >= LIKELY
    is_bounded = surplus_of(needed, size + 1, share) > max(1.0, needed / 4)
    assert is_likely or is_bounded
    assert surplus_of(needed, size, share) <= max(1.0, needed / 4) + 1e-9


@given(st.integers(0, 80), SHARES)
def test_the_chances_of_every_number_come_to_one_and_to_the_mean(asked: int, share: Share) -> None:
    assert chance_of(0, asked, share) == pytest.approx(1)
    assert surplus_of(0, asked, share) == pytest.approx(asked * share.mean)


def test_a_share_that_may_be_anything_makes_every_number_as_likely() -> None:
    assert [chance_of(n, 4, Share(1, 1)) for n in range(6)] == pytest.approx(
        [1, 0.8, 0.6, 0.4, 0.2, 0]
    )


def test_answers_move_the_share() -> None:
    before = Share()

    assert before.mean == 0.25
    assert before.heard(come=10, stay=2).mean == pytest.approx(12 / 20)
    assert before.heard(come=0, stay=4).mean < before.heard(come=0, stay=0, silent=2).mean < 0.25


def test_past_call_outs_speak_with_a_measured_voice() -> None:
    past = Share.of_past(asked=1000, came=400)

    assert past.mean == pytest.approx(402 / 1008)
    assert past.come + past.stay == pytest.approx(8)
    with pytest.raises(InvalidError, match="came"):
        Share.of_past(asked=3, came=4)


def test_a_short_silence_says_little_and_a_long_one_is_a_no() -> None:
    delays = Delays(median_s=240, timeout_s=900)

    assert delays.silent([0]) == 0
    assert delays.silent([240]) == pytest.approx(0.5)
    assert delays.silent([900, 5000]) == 2


def test_whoever_was_just_asked_is_expected_as_the_share_says_and_later_less() -> None:
    delays, share = Delays(), Share(1, 3)

    assert delays.outstanding([0] * 4, share) == pytest.approx(1)
    assert delays.outstanding([240], share) == pytest.approx(0.125 / 0.875)
    assert delays.outstanding([900], share) == 0


@given(WAITED, SHARES)
def test_no_more_are_expected_than_are_silent(waited: list[float], share: Share) -> None:
    assert 0 <= Delays().outstanding(waited, share) <= len(waited)
    assert 0 <= Delays().silent(waited) <= len(waited)


def test_the_next_wave_waits_for_most_answers_and_never_long() -> None:
    assert wait_s(Delays()) == pytest.approx(309, abs=1)
    assert wait_s(Delays(median_s=20)) == 180
    assert wait_s(Delays(median_s=3600)) == 600


@given(NEEDED, OUTSTANDING, SHARES)
def test_the_same_state_asks_the_same(needed: int, outstanding: float, share: Share) -> None:
    assert wave_size(needed, outstanding, share) == wave_size(needed, outstanding, share)


def test_what_is_no_share_no_delay_and_no_expectation_is_refused() -> None:
    with pytest.raises(InvalidError, match="above 0"):
        Share(0, 1)
    with pytest.raises(InvalidError, match="above 0"):
        Delays(median_s=0)
    with pytest.raises(InvalidError, match="at least 0"):
        wave_size(3, -1, Share())
