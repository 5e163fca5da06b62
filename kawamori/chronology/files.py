"""The chronology as files: a table for spreadsheets, and points for maps."""

from collections.abc import Iterable
from typing import Any

from kawamori.chronology.entries import Entry

NAMES = (
    "entry",
    "at",
    "recorded_at",
    "kind",
    "level",
    "alert_level",
    "words_ja",
    "words_en",
    "person",
    "role",
    "office",
    "station_id",
    "station_name",
    "area_ids",
    "lon",
    "lat",
    "link",
    "corrects",
)


def lines_of(entries: Iterable[Entry]) -> list[dict[str, object]]:
    """Return a line for each entry, times with their zone; a place is given where there is one."""
    return [_line(entry) for entry in entries]


def features_of(entries: Iterable[Entry]) -> dict[str, Any]:
    """Return GeoJSON: a point, or one for each area; an entry without a place has no geometry."""
    return {"type": "FeatureCollection", "features": [_feature(entry) for entry in entries]}


def _line(entry: Entry) -> dict[str, object]:
    [place] = entry.places if len(entry.places) == 1 else [None]
    return {
        "entry": entry.name,
        "at": entry.at.isoformat(),
        "recorded_at": entry.cursor.recorded_at.isoformat(),
        "kind": entry.kind.value,
        "level": entry.level,
        "alert_level": entry.alert_level,
        "words_ja": entry.words.ja,
        "words_en": entry.words.en,
        "person": entry.person,
        "role": entry.role,
        "office": entry.office,
        "station_id": entry.station_id,
        "station_name": entry.station_name,
        "area_ids": ";".join(entry.area_ids),
        "lon": place and place.lon,
        "lat": place and place.lat,
        "link": entry.link,
        "corrects": entry.corrects,
    }


def _feature(entry: Entry) -> dict[str, Any]:
    said = {
        name: value
        for name, value in _line(entry).items()
        if name not in ("lon", "lat", "entry", "area_ids")
    }
    return {
        "type": "Feature",
        "id": entry.name,
        "geometry": _geometry(entry),
        "properties": {**said, "area_ids": list(entry.area_ids)},
    }


def _geometry(entry: Entry) -> dict[str, Any] | None:
    if not entry.places:
        return None
    if len(entry.places) == 1:
        return {"type": "Point", "coordinates": entry.places[0]}
    return {"type": "MultiPoint", "coordinates": entry.places}
