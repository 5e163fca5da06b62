"""Stations, thresholds and datastreams: facts are appended, never changed."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from psycopg.rows import dict_row

from kawamori.errors import ConflictError, NotFoundError
from kawamori.levels import Thresholds
from kawamori.stations import Datastream, Mode, Reference, Station
from kawamori.storage.connections import Connection

_ADD = "INSERT INTO stations (station_id, network) VALUES (%s, %s) ON CONFLICT DO NOTHING"
_NETWORK = "SELECT network FROM stations WHERE station_id = %s"
_FACTS = """
INSERT INTO station_facts (station_id, author, name, name_en, river, lat, lon, mode, tidal,
                           interval_s, gauge_zero_tp_m, datum, burst_interval_s, dormant_s,
                           valid_from)
SELECT %(station_id)s, %(author)s, %(name)s, %(name_en)s, %(river)s, %(lat)s, %(lon)s, %(mode)s,
       %(tidal)s, %(interval_s)s, %(gauge_zero_tp_m)s, %(datum)s, %(burst_interval_s)s,
       %(dormant_s)s, coalesce(%(valid_from)s, CASE
         WHEN EXISTS (SELECT FROM station_facts WHERE station_id = %(station_id)s) THEN now()
         ELSE '-infinity' END)
"""
_THRESHOLDS = """
INSERT INTO thresholds (station_id, author, standby_m, caution_m, evacuation_m, danger_m,
                        overflow_m, release_m, valid_from)
SELECT %(station_id)s, %(author)s, %(standby_m)s, %(caution_m)s, %(evacuation_m)s, %(danger_m)s,
       %(overflow_m)s, %(release_m)s, coalesce(%(valid_from)s, CASE
         WHEN EXISTS (SELECT FROM thresholds WHERE station_id = %(station_id)s) THEN now()
         ELSE '-infinity' END)
"""
_DATASTREAM = """
INSERT INTO datastreams (station_id, name, unit, reference, judged, min_plausible, max_plausible)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (station_id, name) DO UPDATE
SET min_plausible = EXCLUDED.min_plausible, max_plausible = EXCLUDED.max_plausible
WHERE datastreams.unit = EXCLUDED.unit
  AND datastreams.reference IS NOT DISTINCT FROM EXCLUDED.reference
RETURNING datastream_id
"""
_JUDGED = """
SELECT c.station_id, c.network, c.name, c.name_en, c.river, c.lat, c.lon, c.mode, c.tidal,
       c.interval_s, c.burst_interval_s, c.dormant_s, c.gauge_zero_tp_m, c.datum,
       d.datastream_id, d.name AS datastream,
       d.unit, d.reference, d.min_plausible, d.max_plausible,
       t.standby_m, t.caution_m, t.evacuation_m, t.danger_m, t.overflow_m,
       coalesce(t.release_m, 0.10) AS release_m
FROM current_stations c
JOIN datastreams d ON d.station_id = c.station_id AND d.judged
LEFT JOIN current_thresholds t ON t.station_id = c.station_id
WHERE NOT EXISTS (SELECT FROM gone_stations g WHERE g.station_id = c.station_id)
ORDER BY c.station_id
"""
_RETIRE = """
INSERT INTO station_facts (station_id, author, name, name_en, river, lat, lon, mode, tidal,
                           interval_s, gauge_zero_tp_m, datum, burst_interval_s, dormant_s,
                           valid_from, retired)
SELECT station_id, %s, name, name_en, river, lat, lon, mode, tidal, interval_s, gauge_zero_tp_m,
       datum, burst_interval_s, dormant_s, coalesce(%s, now()), %s
