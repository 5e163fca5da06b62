"""A stand-in for ingest that stores in memory: enough to try a device against a broker."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Self

from kawamori.errors import UnavailableError
from kawamori.mqtt import Broker, Connection, Message
from kawamori.runs import Status
from kawamori.wire import (
    DeviceStatus,
    DeviceTopic,
    Stored,
    StoredUpTo,
    WireObservation,
    decode_observations,
    decode_status,
    encode,
)

BOOTS_TOLD = 8
CONNECTED_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Arrival:
    """An observation, when it arrived, and whether it came in a batch."""

    observation: WireObservation
    at: datetime
    in_batch: bool


class IngestInMemory:
    """Takes what one device publishes and publishes its watermark, at most every ``every_s``.

    ``arrived`` has every observation in its order;
    ``stored`` has each once by its boot and sequence number. While ``is_storing`` is
    False what arrives is lost, as in a broker that forgot it; while ``is_telling`` is
    False the watermark is. Whatever arrives is answered, even if all of it is known.
    """

    def __init__(
        self, broker: Broker, device_id: str, status: Status, run: str = "", every_s: float = 0
    ) -> None:
        self.stored: dict[tuple[int, int], WireObservation] = {}
        self.arrived: list[Arrival] = []
        self.statuses: list[DeviceStatus] = []
        self.is_storing = True
        self.is_telling = True
        self._run = run or None
        self._every_s = every_s
        self._told_s = 0.0
        self._is_asked = False
        self._reached: dict[int, int] = {}
        self._topic = str(DeviceTopic(status, device_id, "stored"))
        self._lock = threading.Lock()
        self._link = Connection(broker, f"ingest-for-{device_id}")
        self._link.on_message = self._take
        self._link.subscribe(
            f"{status}/v1/{device_id}/+/+/observation", f"{status}/v1/{device_id}/status"
        )

    def __enter__(self) -> Self:
        """Connect; ``UnavailableError`` if there is no broker."""
        self._link.start()
        if not self._link.wait_connected(CONNECTED_WITHIN_S):
            raise UnavailableError("no broker answers the stand-in for ingest")
        return self

    def __exit__(self, *_: object) -> None:
        """Disconnect."""
        self._link.stop()

    @property
    def observations(self) -> list[WireObservation]:
        """Return what arrived, in its order, repetitions included."""
        return [each.observation for each in self.arrived]

    def wait(self, holds: Callable[[], bool], within_s: float) -> bool:
        """Wait until something holds, telling the watermark meanwhile; False if it never does."""
        deadline_s = time.monotonic() + within_s
        while not holds():
            if time.monotonic() > deadline_s:
                return False
            time.sleep(0.01)
            self._tell_if_due()
        return True

    def tell(self, reached: dict[int, int] | None = None) -> None:
        """Publish the watermark, or a false one."""
        newest = sorted((reached or self._reached).items(), reverse=True)[:BOOTS_TOLD]
        told = Stored(v=1, stored=[StoredUpTo(*each) for each in newest], run=self._run)
        self._link.publish(self._topic, encode(told), retain=True)

    def _take(self, message: Message) -> None:
        if message.topic.endswith("/status"):
            self.statuses.append(decode_status(message.payload))
            return
        decoded = decode_observations(message.payload)
        batch = decoded if isinstance(decoded, list) else [decoded]
        now = datetime.now(UTC)
        self.arrived += [Arrival(each, now, isinstance(decoded, list)) for each in batch]
        if self.is_storing:
            with self._lock:
                self._store(batch)
            self._tell_if_due()

    def _store(self, batch: list[WireObservation]) -> None:
        for each in batch:
            self.stored[each.boot, each.seq] = each
            reached = self._reached.get(each.boot, 0)
            while (each.boot, reached + 1) in self.stored:
                reached += 1
            self._reached[each.boot] = reached
        self._is_asked = True

    def _tell_if_due(self) -> None:
        with self._lock:
            due = self._is_asked and time.monotonic() >= self._told_s + self._every_s
            if due:
                self._told_s, self._is_asked = time.monotonic(), False
                if self.is_telling:
                    self.tell()
