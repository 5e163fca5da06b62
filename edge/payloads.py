"""How a spooled reading becomes a payload; its age is told as it leaves the device."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from edge.clock import Moment, machine_boot
from edge.spool import Spool
from edge.tables import Spooled
from kawamori.wire import ObservationTopic, WireObservation, encode

_STREAM = attrgetter("station_id", "datastream")


class Payloads:
    """The topics and payloads of one spool's readings; ``speed`` is the rehearsal clock's."""

    def __init__(self, spool: Spool, speed: float) -> None:
        self._spool = spool
        self._speed = speed
        self._machine_boot = machine_boot()

    def single(self, row: Spooled, moment: Moment) -> tuple[str, bytes]:
        """Return the topic and the payload of one reading."""
        return self._topic(row), encode(self._observation(row, moment))

    def batches(self, rows: Iterable[Spooled], moment: Moment) -> Iterator[tuple[str, bytes]]:
        """Yield a topic and a payload for each datastream, its readings in their order."""
        for _, group in groupby(sorted(rows, key=_STREAM), key=_STREAM):
            batch = list(group)
            yield self._topic(batch[0]), encode([self._observation(row, moment) for row in batch])

    def uptime_s(self, moment: Moment) -> float:
        """Return how long this boot has lasted, in the run's seconds."""
        return (moment.stopwatch_s - self._spool.started_s) * self._speed

    def _topic(self, row: Spooled) -> str:
        owner = self._spool.owner
        return str(ObservationTopic(owner.status, owner.device_id, row.station_id, row.datastream))

    def _observation(self, row: Spooled, moment: Moment) -> WireObservation:
        return WireObservation(
            v=1,
            boot=row.boot,
            seq=row.seq,
            observed_at=row.observed_at,
            result=row.result,
            run=self._spool.owner.run or None,
            time_ok=row.uptime_s is None,
            uptime_s=row.uptime_s,
            age_s=None if row.uptime_s is None else self._age_s(row, row.uptime_s, moment),
            confidence=row.confidence,
            still=row.still,
            spread=row.spread,
            calibration=row.calibration,
        )

    def _age_s(self, row: Spooled, uptime_s: float, moment: Moment) -> float | None:
        """Return how long ago a reading was taken, if anything on this device can tell.

        The stopwatch can while the machine has not restarted since; the clock can if it
        came to be trusted both in that boot and now.
        """
        boot = self._spool.boot_of(row)
        if boot is None:
            return None
        if row.boot == self._spool.boot or (
            self._machine_boot and boot.machine_boot == self._machine_boot
        ):
            age_s = (moment.stopwatch_s - boot.started_s) * self._speed - uptime_s
        elif boot.started_at is not None and moment.trusted:
            age_s = (moment.at - boot.started_at).total_seconds() - uptime_s
        else:
            return None
        return max(0.0, age_s)
