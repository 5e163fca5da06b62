"""When things happened: our time in a run, and a device's readings when its clock is wrong."""

from datetime import UTC, datetime, timedelta

from kawamori.errors import InvalidError
from kawamori.runs import Run
from kawamori.storage.connections import Connection
from kawamori.storage.readings.devices import boot_started
from kawamori.wire import WireObservation

AHEAD = timedelta(minutes=5)  # how wrong a device's clock may be before it is not believed
OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
MOST_BOOTS = 50_000

_LAST = datetime(9999, 1, 1, tzinfo=UTC)


def latest_believed(run: Run, wall: datetime) -> datetime:
    """Return the latest time that a reading of this run may carry now."""
    try:
        return run.now(wall) + AHEAD * max(1.0, run.speed)
    except OverflowError:
        return _LAST


class Stopwatches:
    """When each boot of a device without a clock began, by our clock, fixed at first sight."""

    def __init__(self) -> None:
        self._started: dict[tuple[int, str, int], datetime] = {}

    def observed_at(
        self,
        connection: Connection,
        run: Run,
        device_id: str,
        reading: WireObservation,
        now: datetime,
    ) -> datetime:
        """Return when a reading was taken, by the device's uptime; ``now`` is the run's."""
        if reading.uptime_s is None or reading.age_s is None:
            raise InvalidError("time_ok is false, and it can't be dated without uptime_s and age_s")
        key = (run.run_no, device_id, reading.boot)
        if key not in self._started:
            if len(self._started) > MOST_BOOTS:
                self._started.clear()
            guess = now - timedelta(seconds=reading.age_s + reading.uptime_s)
            if guess < OLDEST:
                raise InvalidError("uptime_s and age_s together reach back before 1990")
            self._started[key] = boot_started(connection, *key, started_at=guess, now=now)
        return self._started[key] + timedelta(seconds=reading.uptime_s)