FROM current_stations WHERE station_id = %s
"""


@dataclass(frozen=True, slots=True)
class JudgedStation:
    """A station together with the datastream and thresholds that judging holds it to."""

    station: Station
    datastream_id: int
    datastream: Datastream
    thresholds: Thresholds


def register_station(
    connection: Connection,
    station: Station,
    datastreams: list[Datastream],
    thresholds: Thresholds | None = None,
    *,
    author: str,
    valid_from: datetime | None = None,
) -> dict[str, int]:
    """Store a station's facts as a new version and return datastream ids by name.

    The first version holds from ever, a later one from now on, unless a time is given.

    ``ConflictError`` when the station belongs to another network, or a datastream
    changes its unit or reference (that would be another datastream).
    """
    with connection.transaction():
        connection.execute(_ADD, (station.station_id, station.network))
        row = connection.execute(_NETWORK, (station.station_id,)).fetchone()
        if row is None or row[0] != station.network:
            raise ConflictError(f"station {station.station_id} belongs to another network: {row}")
        connection.execute(_FACTS, _facts(station, author, valid_from))
        if thresholds is not None:
            ident = station.station_id
            record_thresholds(connection, ident, thresholds, author=author, valid_from=valid_from)
        return {d.name: _add_datastream(connection, d) for d in datastreams}


def record_thresholds(
    connection: Connection,
    station_id: str,
    thresholds: Thresholds,
    *,
    author: str,
    valid_from: datetime | None = None,
) -> None:
    """Append a new version of a station's thresholds, in force from a time on, or from now."""
    named = {"station_id": station_id, "author": author, "valid_from": valid_from}
    connection.execute(_THRESHOLDS, {**asdict(thresholds), **named})


def retire_station(
    connection: Connection,
    station_id: str,
    *,
    author: str,
    is_retired: bool = True,
    valid_from: datetime | None = None,
) -> None:
    """Append that a station is no longer judged and shown, or that it is again."""
    done = connection.execute(_RETIRE, (author, valid_from, is_retired, station_id))
    if not done.rowcount:
        raise NotFoundError(f"there is no station {station_id!r}")


def judged_stations(connection: Connection) -> list[JudgedStation]:
    """Return every station that has a judged datastream and is judged, as it stands now.

    One that was retired is among them as long as an alert of it is open.
    """
    with connection.cursor(row_factory=dict_row) as cursor:
        return [_judged(row) for row in cursor.execute(_JUDGED)]


def datastream_id(connection: Connection, station_id: str, name: str) -> int:
    """Return a datastream's id; ``NotFoundError`` when the station has none of that name."""
    row = connection.execute(
        "SELECT datastream_id FROM datastreams WHERE station_id = %s AND name = %s",
        (station_id, name),
    ).fetchone()
    if row is None:
        raise NotFoundError(f"station {station_id!r} has no datastream {name!r}")
    return int(row[0])


def _facts(s: Station, author: str, valid_from: datetime | None) -> dict[str, object]:
    named = ("station_id", "name", "name_en", "river", "lat", "lon", "mode", "tidal", "datum")
    return {name: getattr(s, name) for name in (*named, "gauge_zero_tp_m")} | {
        "author": author,
        "valid_from": valid_from,
        "interval_s": _seconds(s.interval),
        "burst_interval_s": _seconds(s.burst_interval),
        "dormant_s": _seconds(s.dormant_for),
    }


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds())


def _span(seconds: object) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=float(str(seconds)))


def _add_datastream(connection: Connection, d: Datastream) -> int:
    values = (d.station_id, d.name, d.unit, d.reference, d.judged, d.min_plausible, d.max_plausible)
    row = connection.execute(_DATASTREAM, values).fetchone()
    if row is None:
        raise ConflictError(
            f"datastream {d.station_id}/{d.name} has another unit or reference: "
            "a sensor that measures something else is a datastream of its own"
        )
    return int(row[0])


def _judged(row: dict[str, object]) -> JudgedStation:
    take = row.pop
    thresholds = Thresholds(
        **{
            name: take(name)  # type: ignore[arg-type]
            for name in (
                "standby_m",
                "caution_m",
                "evacuation_m",
                "danger_m",
                "overflow_m",
                "release_m",
            )
        }
    )
    reference = take("reference")
    datastream = Datastream(
        station_id=str(row["station_id"]),
        name=str(take("datastream")),
        unit=str(take("unit")),
        reference=Reference(str(reference)) if reference is not None else None,
        judged=True,
        min_plausible=take("min_plausible"),  # type: ignore[arg-type]
        max_plausible=take("max_plausible"),  # type: ignore[arg-type]
    )
    number = int(str(take("datastream_id")))
    interval = timedelta(seconds=float(str(take("interval_s"))))
    contract = {
        "mode": Mode(str(take("mode"))),
        "burst_interval": _span(take("burst_interval_s")),
        "dormant_for": _span(take("dormant_s")),
    }
    station = Station(interval=interval, **contract, **row)  # type: ignore[arg-type]
    return JudgedStation(station, number, datastream, thresholds)
