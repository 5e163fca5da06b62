"""Check-ins (定時連絡): when somebody on a task says that they are well, and what if they don't.

Times are by the run's clock. A person who is late is asked by text first; who stays silent is
looked for by people.
"""

from datetime import datetime, timedelta
from enum import StrEnum

ASKED_AFTER = timedelta(minutes=5)
ESCALATED_AFTER = timedelta(minutes=10)


class Step(StrEnum):
    """What became of a task; the phone sends the first of them, headquarters the others."""

    ACCEPT = "accept"
    DECLINE = "decline"
    ON_THE_WAY = "on_the_way"
    THERE = "there"
    DONE = "done"
    CHECK_IN = "check_in"
    SAFE = "safe"
    WITHDRAW = "withdraw"
    ASK = "ask"  # they were asked by text whether they are well
    ESCALATE = "escalate"
    BLOCK = "block"
    REVOKE = "revoke"
    ACCOUNT = "account"  # somebody at headquarters spoke to them


BY_PHONE = frozenset(
    {
        Step.ACCEPT,
        Step.DECLINE,
        Step.ON_THE_WAY,
        Step.THERE,
        Step.DONE,
        Step.CHECK_IN,
        Step.SAFE,
        Step.WITHDRAW,
    }
)
ALWAYS_TAKEN = frozenset({Step.SAFE, Step.WITHDRAW})


class Alarm(StrEnum):
    """How a check-in stands."""

    IN_TIME = "in_time"
    LATE = "late"
    ASK = "ask"
    ESCALATE = "escalate"


def due_at(heard_at: datetime, every: timedelta) -> datetime:
    """Return when somebody has to be heard of again."""
    return heard_at + every


def alarm(heard_at: datetime, every: timedelta, now: datetime) -> Alarm:
    """Return how it stands with somebody who was heard of last at ``heard_at``."""
    late = now - due_at(heard_at, every)
    if late >= ESCALATED_AFTER:
        return Alarm.ESCALATE
    if late >= ASKED_AFTER:
        return Alarm.ASK
    return Alarm.LATE if late > timedelta(0) else Alarm.IN_TIME
