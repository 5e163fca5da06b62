"""Stations as the rows of the file that they can be taken in from again."""

from collections.abc import Iterator
from datetime import timedelta

from kawamori.storage.connections import Connection
from kawamori.storage.river import cells
from kawamori.storage.river.neighbours import current_passages
from kawamori.storage.river.sensors import current_sensors
from kawamori.storage.river.stations import JudgedStation, judged_stations

COLUMNS = tuple(c for c in cells.COLUMNS if c not in ("camera", "area", "sensor_from"))


def station_rows(connection: Connection, network: str) -> Iterator[dict[str, object]]:
    """Yield a row a station, by column: what ``read_stations`` reads again.

    Where a river parts, only the first way down is told of.
    """
    sensors = current_sensors(connection)
    below = {each.upstream_id: each for each in reversed(current_passages(connection))}
    for each in judged_stations(connection):
        if each.station.network != network:
            continue
        row: dict[str, object] = _facts(each)
        if sensor := sensors.get(each.datastream_id):
            row |= {
                "sensor": sensor.kind,
                "sensor_unit": sensor.unit,
                "sensor_offset_m": sensor.offset_m,
                "sensor_scale": sensor.scale,
            }
        if passage := below.get(each.station.station_id):
            row |= {
                "downstream": passage.downstream_id,
                "travel_min": _minutes(passage.travel),
                "spread_min": _minutes(passage.spread),
            }
        yield {column: row.get(column) for column in COLUMNS}


def _facts(each: JudgedStation) -> dict[str, object]:
    station, ladder = each.station, each.thresholds
    plain = ("station_id", "name", "name_en", "river", "lat", "lon", "gauge_zero_tp_m", "datum")
    dormant = station.dormant_for
    return {
        **{column: getattr(station, column) for column in plain},
        "interval_min": _minutes(station.interval),
        "burst_min": _minutes(station.burst_interval),
        "dormant_h": None if dormant is None else dormant / timedelta(hours=1),
        "mode": station.mode,
        "tidal": "1" if station.tidal else "",
        "reference": each.datastream.reference,
        **{rung: getattr(ladder, rung) for rung in (*cells.RUNGS, "release_m")},
    }


def _minutes(span: timedelta | None) -> float | None:
    return None if span is None else span / timedelta(minutes=1)
