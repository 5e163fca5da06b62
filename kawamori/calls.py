"""When somebody on duty is called, who is next, and how long each has to answer.

Every number of calling stands here. Times are by the clock of the run, so that a
rehearsal at sixty times the speed waits seconds where reality waits minutes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum
from typing import TypeVar

from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel

T = TypeVar("T")


class Cause(StrEnum):
    """Why somebody on duty is called."""

    LEVEL = "level"  # headquarters' side of an alert was raised or went higher
    UNCONFIRMED = (
        "unconfirmed"  # the same, by a jump that waits for the next reading: 未確認 急上昇
    )
    BLIND = "blind"  # danger, and then silence
    HANDED_OVER = "handed_over"  # a message could not be brought to those who should have it


@dataclass(frozen=True, slots=True)
class CallPolicy:
    """From which level staff are called, how long each has, and what is told together.

    Stations of one river that follow within ``gather_for`` of a text are told in one text
    at its end, or as soon as ``gather_at_most`` of them wait; a higher level never waits.
    """

    call_from: GaugeLevel = GaugeLevel.CAUTION
    urgent_from: GaugeLevel = GaugeLevel.DANGER
    urgent_wait: timedelta = timedelta(minutes=5)
    wait: timedelta = timedelta(minutes=10)
    told_for: timedelta = timedelta(hours=1)  # a level told within it is no news
    gather_for: timedelta = timedelta(seconds=60)
    gather_at_most: int = 5
    nobody_wait: timedelta = timedelta(minutes=1)  # until the roster is looked at again

    def wait_at(self, level: GaugeLevel) -> timedelta:
        """Return how long a person has to answer before the next is called."""
        return self.urgent_wait if level >= self.urgent_from else self.wait


DEFAULT_CALL_POLICY = CallPolicy()


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody is on duty, by Japan's clock; over midnight where it ends earlier."""

    from_time: time
    until_time: time

    @classmethod
    def parse(cls, text: str) -> "Hours":
        """Return hours written as 17:00-08:30."""
        begin, _, end = text.partition("-")
        try:
            hours = cls(time.fromisoformat(begin.strip()), time.fromisoformat(end.strip()))
        except ValueError:
            raise InvalidError(f"hours {text!r}: write them as 17:00-08:30") from None
        if hours.from_time == hours.until_time:
            raise InvalidError(f"hours {text!r} last no time: leave them out for all day")
        return hours

    def include(self, clock: time) -> bool:
        """Return whether it is between them when Japan's clock shows this."""
        if self.from_time < self.until_time:
            return self.from_time <= clock < self.until_time
        return clock >= self.from_time or clock < self.until_time

    def __str__(self) -> str:
        """Return the hours as they are written."""
        return f"{self.from_time:%H:%M}-{self.until_time:%H:%M}"


@dataclass(frozen=True, slots=True)
class Post:
    """A person's place on the roster: about a river, or every river of a network."""

    person: str
    network: str
    position: int
    river: str | None = None
    hours: Hours | None = None

    def __post_init__(self) -> None:
        """Refuse a place that nobody could be called at."""
        if not self.person.strip():
            raise InvalidError("whoever is on duty has a name")
        if self.position < 1:
            raise InvalidError(f"position {self.position}: 1 is called first")


def next_in_line(roster: Sequence[T], tries: int) -> Sequence[T]:
    """Return whom the try of this number goes to: one after the other, then all again."""
    return roster[tries - 1 : tries] if tries <= len(roster) else roster


def called_so_far(roster: Sequence[T], tries: int) -> Sequence[T]:
    """Return who has been called up to this try, and so hears of what is new."""
    return roster[: max(1, tries)]
