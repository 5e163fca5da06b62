"""The rules of a call-out: who counts, whom to ask how soon, and what an answer leads to."""

from datetime import UTC, datetime, time, timedelta

import pytest

from kawamori.errors import InvalidError
from kawamori.responders.callouts import (
    Answer,
    Closed,
    Outcome,
    Standing,
    at_the_clock,
    coming_at,
    distance_km,
)

NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
ENDS = NOW + timedelta(hours=4)


def led_to(
    answer: Answer = Answer.YES,
    *,
    coming: int = 0,
    closed: Closed | None = None,
    later: timedelta | None = None,
    now: datetime = NOW,
) -> Outcome:
    at = None if later is None else now + later
    return Standing(2, coming, ENDS, closed).takes(answer, at, now)


def test_a_yes_counts_until_enough_come() -> None:
    assert [led_to(coming=coming) for coming in (0, 1, 2)] == [
        Outcome.EXPECTED,
        Outcome.EXPECTED,
        Outcome.LATE,
    ]


def test_whoever_comes_later_counts_only_before_its_end() -> None:
    hours = [led_to(Answer.LATER, later=timedelta(hours=h)) for h in (1, 4)]

    assert hours == [Outcome.EXPECTED_LATER, Outcome.OVER]


@pytest.mark.parametrize(
    ("closed", "outcome"),
    [
        (Closed.FILLED, Outcome.LATE),
        (Closed.EXHAUSTED, Outcome.EXPECTED),
        (Closed.CANCELED, Outcome.OVER),
        (Closed.ENDED, Outcome.OVER),
    ],
)
def test_what_is_exhausted_still_takes_whoever_comes(closed: Closed, outcome: Outcome) -> None:
    assert led_to(closed=closed) is outcome


def test_a_no_is_always_taken() -> None:
    assert {led_to(Answer.NO, closed=closed) for closed in (None, *Closed)} == {Outcome.DECLINED}
    assert led_to(now=ENDS) is Outcome.OVER


def test_a_time_that_is_no_time_of_today_is_refused() -> None:
    assert coming_at(30, NOW) == NOW + timedelta(minutes=30)
    assert coming_at(None, NOW) is None
    for minutes in (0, -5, 1441):
        with pytest.raises(InvalidError, match=f"after_minutes {minutes}"):
            coming_at(minutes, NOW)


def test_a_time_of_day_is_the_next_one_in_japan() -> None:
    assert at_the_clock(time(12, 30), NOW) == NOW + timedelta(minutes=30)
    assert at_the_clock(time(11, 0), NOW) == NOW + timedelta(hours=23)


def test_two_places_are_as_far_apart_as_on_the_ground() -> None:
    assert distance_km(35.0, 139.0, 35.1, 139.0) == pytest.approx(11.1, abs=0.1)
    assert distance_km(35.0, 139.0, 35.0, 139.1) == pytest.approx(9.1, abs=0.1)
