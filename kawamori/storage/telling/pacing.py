"""How fast a provider's sender may be used, by however many dispatchers there are.

A sender's row says from when on it is free. Whoever claims moves that on, in the claim's own
transaction: what is claimed may leave at once, and what is more urgent by then goes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kawamori.settings import Settings
from kawamori.storage.connections import Connection

MADE_UP_FOR = timedelta(seconds=1)  # of idle time: longer than a dispatcher looks away
MOST_PARTS = 24  # of one text

_BEGIN = "INSERT INTO channel_pace (sender, next_free_at) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_LOCK = "SELECT next_free_at FROM channel_pace WHERE sender = %s FOR UPDATE"
_MOVE = "UPDATE channel_pace SET next_free_at = %s WHERE sender = %s"


@dataclass(frozen=True, slots=True)
class Pace:
    """A sender of a provider, and the parts (or calls) it takes a second."""

    sender: str
    parts_per_s: float


@dataclass(frozen=True, slots=True)
class Line:
    """Which deliveries leave by a sender: reality's, rehearsals' or, with None, both.

    Without a pace they leave as fast as the provider takes them.
    """

    actual: bool | None = None
    pace: Pace | None = None


def sms_lines(settings: Settings) -> tuple[Line, ...]:
    """Return how fast texts may leave: reality's first, rehearsals' by a sender of their own.

    Where rehearsals have no address of their own, they share reality's sender.
    """
    rate = settings.sms_parts_per_s
    if rate is None:
        return Line(actual=True), Line(actual=False)
    rehearsal = "sms rehearsal" if settings.twilio_rehearsal_base_url else "sms"
    return Line(True, Pace("sms", rate)), Line(False, Pace(rehearsal, rate))


def voice_lines(settings: Settings) -> tuple[Line, ...]:
    """Return how fast calls may begin, as with texts."""
    rate = settings.voice_calls_per_s
    rehearsal = "voice rehearsal" if settings.twilio_rehearsal_base_url else "voice"
    return Line(True, Pace("voice", rate)), Line(False, Pace(rehearsal, rate))


def free_from(connection: Connection, pace: Pace, now: datetime) -> datetime:
    """Return when a sender is free; nobody else moves it until the transaction ends."""
    connection.execute(_BEGIN, (pace.sender, now))
    row = connection.execute(_LOCK, (pace.sender,)).fetchone()
    assert row is not None  # noqa: S101 it was begun
    clocks_agree_until = now + timedelta(seconds=MOST_PARTS / pace.parts_per_s)
    return min(datetime.fromtimestamp(row[0].timestamp(), now.tzinfo), clocks_agree_until)


def leave_now(
    pace: Pace, free_at: datetime, parts: Sequence[int], now: datetime
) -> tuple[int, datetime]:
    """Return how many texts of so many parts may leave now, and when the sender is free then."""
    free_at, count = max(free_at, now - MADE_UP_FOR), 0
    while count < len(parts) and free_at <= now:
        free_at += timedelta(seconds=parts[count] / pace.parts_per_s)
        count += 1
    return count, free_at


def move_on(connection: Connection, pace: Pace, free_at: datetime) -> None:
    """Say from when on a sender is free."""
    connection.execute(_MOVE, (free_at, pace.sender))
