"""When to measure faster, and when a crisis-management gauge may be silent (危機管理型水位計).

In doubt it is neither slow nor silent: a sensor that failed, or a clock that is not
to be trusted, has every reading sent at the full interval or faster.
"""

from collections import deque
from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from edge.clock import Moment
from edge.sensors import Reading
from kawamori.errors import InvalidError

Seconds = Annotated[float, Meta(gt=0)]

_CALMER = 0.5  # of the rise that woke it: below this it is calm again
_LEAST_SPAN = 0.4  # of the full interval: over less, waves look like a rise


class Adaptive(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When to hurry; ``start``, ``release`` and ``rise_per_h`` are in the result's own unit."""

    fast_s: Seconds
    start: float | None = None
    release: Annotated[float, Meta(ge=0)] = 0.0
    rise_per_h: Seconds | None = None
    silent_s: Seconds | None = None
    downward: bool = False


class Waking:
    """Whether the gauge is awake, by what it measured; times are the run's seconds."""

    def __init__(self, adaptive: Adaptive, interval_s: float) -> None:
        if adaptive.fast_s > interval_s:
            raise InvalidError(f"adaptive.fast_s {adaptive.fast_s:g} is slower than interval_s")
        if adaptive.start is None and adaptive.rise_per_h is None:
            raise InvalidError("adaptive: give start or rise_per_h, else nothing wakes it")
        if adaptive.silent_s is not None and adaptive.start is None:
            raise InvalidError("adaptive.silent_s needs a start: silence is for low water")
        self._adaptive = adaptive
        self._full_s = interval_s
        self._seen: deque[tuple[float, float]] = deque()
        self._said_s: float | None = None
        self._in_doubt = True
        self.awake = False

    @property
    def interval_s(self) -> float:
        """Seconds until the next measurement: never more than the full interval."""
        return self._adaptive.fast_s if self.awake else self._full_s

    def failed(self) -> None:
        """Note that the sensor said nothing: the next reading is sent whatever it is."""
        self._in_doubt = True

    def take(self, readings: Sequence[Reading], moment: Moment, speed: float) -> Sequence[Reading]:
        """Return what is to be sent of a measurement: all of it, or nothing while asleep."""
        if not readings:
            self.failed()
            return readings
        now_s = moment.stopwatch_s * speed
        self._look(-readings[-1].result if self._adaptive.downward else readings[-1].result, now_s)
        if self._may_be_silent(moment, now_s):
            return []
        self._in_doubt, self._said_s = False, now_s
        return readings

    def _may_be_silent(self, moment: Moment, now_s: float) -> bool:
        silent_s = self._adaptive.silent_s
        if silent_s is None or self.awake or self._in_doubt or not moment.trusted:
            return False
        # The next measurement would come too late to keep the promise.
        return self._said_s is not None and now_s + self._full_s - self._said_s <= silent_s

    def _look(self, height: float, now_s: float) -> None:
        rise_per_h = self._rise_per_h(height, now_s)
        start, wakes_at = self._start(), self._adaptive.rise_per_h
        high = start is not None and height >= start
        low = start is None or height < start - self._adaptive.release
        fast = wakes_at is not None and rise_per_h >= wakes_at
        calm = wakes_at is None or rise_per_h < _CALMER * wakes_at
        if high or fast:
            self.awake = True
        elif low and calm:
            self.awake = False

    def _start(self) -> float | None:
        start = self._adaptive.start
        return -start if start is not None and self._adaptive.downward else start

    def _rise_per_h(self, height: float, now_s: float) -> float:
        """Return the rise since the oldest measurement of the last full interval or so."""
        while self._seen and now_s - self._seen[0][0] > 1.5 * self._full_s and len(self._seen) > 1:
            self._seen.popleft()
        rise = 0.0
        if self._seen:
            then_s, before = self._seen[0]
            span_s = now_s - then_s
            if span_s >= _LEAST_SPAN * self._full_s:
                rise = (height - before) / span_s * 3600
        self._seen.append((now_s, height))
        return rise
