"""Facts as files: CSV that no spreadsheet takes for a formula, GeoJSON as RFC 7946 has it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from api.residents.files import CSV, GEOJSON, JSON, MOMENT, File
from api.residents.shown import Shown
from kawamori.messages import JST
from kawamori.settings import Settings
from kawamori.spreadsheets import BOM, as_csv

Row = Mapping[str, Any]

_encode = msgspec.json.Encoder().encode


class Licence(NamedTuple):
    """What anybody may do with the city's data: what that is called, and where it is read."""

    name: str
    url: str


def licence_of(settings: Settings) -> Licence:
    """Return what the city has said."""
    name, _, url = settings.open_data_licence.rpartition(" ")
    return Licence(name, url) if "://" in url else Licence(settings.open_data_licence, "")


def csv_file(path: str, columns: Sequence[str], rows: Iterable[Row]) -> File:
    """Return rows as CSV; times are Japan's, with their offset, as readers of a table are."""
    lines = [{column: _cell(row[column]) for column in columns} for row in rows]
    return File(path, CSV, (BOM + as_csv(columns, lines)).encode(), MOMENT)


def geojson_file(
    path: str, shown: Shown, licence: Licence, features: Iterable[Mapping[str, Any]]
) -> File:
    """Return features with what a reader has to know of them all."""
    told = {
        "type": "FeatureCollection",
        **head(shown, licence),
        "features": list(features),
    }
    return File(path, GEOJSON, _encode(told), MOMENT)


def json_file(path: str, told: Mapping[str, Any], media_type: str = JSON) -> File:
    """Return what is no table."""
    return File(path, media_type, _encode(told), MOMENT)


def head(shown: Shown, licence: Licence) -> dict[str, Any]:
    """Return of which run this is told and since when so, who tells it, what may be done with it.

    ``changed_at`` is when the file was last made anew: one in which nothing changed is not.
    """
    return {
        "run": shown.run.run,
        "status": shown.run.status,
        "changed_at": shown.now,
        "source": shown.city.name,
        "licence": licence._asdict(),
    }


def feature(ident: str | int, geometry: object, properties: Row) -> dict[str, Any]:
    """Return one feature; no geometry where its place is not known."""
    return {"type": "Feature", "id": ident, "geometry": geometry, "properties": properties}


def point(lon: float | None, lat: float | None) -> dict[str, Any] | None:
    """Return a place, longitude first."""
    if lon is None or lat is None:
        return None
    return {"type": "Point", "coordinates": (lon, lat)}


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(JST).isoformat(timespec="seconds")
    if isinstance(value, list | tuple | set | frozenset):
        return ";".join(str(each) for each in value)
    return value
