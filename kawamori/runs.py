"""Whether a reading is real: its status, and the run and clock it belongs to when it is not.

``actual`` always runs on real time. An exercise or a test belongs to a run whose
rehearsal clock is stored, so that every service reads the same simulated time and
a ten-hour flood can be rehearsed in minutes.
"""

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from kawamori.errors import InvalidError

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_LAST = datetime(9000, 1, 1, tzinfo=UTC)
CITY_NETWORK = "city"  # the city's own stations, as against those of recorded rivers


class Moment(NamedTuple):
    """A moment of a run: what time it is there, and by the wall."""

    at: datetime
    wall: datetime


EVER = Moment(_LAST, _LAST)  # after everything that is known


class Status(StrEnum):
    """What a reading, an alert and a message are worth (CAP 1.2 ``status``)."""

    ACTUAL = "actual"
    EXERCISE = "exercise"  # 訓練
    TEST = "test"  # 試験


@dataclass(frozen=True, slots=True)
class Run:
    """One rehearsal, or, as number 0, reality itself.

    ``network`` names the stations it plays on. ``speed`` is simulated seconds per
    wall second. ``run_no`` stands for status and run together in every key.
    """

    run_no: int
    run: str
    status: Status
    network: str
    wall_started_at: datetime
    sim_started_at: datetime
    speed: float
    ended_at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse a run that could be mistaken for reality, or reality bent."""
        if (self.run_no == 0) != (self.status is Status.ACTUAL):
            raise InvalidError(f"run number {self.run_no} can't be {self.status}: 0 is actual")
        if self.status is Status.ACTUAL and (self.run or self.speed != 1):
            raise InvalidError("actual has no run name and runs at speed 1")
        if self.status is not Status.ACTUAL and not SLUG.fullmatch(self.run):
            raise InvalidError(f"run {self.run!r} is not a lowercase slug such as 'drill-2026-09'")
        if not 0 < self.speed < math.inf:
            raise InvalidError(f"speed {self.speed} must be a number above 0")

    def now(self, wall: datetime) -> datetime:
        """Return the run's own time at the given wall time; it stands when the run has ended.

        The clock of a run that was left open at great speed stops before the calendar does.
        """
        if self.status is Status.ACTUAL:
            return wall
        if self.ended_at is not None:
            wall = min(wall, self.ended_at)
        try:
            return min(self.sim_started_at + (wall - self.wall_started_at) * self.speed, _LAST)
        except OverflowError:
            return _LAST

    def moment(self, at: datetime, now: datetime) -> Moment:
        """Return a moment gone by; ``InvalidError`` where it is yet to come, or before the run.

        ``now`` is the run's own time.
        """
        whose = f"run {self.run!r}" if self.run else "reality"
        if at > now:
            raise InvalidError(
                f"as_of {at.isoformat()} is yet to come: it is {now.isoformat()} in {whose}"
            )
        if at < self.sim_started_at:
            raise InvalidError(
                f"as_of {at.isoformat()} is before {whose} begins:"
                f" {self.sim_started_at.isoformat()}"
            )
        return Moment(at, self.wall_started_at + (at - self.sim_started_at) / self.speed)


_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
ACTUAL = Run(0, "", Status.ACTUAL, CITY_NETWORK, _EPOCH, _EPOCH, 1.0)
