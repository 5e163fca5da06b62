"""How loaded the process is, by how late its own clock rings; and what it leaves out then."""

import asyncio
import time
from enum import IntEnum

RINGS_EVERY_S = 0.1
SOME_FROM_S, MOST_FROM_S = 0.15, 0.6
WEIGHT = 0.2  # of the newest ring: half a second's lateness counts, a single hiccup does not
EASES_AFTER_S = 15.0


class Relief(IntEnum):
    """What is left out so that how the rivers stand is still told."""

    NONE = 0
    SOME = 1  # pages without scripts and pictures; no data for others, no series
    MOST = 2  # nobody new is taken on either


class Load:
    """Watches how late rings are; relief comes at once, and goes a step at a time after calm."""

    def __init__(self) -> None:
        self.relief = Relief.NONE
        self._late_s = 0.0
        self._calm_since: float | None = None

    def ring(self, late_s: float, now_s: float) -> Relief:
        """Take in how late a ring was; return what is left out from now on."""
        self._late_s += WEIGHT * (max(late_s, 0.0) - self._late_s)
        wanted = _wanted(self._late_s)
        if wanted >= self.relief:
            self.relief, self._calm_since = wanted, None
        elif self._calm_since is None:
            self._calm_since = now_s
        elif now_s - self._calm_since >= EASES_AFTER_S:
            self.relief, self._calm_since = Relief(self.relief - 1), now_s
        return self.relief

    async def watch(self) -> None:
        """Ring until cancelled."""
        while True:
            began = time.monotonic()
            await asyncio.sleep(RINGS_EVERY_S)
            now = time.monotonic()
            self.ring(now - began - RINGS_EVERY_S, now)


def _wanted(late_s: float) -> Relief:
    if late_s >= MOST_FROM_S:
        return Relief.MOST
    return Relief.SOME if late_s >= SOME_FROM_S else Relief.NONE
