"""A source on the wire: it publishes as a device does, and says whether it is heard.

It keeps no spool. What is stored tells it from when on to ask again, and the public service keeps
its own past: a reading that got lost on the way is fetched once more.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from ingest.sources.gauges import STAGE, Measured
from kawamori.mqtt import Broker, Connection, Will
from kawamori.runs import Status
from kawamori.wire import DeviceStatus, DeviceTopic, ObservationTopic, WireObservation, encode

BATCH = 100
STATUS_S = 600.0
_BOOTS_SINCE = datetime(2020, 1, 1, tzinfo=UTC)


class SourceDevice:
    """The device ``source-ea`` or the like: one connection, one boot, one count of readings."""

    def __init__(self, broker: Broker, source: str, now: datetime) -> None:
        self.device_id = f"source-{source}"
        self._boot = int((now - _BOOTS_SINCE).total_seconds())
        self._seq = 0
        self._told: tuple[bool, datetime] | None = None
        self._status = str(DeviceTopic(Status.ACTUAL, self.device_id, "status"))
        bye = DeviceStatus(v=1, online=False, boot=self._boot)
        self._connection = Connection(broker, self.device_id, will=Will(self._status, encode(bye)))
        self._connection.on_connected = self._forget_what_was_told

    def start(self) -> None:
        """Connect, and reconnect for ever."""
        self._connection.start()

    def wait_connected(self, timeout_s: float) -> bool:
        """Return whether the broker is there within the time."""
        return self._connection.wait_connected(timeout_s)

    def stop(self) -> None:
        """Say good-bye."""
        self._connection.stop()

    def publish(self, station_id: str, readings: Sequence[Measured]) -> bool:
        """Publish a station's readings, the newest first: what comes after it is history.

        False when the broker is away: they are asked for again.
        """
        topic = str(ObservationTopic(Status.ACTUAL, self.device_id, station_id, STAGE))
        ordered = [*readings[-1:], *readings[:-1]]
        batches = [ordered[:1], *(ordered[i : i + BATCH] for i in range(1, len(ordered), BATCH))]
        return all(self._publish(topic, batch) for batch in batches if batch)

    def tell(self, now: datetime, *, is_heard: bool) -> None:
        """Say whether the source is heard, when that changed or was not said for ten minutes."""
        before = self._told
        if before and before[0] == is_heard and (now - before[1]).total_seconds() < STATUS_S:
            return
        if before and before[0] == is_heard and not is_heard:
            return  # it is as long ago as it is
        status = DeviceStatus(
            v=1, online=is_heard, boot=self._boot, at=now, version=version("kawamori")
        )
        if self._connection.publish(self._status, encode(status), retain=True):
            self._told = is_heard, now

    def _publish(self, topic: str, readings: Sequence[Measured]) -> bool:
        observations = [
            WireObservation(
                v=1, boot=self._boot, seq=seq, observed_at=each.observed_at, result=each.result
            )
            for seq, each in enumerate(readings, self._seq + 1)
        ]
        if not self._connection.publish(topic, encode(observations)):
            return False
        self._seq += len(readings)
        return True

    def _forget_what_was_told(self) -> None:
        """Have it said again: the broker has published our will meanwhile."""
        self._told = None
