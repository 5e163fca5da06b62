"""A city's stations as they stand in a CSV file: read whole, or refused with every fault in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from kawamori.errors import InvalidError
from kawamori.levels import Thresholds
from kawamori.neighbours import Passage
from kawamori.runs import CITY_NETWORK
from kawamori.sensors import Kind, Sensor, Unit
from kawamori.spreadsheets import rows_of, several, text_of, width_of
from kawamori.stations import Datastream, Station
from kawamori.storage.river import cells

STAGE, CAMERA = "stage", "waterline"
_EVERY_MIN = 10.0  # how often a gauge reports when the file does not say
_RELEASE_M = 0.10

_PARSERS: dict[str, Callable[[str], Any]] = {
    "station_id": cells.slug,
    "name": cells.words,
    "name_en": str.strip,
    "river": cells.words,
    "lat": partial(cells.number, low=-90, high=90),
    "lon": partial(cells.number, low=-180, high=180),
    "interval_min": partial(cells.number, low=1 / 60, high=1440),
    "burst_min": partial(cells.number, low=1 / 60, high=1440),
    "dormant_h": partial(cells.number, low=1, high=720),
    "mode": cells.mode,
    "tidal": cells.yes,
    "gauge_zero_tp_m": cells.number,
    "datum": str.strip,
    "reference": cells.reference,
    **dict.fromkeys(cells.RUNGS, cells.number),
    "release_m": partial(cells.number, low=0),
    "camera": cells.yes,
    "area": several,
    "downstream": cells.downstream,
    "travel_min": partial(cells.number, low=1 / 60, high=43_200),
    "spread_min": partial(cells.number, low=0, high=43_200),
    "sensor": cells.sensor,
    "sensor_unit": cells.unit,
    "sensor_offset_m": cells.number,
    "sensor_scale": partial(cells.number, low=1e-6),
    "sensor_from": cells.moment,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the file: a station, what is measured there, its thresholds, where it lies.

    ``areas``, ``passage`` and ``sensor`` are empty where the file does not tell of them.
    """

    where: str  # file and line, for a person
    station: Station
    datastreams: tuple[Datastream, ...]
    thresholds: Thresholds
    areas: tuple[str, ...] = ()
    passage: Passage | None = None
    sensor: Sensor | None = None
    sensor_from: datetime | None = None


def read_stations(raw: bytes, name: str) -> list[Entry]:
    """Return the stations in a file; one ``InvalidError`` tells of every fault in it.

    The text is UTF-8, with or without a byte order mark, or else cp932, as Japanese
    spreadsheets write it.
    """
    lines = rows_of(text_of(raw, name), name)
    header = next(lines, (1, []))[1]
    columns = _header(header, name)
    entries: dict[str, Entry] = {}
    faults: list[str] = []
    for line, row in lines:
        where = f"{name}, line {line}"
        try:
            _refuse_shifted(where, row, len(columns), len(header))
            entry = _entry(where, columns, row)
            _refuse_twice(entry, entries)
            entries[entry.station.station_id] = entry
        except InvalidError as error:
            faults.append(str(error))
    if not entries and not faults:
        faults.append(f"{name}: there is no station in it: write one a line below the header")
    if faults:
        raise InvalidError("\n".join([*faults, "nothing was stored"]))
    return list(entries.values())


def _header(header: list[str], name: str) -> list[str]:
    columns: list[str] = []
    for given in header[: width_of(header)]:
        column = cells.column_of(given)
        if column is None or column in columns:
            why = "is there twice" if column else "is not known"
            known = ", ".join(cells.COLUMNS)
            raise InvalidError(f"{name}, line 1: column {given!r} {why}: the columns are {known}")
        columns.append(column)
    missing = [column for column in cells.NEEDED if column not in columns]
    if missing:
        raise InvalidError(f"{name}, line 1: no column {', '.join(missing)}: add it to the header")
    return columns


def _refuse_shifted(where: str, row: list[str], columns: int, header: int) -> None:
    """Refuse a row that a comma too many has moved, 3,10 for 3.10: it could still be read."""
    if len(row) > header or width_of(row) > columns:
        raise InvalidError(
            f"{where}: {len(row)} cells under {columns} columns: write 3.10 for 3,10, and put "
            "a text that has a comma in quotes"
        )


def _entry(where: str, columns: list[str], row: list[str]) -> Entry:
    texts = dict(zip(columns, row, strict=False))
    faults = list(_faults(where, texts))
    if faults:
        raise InvalidError("\n".join(faults))
    given = {column: parse(texts.get(column, "")) for column, parse in _PARSERS.items()}
    try:
        return _built(where, given)
    except InvalidError as error:
        raise InvalidError(f"{where}: {error}: correct this row") from error


def _faults(where: str, texts: dict[str, str]) -> Iterator[str]:
    for column, parse in _PARSERS.items():
        text = texts.get(column, "")
        try:
            parse(text)
        except InvalidError as error:
            yield f"{where}, column {column}: {text!r} {error}"
    if bool(texts.get("lat", "").strip()) != bool(texts.get("lon", "").strip()):
        yield f"{where}, columns lat, lon: one is empty: give both, or neither"


def _built(where: str, given: dict[str, Any]) -> Entry:
    ident = given["station_id"]
    station = Station(
        ident,
        given["name"],
        given["river"],
        given["lat"],
        given["lon"],
        timedelta(minutes=given["interval_min"] or _EVERY_MIN),
        given["name_en"],
        given["mode"],
        given["tidal"],
        given["gauge_zero_tp_m"],
        given["datum"] or "T.P.",
        CITY_NETWORK,
        None if given["burst_min"] is None else timedelta(minutes=given["burst_min"]),
        None if given["dormant_h"] is None else timedelta(hours=given["dormant_h"]),
    )
    release_m = _RELEASE_M if given["release_m"] is None else given["release_m"]
    rungs = {rung: given[rung] for rung in cells.RUNGS}
    thresholds = Thresholds(**rungs, release_m=release_m)
    gauge = Datastream(ident, STAGE, "m", given["reference"], judged=True)
    camera = Datastream(ident, CAMERA, "m", given["reference"])
    streams = (gauge, camera) if given["camera"] else (gauge,)
    beside = (given["area"], _passage(given), _sensor(given), given["sensor_from"])
    return Entry(where, station, streams, thresholds, *beside)


def _sensor(given: dict[str, Any]) -> Sensor | None:
    offset_m, scale = given["sensor_offset_m"], given["sensor_scale"]
    if given["sensor"] is None:
        if offset_m is not None or scale is not None or given["sensor_unit"] is not Unit.M:
            raise InvalidError("sensor_unit, _offset_m or _scale without a sensor: say which kind")
        return None
    if given["sensor"] is not Kind.STAGE and offset_m is None:
        raise InvalidError("sensor_offset_m is empty: say how high the sensor stands")
    return Sensor(given["sensor"], given["sensor_unit"], offset_m or 0.0, scale or 1.0)


def _passage(given: dict[str, Any]) -> Passage | None:
    travel, spread = (
        None if given[column] is None else timedelta(minutes=given[column])
        for column in ("travel_min", "spread_min")
    )
    if given["downstream"] is None:
        if travel is not None:
            raise InvalidError("travel_min without a downstream: say to which station")
        return None
    return Passage(given["station_id"], given["downstream"], travel, spread)


def _refuse_twice(entry: Entry, entries: dict[str, Entry]) -> None:
    first = entries.get(entry.station.station_id)
    if first is not None:
        raise InvalidError(
            f"{entry.where}, column station_id: {entry.station.station_id!r} stands already "
            f"in {first.where}: give each station one line and an id of its own"
        )
