"""A public gauge made a station of ours, from what its owner says of it."""

from dataclasses import dataclass
from pathlib import Path

from ingest.sources.config import GaugeTable, append_gauge, gauge_sources, read_sources
from ingest.sources.gauges import GaugeSource, PublicGauge, station_slug
from ingest.sources.web import Web
from kawamori.errors import InvalidError, UnavailableError
from kawamori.sensors import Sensor
from kawamori.storage.connections import Connection
from kawamori.storage.river.sensors import current_sensors, record_sensor
from kawamori.storage.river.stations import register_station

AUTHOR = "kawamori sources add"


@dataclass(frozen=True, slots=True)
class Reference:
    """A gauge as a person names it: ``ea:1029TH``."""

    source: GaugeSource
    code: str

    @property
    def station_id(self) -> str:
        """Return the station that it becomes."""
        return station_slug(self.source.name, self.code)


def read_reference(given: str) -> Reference:
    """Return the gauge that is meant; ``InvalidError`` says how to name one."""
    name, _, code = given.strip().partition(":")
    source = gauge_sources().get(name)
    if source is None or not code.strip():
        raise InvalidError(f"{given!r} names no public gauge: write ea:1029TH or usgs:12149000")
    return Reference(source, code.strip())


def add_gauge(connection: Connection, web: Web, reference: Reference, path: Path) -> str:
    """Register a gauge as a station and have it asked for from now on; return what was done.

    One that is in the file already is left as it is, and nobody is asked: what was set up once
    starts without the internet. ``NotFoundError`` for a gauge that its owner does not know.
    """
    ident, source = reference.station_id, reference.source
    if path.exists() and any(each.station_id == ident for each in read_sources(path).gauges):
        return f"{ident}: as before"
    try:
        gauge = source.describe(web, reference.code, ident)
    except UnavailableError as error:
        raise UnavailableError(
            f"{source.name}:{reference.code}: {error}; is this machine on the internet?"
        ) from error
    _register(connection, gauge)
    append_gauge(path, GaugeTable(source=source.name, code=gauge.code, station_id=ident))
    return f"{ident}: {gauge.station.name} ({gauge.station.river}), {gauge.code}"


def _register(connection: Connection, gauge: PublicGauge) -> None:
    with connection.transaction():
        numbers = register_station(
            connection, gauge.station, [gauge.datastream], gauge.thresholds, author=AUTHOR
        )
        number = numbers[gauge.datastream.name]
        if gauge.sensor not in (None, current_sensors(connection).get(number, Sensor())):
            record_sensor(connection, number, gauge.sensor or Sensor(), author=AUTHOR)
