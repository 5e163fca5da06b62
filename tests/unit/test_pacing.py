"""A sender is used as fast as it may be, and never faster."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.storage.telling.draining import Waiting, drained_after_s, sent_after_s
from kawamori.storage.telling.pacing import MADE_UP_FOR, Line, Pace, leave_now

NOW = datetime(2026, 9, 1, 3, tzinfo=UTC)
ONE = Pace("sms", 1.0)
LINE = Line(True, ONE)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_sender_of_one_part_a_second_takes_one_text_and_is_busy_for_its_parts() -> None:
    assert leave_now(ONE, NOW, [2, 2, 2], NOW) == (1, after(2))


def test_a_sender_that_is_busy_takes_nothing() -> None:
    assert leave_now(ONE, after(0.5), [1, 1], NOW) == (0, after(0.5))


def test_a_sender_that_was_idle_for_long_makes_up_for_a_second_of_it() -> None:
    assert leave_now(ONE, after(-3600), [1, 1, 1], NOW) == (2, after(1))


def test_a_fast_sender_takes_many_at_once() -> None:
    assert leave_now(Pace("sms", 100.0), after(-0.05), [1] * 20, NOW)[0] == 6


@given(
    st.sampled_from([0.5, 1.0, 3.0, 100.0]),
    st.lists(st.integers(1, 4), max_size=60),
    st.lists(st.floats(0.01, 1.5), min_size=1, max_size=200),
)
def test_however_one_looks_no_more_leaves_than_the_pace_allows(
    rate: float, texts: list[int], looks: list[float]
) -> None:
    pace, at, free_at, left, parts = Pace("sms", rate), NOW, NOW, 0, 0
    for look in looks:
        count, free_at = leave_now(pace, free_at, texts[left : left + 8], at)
        parts += sum(texts[left : left + count])
        left += count
        last = texts[left - 1] if left else 0

        assert parts - last <= rate * ((at - NOW) + MADE_UP_FOR).total_seconds() + 1e-3
        at += timedelta(seconds=look)


def test_who_looks_twice_a_second_loses_no_time() -> None:
    at, free_at, left = NOW, NOW, 0
    while left < 30:
        count, free_at = leave_now(ONE, free_at, [1] * (30 - left), at)
        left += count
        at += timedelta(seconds=0.5)

    assert after(29) <= at <= after(30)


def test_what_waits_is_drained_level_by_level() -> None:
    queue = [Waiting(5, 10, 20), Waiting(3, 100, 100)]

    assert drained_after_s(queue, LINE) == [20.0, 120.0]
    assert drained_after_s(queue, Line()) == [None, None]


@pytest.mark.parametrize(("level", "after_s"), [(5, 50.0), (4, 50.0), (3, 150.0)])
def test_a_further_message_waits_for_what_is_at_least_as_high(level: int, after_s: float) -> None:
    queue = [Waiting(5, 10, 20), Waiting(3, 100, 100)]

    assert sent_after_s(queue, LINE, level, 30) == after_s
    assert sent_after_s(queue, Line(), level, 30) is None
