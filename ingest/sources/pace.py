"""How long to leave a source alone."""

import random

LONGEST_S = 3600.0
JITTER = 0.1  # of the wait, so that a thousand cities don't all ask at the full minute


class Pace:
    """The waits of one source: its interval, longer while it fails."""

    def __init__(self, interval_s: float, draw: random.Random | None = None) -> None:
        self.failures = 0
        self._interval_s = interval_s
        self._draw = draw or random.Random()  # noqa: S311 no secret

    def after_success(self, fresh_for_s: float = 0.0) -> float:
        """Return the wait in seconds: the interval, or what the source asks for if that is more."""
        self.failures = 0
        return self._spread(max(self._interval_s, min(fresh_for_s, LONGEST_S)))

    def after_failure(self, again_in_s: float = 0.0) -> float:
        """Return the wait in seconds: twice the one before, an hour at most, or as asked."""
        self.failures += 1
        doubled_s = self._interval_s * 2 ** min(self.failures - 1, 10)
        longest_s = max(LONGEST_S, self._interval_s)
        return self._spread(max(again_in_s, min(doubled_s, longest_s)))

    def _spread(self, wait_s: float) -> float:
        """Lengthen a wait by up to a tenth: never faster than was asked."""
        return wait_s * self._draw.uniform(1, 1 + JITTER)
