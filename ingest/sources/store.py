"""The database as a source's thread uses it: opened when needed, opened again when lost."""

from collections.abc import Sequence
from datetime import datetime

from ingest.sources.gauges import STAGE, Fault
from ingest.sources.jma.said import Said
from ingest.sources.jma.taking import Taking
from kawamori.settings import Settings
from kawamori.storage.connections import Connection, connect
from kawamori.storage.pipeline import Pipeline
from kawamori.storage.readings.newest import newest_observed_at
from kawamori.storage.readings.quarantine import Refused, add_refused
from kawamori.storage.river.credits import set_credit

KEPT_BYTES = 65_536  # of what could not be read


class Store:
    """One thread's way to what is stored; ``UnavailableError`` while the database is away."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open: tuple[Connection, Pipeline, Taking] | None = None

    def newest(self, station_id: str) -> datetime | None:
        """Return when a station's stage was last measured, of what is stored."""
        connection, _, _ = self._opened()
        return newest_observed_at(connection, station_id, STAGE)

    def credit(self, station_id: str, line: str) -> None:
        """Have a station shown with the line that the terms of its readings ask for."""
        connection, _, _ = self._opened()
        set_credit(connection, station_id, line)

    def take(self, said: Said, now: datetime) -> int | None:
        """Make an announcement official information, where it is new."""
        _, _, taking = self._opened()
        return taking.take(said, now)

    def quarantine(self, topic: str, faults: Sequence[Fault]) -> None:
        """Keep what could not be read, with its bytes and the reason."""
        if faults:
            _, pipeline, _ = self._opened()
            add_refused(
                pipeline,
                [Refused(topic, each.payload[:KEPT_BYTES], each.reason) for each in faults],
            )
            pipeline.commit()

    def close(self) -> None:
        """Let go of the database."""
        if self._open is not None:
            self._open[0].close()
            self._open = None

    def _opened(self) -> tuple[Connection, Pipeline, Taking]:
        if self._open is not None and (self._open[0].closed or self._open[0].broken):
            self.close()
        if self._open is None:
            url = self._settings.database_url.get_secret_value()
            connection = connect(url, name="sources")
            self._open = connection, Pipeline(connection), Taking(connection, self._settings)
        return self._open
