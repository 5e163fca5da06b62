"""What time it is on the bank, and whether that is to be believed.

A small computer without a battery-backed clock wakes up in the past, and a wrong
time on a true stage is worse than none: the reading is then dated by a stopwatch,
which counts on through suspend and can't be set.
"""

import ctypes
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Protocol

from kawamori.runs import ACTUAL, Run

OLDEST_YEAR = 2024  # this program is younger than any clock that says less
JUMP_S = 2.0  # more than any slewing daemon corrects between two looks
HOLDOVER_S = 7 * 86400.0  # a crystal that is 100 ppm off is a minute wrong after a week

_TIME_ERROR = 5  # adjtimex(2): the clock is not synchronised
_TIMEX_BYTES = 512  # more than struct timex on any platform; only the return value is read
_TIMESYNC = Path("/run/systemd/timesync/synchronized")


def stopwatch_s() -> float:
    """Return the seconds since the machine started, suspend included, where it can tell."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


def machine_boot() -> str:
    """Return what names this start of the machine, whose stopwatch began with it."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def kernel_synchronised() -> bool:
    """Say whether a time server disciplines the clock: adjtimex(2), else systemd-timesyncd."""
    adjtimex = _adjtimex()
    if adjtimex is None:
        return False
    state = adjtimex(ctypes.create_string_buffer(_TIMEX_BYTES))
    return 0 <= state < _TIME_ERROR or (state < 0 and _TIMESYNC.exists())


@cache
def _adjtimex() -> Callable[..., int] | None:
    """Return the system call, or None where nothing like it vouches for the clock."""
    return getattr(ctypes.CDLL(None), "adjtimex", None)


@dataclass(frozen=True, slots=True)
class Moment:
    """One look at the clocks.

    ``at`` is the run's time, ``stopwatch_s`` wall seconds since the machine started;
    ``doubt`` says why ``at`` is not to be trusted, and is empty when it is.
    """

    at: datetime
    stopwatch_s: float
    doubt: str = ""

    @property
    def trusted(self) -> bool:
        """Whether readings may be dated by ``at``."""
        return not self.doubt


class Clock(Protocol):
    """Where an agent gets its time from; ``run`` is the rehearsal it belongs to."""

    run: Run

    def look(self) -> Moment:
        """Return the time now and what is held against it."""
        ...


class RunClock:
    """The clock of a machine that is known to be right: the simulators'."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def look(self) -> Moment:
        """Return the run's time; it is always trusted."""
        return Moment(self.run.now(datetime.now(UTC)), stopwatch_s())


class DeviceClock:
    """The clock of the machine we run on, doubted unless there is reason to trust it.

    There is reason while the kernel says that a time server disciplines it, for a
    week after that was last so, and from the start if the machine has a battery-backed
    clock (``battery_backed``). A jump ends that trust: whoever set the clock, only a
    time server can vouch for it again.
    """

    def __init__(
        self,
        run: Run = ACTUAL,
        *,
        battery_backed: bool = False,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        stopwatch: Callable[[], float] = stopwatch_s,
        synchronised: Callable[[], bool] = kernel_synchronised,
    ) -> None:
        self.run = run
        self._wall = wall
        self._stopwatch = stopwatch
        self._synchronised = synchronised
        self._offset = wall() - timedelta(seconds=stopwatch())
        self._vouched_s: float | None = stopwatch() if battery_backed else None
        self._jump_s = 0.0

    def look(self) -> Moment:
        """Return the run's time and the reason to doubt it, if there is one."""
        wall, now_s = self._wall(), self._stopwatch()
        offset = wall - timedelta(seconds=now_s)
        jump_s = (offset - self._offset).total_seconds()
        self._offset = offset
        if abs(jump_s) > JUMP_S:
            self._vouched_s, self._jump_s = None, jump_s
        if self._synchronised():
            self._vouched_s, self._jump_s = now_s, 0.0
        return Moment(self.run.now(wall), now_s, self._doubt(wall, now_s))

    def _doubt(self, wall: datetime, now_s: float) -> str:
        if wall.year < OLDEST_YEAR:
            return f"the clock says {wall:%Y-%m-%d}"
        if self._vouched_s is None:
            jumped = f"the clock jumped by {self._jump_s:+.0f} s and " if self._jump_s else ""
            return f"{jumped}no time server has been heard"
        if now_s - self._vouched_s > HOLDOVER_S:
            return "no time server has been heard for a week"
        return ""
