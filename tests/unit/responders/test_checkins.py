"""Whoever is late is asked after five minutes, and looked for after ten."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.responders.checkins import ALWAYS_TAKEN, BY_PHONE, Alarm, Step, alarm, due_at

HEARD = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
EVERY = timedelta(minutes=30)
ORDER = list(Alarm)


@pytest.mark.parametrize(
    ("minutes", "state"),
    [
        (0, Alarm.IN_TIME),
        (30, Alarm.IN_TIME),
        (30.1, Alarm.LATE),
        (34.9, Alarm.LATE),
        (35, Alarm.ASK),
        (39.9, Alarm.ASK),
        (40, Alarm.ESCALATE),
        (600, Alarm.ESCALATE),
    ],
)
def test_the_clock_of_a_check_in(minutes: float, state: Alarm) -> None:
    assert alarm(HEARD, EVERY, HEARD + timedelta(minutes=minutes)) is state


@given(every=st.integers(5, 240), first=st.integers(0, 30_000), later=st.integers(0, 30_000))
def test_silence_only_grows_worse(every: int, first: int, later: int) -> None:
    states = [
        alarm(HEARD, timedelta(minutes=every), HEARD + timedelta(seconds=seconds))
        for seconds in (first, first + later)
    ]

    assert ORDER.index(states[0]) <= ORDER.index(states[1])


@given(every=st.integers(5, 240), late=st.integers(0, 100_000))
def test_whoever_is_heard_of_is_in_time_again(every: int, late: int) -> None:
    now = HEARD + timedelta(seconds=late)

    assert alarm(now, timedelta(minutes=every), now) is Alarm.IN_TIME
    assert due_at(now, timedelta(minutes=every)) == now + timedelta(minutes=every)


def test_a_phone_says_nothing_in_the_name_of_headquarters() -> None:
    ours = {Step.ASK, Step.ESCALATE, Step.BLOCK, Step.REVOKE, Step.ACCOUNT}

    assert ours.isdisjoint(BY_PHONE)
    assert ours | BY_PHONE == set(Step)


def test_to_be_safe_and_to_leave_is_always_taken() -> None:
    assert {Step.SAFE, Step.WITHDRAW} == ALWAYS_TAKEN
    assert ALWAYS_TAKEN <= BY_PHONE
