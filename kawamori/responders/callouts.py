"""Call-outs (参集要請): who counts as coming, when the next are asked, what an answer leads to.

Times are by the run's clock.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone
from enum import StrEnum
from math import cos, hypot, radians

from kawamori.errors import ConflictError, InvalidError

LONGEST = timedelta(days=3)
LATEST_BEGIN = timedelta(days=7)
ASK_STANDS_FOR = timedelta(minutes=30)  # without an answer, nobody else's call-out asks meanwhile
LATEST_COMING = timedelta(hours=24)
_JAPAN = timezone(timedelta(hours=9))
_KM_A_DEGREE = 111.2


class Answer(StrEnum):
    """What somebody who was asked said last."""

    YES = "yes"
    LATER = "later"
    NO = "no"
    UNCLEAR = "unclear"


COMING = (Answer.YES, Answer.LATER)


class Closed(StrEnum):
    """Why a call-out asks nobody any more."""

    FILLED = "filled"
    ENDED = "ended"
    CANCELED = "canceled"
    EXHAUSTED = "exhausted"


class Outcome(StrEnum):
    """What somebody's answer led to, and so what they are told."""

    EXPECTED = "expected"
    EXPECTED_LATER = "expected_later"
    DECLINED = "declined"
    LATE = "late"  # enough people come: thanked
    MOVED = "moved"  # enough people come: another call-out takes them
    OVER = "over"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class CalloutAsked:
    """What headquarters wants: how many, who can do what, where, from when until when."""

    what: str
    skill: str
    needed: int
    place: str
    lat: float
    lon: float
    starts_at: datetime
    ends_at: datetime

    def check(self, now: datetime) -> None:
        """Refuse what is over, what lasts too long for anybody, and what is too far off."""
        if self.ends_at <= self.starts_at:
            raise InvalidError(f"ends_at {self.ends_at.isoformat()} is not after starts_at")
        if self.ends_at <= now:
            raise InvalidError(
                f"ends_at {self.ends_at.isoformat()} is past: it is {now.isoformat()}"
            )
        if self.ends_at - self.starts_at > LONGEST:
            raise InvalidError(f"it lasts over {LONGEST.days} days: call out for each shift")
        if self.starts_at - now > LATEST_BEGIN:
            raise InvalidError(
                f"starts_at {self.starts_at.isoformat()} is over {LATEST_BEGIN.days} days off"
            )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a call-out stands as somebody's answer comes in: without them, ``coming`` come."""

    needed: int
    coming: int
    ends_at: datetime
    closed: Closed | None

    def takes(self, answer: Answer, coming_at: datetime | None, now: datetime) -> Outcome:
        """Return what a clear answer leads to here, before any other call-out is looked at.

        What is exhausted asks nobody any more, and still takes whoever comes after all.
        """
        if answer is Answer.NO:
            return Outcome.DECLINED
        if now >= self.ends_at or self.closed in (Closed.CANCELED, Closed.ENDED):
            return Outcome.OVER
        if self.coming >= self.needed or self.closed is Closed.FILLED:
            return Outcome.LATE
        if answer is Answer.LATER and coming_at is not None:
            return Outcome.OVER if coming_at >= self.ends_at else Outcome.EXPECTED_LATER
        return Outcome.EXPECTED


def coming_at(after_minutes: int | None, now: datetime) -> datetime | None:
    """Return when somebody can be there; None: when they are wanted."""
    if after_minutes is None:
        return None
    if not 0 < after_minutes <= LATEST_COMING // timedelta(minutes=1):
        raise InvalidError(f"after_minutes {after_minutes} is not within the next day")
    return now + timedelta(minutes=after_minutes)


def at_the_clock(at: time, now: datetime) -> datetime:
    """Return when it is next this time of day in Japan."""
    today = datetime.combine(now.astimezone(_JAPAN).date(), at, _JAPAN)
    return today if today > now else today + timedelta(days=1)


def check_open(closed: Closed | None) -> None:
    """Refuse to cancel what has been canceled or is over; what is filled can be called off."""
    if closed in (Closed.CANCELED, Closed.ENDED):
        raise ConflictError(f"this call-out is {closed} already")


def distance_km(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Return how far two places of one city are apart; on this scale the ground is flat."""
    north = (to_lat - lat) * _KM_A_DEGREE
    return hypot(north, (to_lon - lon) * _KM_A_DEGREE * cos(radians(lat)))
