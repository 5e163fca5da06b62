"""The line that texts leave by: so many parts a second, the others wait, and some wait too long."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

LONGEST_QUEUE = timedelta(hours=10)
EXPIRED, OVERFLOW = 30036, 30001


@dataclass(frozen=True, slots=True)
class Slot:
    """When a text leaves, or, with an error, when it is given up instead."""

    at: datetime
    error: int | None = None


@dataclass(slots=True)
class Line:
    """A sender of the provider; ``parts_per_s`` None: nothing waits."""

    parts_per_s: float | None = None
    _free_at: datetime | None = None
    _lock: Lock = field(default_factory=Lock)

    def set(self, parts_per_s: float | None) -> None:
        """Send at another rate from now on; what waits keeps its place."""
        with self._lock:
            self.parts_per_s = parts_per_s
            self._free_at = None if parts_per_s is None else self._free_at

    def join(self, parts: int, now: datetime, ready_at: datetime, validity: timedelta) -> Slot:
        """Take a place at the end of the queue; one that would wait too long takes none."""
        with self._lock:
            if self.parts_per_s is None:
                return Slot(ready_at)
            at = max(ready_at, self._free_at or ready_at)
            if at - now > validity:
                return Slot(now + validity, EXPIRED)
            if at - now > LONGEST_QUEUE:
                return Slot(ready_at, OVERFLOW)
            self._free_at = at + timedelta(seconds=parts / self.parts_per_s)
            return Slot(at)
