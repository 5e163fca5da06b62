"""Whether snapshots are still made: whoever watches is told, and the log says it once."""

import logging
import time
from collections.abc import Callable

from kawamori.errors import KawamoriError

log = logging.getLogger(__name__)

OLD_S = 180.0  # one is made each minute anyhow
IN_A_ROW = 3  # a database that restarts is no news


class Freshness:
    """When the last snapshot was handed out, and how often making one failed since."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._made_at: float | None = None
        self._failures = 0

    def made(self) -> None:
        """Note that one was handed out."""
        if self._failures >= IN_A_ROW:
            log.warning("residents: snapshots are made again, after %d failures", self._failures)
        self._made_at, self._failures = self._clock(), 0

    def failed(self, error: Exception) -> None:
        """Note that one could not be made: after a few in a row there is nothing more to say."""
        self._failures += 1
        if self._failures > IN_A_ROW:
            return
        level = logging.ERROR if self._failures == IN_A_ROW else logging.WARNING
        known = isinstance(error, KawamoriError)
        words = (self._failures, error)
        log.log(
            level,
            "residents: no snapshot was made (%d in a row), the last one stands: %s",
            *words,
            exc_info=None if known else error,
        )

    def trouble(self) -> str | None:
        """Return what is wrong with the snapshot, if anything."""
        if self._made_at is None:
            return "no snapshot was made yet"
        age_s = self._clock() - self._made_at
        return f"the last snapshot was made {age_s:.0f} s ago" if age_s > OLD_S else None
