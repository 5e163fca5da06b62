"""One source's loop: ask, tell how it went, and leave it alone for as long as it wants."""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from ingest.sources.device import SourceDevice
from ingest.sources.pace import Pace
from ingest.sources.web import AskLaterError
from kawamori.errors import InvalidError, KawamoriError

log = logging.getLogger(__name__)

UNHEARD_AFTER = 3  # failures in a row: then the device says that it is offline
CONNECT_WITHIN_S = 5.0


class Feed(Protocol):
    """Something that can be asked for what is new."""

    def ask(self, now: datetime) -> float:
        """Take what is new, and return for how many seconds the source asks for rest."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


class Polling:
    """One source, in a thread of its own: whatever it does, the others go on."""

    def __init__(
        self,
        name: str,
        feed: Feed,
        *,
        device: SourceDevice,
        pace: Pace,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.name = name
        self._feed = feed
        self._device = device
        self._pace = pace
        self._clock = clock

    def step(self) -> float:
        """Ask once, and return after how many seconds to ask again."""
        now = self._clock()
        try:
            wait_s = self._pace.after_success(self._feed.ask(now))
        except AskLaterError as error:
            wait_s = self._failed(error, error.again_in_s)
        except KawamoriError as error:
            wait_s = self._failed(error)
        except Exception:
            log.exception("source %s failed; the others go on", self.name)
            wait_s = self._pace.after_failure()
        if self._pace.failures == 0:
            self._device.tell(now, is_heard=True)
        elif self._pace.failures >= UNHEARD_AFTER:
            self._device.tell(now, is_heard=False)
        return wait_s

    def run(self, stopping: threading.Event) -> None:
        """Ask until told to stop."""
        self.start()
        while not stopping.wait(self.step()):
            pass
        self.stop()

    def start(self) -> None:
        """Come on the wire; a broker that is away is not waited for long."""
        self._device.start()
        self._device.wait_connected(CONNECT_WITHIN_S)

    def stop(self) -> None:
        """Say good-bye."""
        self._device.stop()
        self._feed.close()

    def _failed(self, error: KawamoriError, again_in_s: float = 0.0) -> float:
        wait_s = self._pace.after_failure(again_in_s)
        what = "sends what we can't read" if isinstance(error, InvalidError) else "is not heard"
        log.warning("source %s %s: %s; again in %.0f s", self.name, what, error, wait_s)
        return wait_s
