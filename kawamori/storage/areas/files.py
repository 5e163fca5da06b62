"""A city's areas as they stand in a GeoJSON file: read whole, or refused with every fault in it.

Properties may be named in English, in Japanese, or as the census names them (e-Stat's
小地域: KEY_CODE, S_NAME, JINKO, SETAI).
"""

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from kawamori.areas import Area, AreaKind
from kawamori.errors import InvalidError
from kawamori.polygons import Shape
from kawamori.spreadsheets import several

_NAMES: Mapping[str, tuple[str, ...]] = {
    "area_id": ("area_id", "id", "KEY_CODE", "地区コード"),
    "name": ("name", "S_NAME", "町丁名", "名称", "地区名"),
    "name_en": ("name_en", "英語名"),
    "reading": ("reading", "よみ", "読み", "ふりがな"),
    "kind": ("kind", "種別"),
    "municipality": ("municipality", "市区町村コード", "全国地方公共団体コード"),
    "population": ("population", "JINKO", "人口"),
    "households": ("households", "SETAI", "世帯数"),
    "risk": ("risk", "危険度"),
    "stations": ("stations", "station_ids", "観測所"),
}
_KINDS = {
    "": AreaKind.DISTRICT,
    "district": AreaKind.DISTRICT,
    "町丁": AreaKind.DISTRICT,
    "大字": AreaKind.DISTRICT,
    "zone": AreaKind.ZONE,
    "浸水想定区域": AreaKind.ZONE,
}
_KNOWN_CRS = ("CRS84", "4326", "6668", "4612")  # WGS 84 and JGD: the same to a few centimetres
_MUNICIPALITY_DIGITS, _CENSUS_DIGITS = 5, 9  # a census key begins with the municipality's code


def read_areas(raw: bytes, name: str) -> list[Area]:
    """Return the areas in a file; one ``InvalidError`` tells of every fault in it."""
    areas: dict[str, Area] = {}
    numbers: dict[str, int] = {}
    faults: list[str] = []
    for number, feature in enumerate(_features(raw, name), start=1):
        where = f"{name}, feature {number}"
        try:
            where += _named(feature)
            area = _area(feature)
            _refuse_twice(area.area_id, numbers)
            areas[area.area_id], numbers[area.area_id] = area, number
        except InvalidError as error:
            faults.append(f"{where}: {error}")
    if not areas and not faults:
        faults.append(f"{name}: there is no area in it")
    if faults:
        raise InvalidError("\n".join([*faults, "nothing was stored"]))
    return list(areas.values())


def read_voices(raw: bytes, name: str) -> dict[str, tuple[str, ...]]:
    """Return the stations that speak for each area that a file tells of any; ids, ; between."""
    texts = (
        (_text(feature, "area_id").lower(), _text(feature, "stations"))
        for feature in _features(raw, name)
    )
    return {area_id: several(stations) for area_id, stations in texts if stations}


def _features(raw: bytes, name: str) -> list[Any]:
    try:
        given = json.loads(raw.decode("utf-8-sig"))
    except ValueError as error:
        raise InvalidError(f"{name}: is not JSON in UTF-8: {error}") from None
    features = given.get("features") if isinstance(given, dict) else None
    if not isinstance(features, list) or given.get("type") != "FeatureCollection":
        raise InvalidError(f"{name}: is no GeoJSON FeatureCollection")
    crs = json.dumps(given.get("crs") or "CRS84")
    if not any(known in crs for known in _KNOWN_CRS):
        raise InvalidError(
            f"{name}: its positions are not longitude and latitude but {crs}: "
            "convert it first, as by ogr2ogr -t_srs EPSG:4326"
        )
    return features


def _named(feature: Any) -> str:
    """Return the id and name in brackets, as far as they are there, for whoever mends it."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise InvalidError("is no GeoJSON Feature")
    known = " ".join(filter(None, (_text(feature, "area_id"), _text(feature, "name"))))
    return f" ({known})" if known else ""


def _refuse_twice(area_id: str, numbers: Mapping[str, int]) -> None:
    if area_id in numbers:
        raise InvalidError(
            f"{area_id!r} is already feature {numbers[area_id]}: give each area an id of its own, "
            "and one in several parts one MultiPolygon"
        )


def _area(feature: dict[str, Any]) -> Area:
    kind = _text(feature, "kind").lower()
    if kind not in _KINDS:
        raise InvalidError(f"kind {kind!r} must be district (町丁) or zone (浸水想定区域)")
    area_id = _text(feature, "area_id").lower()
    if not area_id:
        raise InvalidError("it has no area_id")
    return Area(
        area_id,
        _text(feature, "name"),
        Shape.from_geojson(feature.get("geometry")),
        _KINDS[kind],
        _text(feature, "name_en"),
        _text(feature, "reading"),
        _text(feature, "municipality") or _census_municipality(area_id),
        _count(feature, "population"),
        _count(feature, "households"),
        _count(feature, "risk") or 0,
    )


def _census_municipality(area_id: str) -> str:
    is_census = area_id.isdigit() and len(area_id) >= _CENSUS_DIGITS
    return area_id[:_MUNICIPALITY_DIGITS] if is_census else ""


def _text(feature: dict[str, Any], field: str) -> str:
    """Return a property by any of its names; the feature's own id stands in for an area's."""
    properties = feature.get("properties") or {}
    given = (properties.get(name) for name in _NAMES[field])
    value = next((each for each in given if each not in (None, "")), None)
    if value is None and field == "area_id":
        value = feature.get("id")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _count(feature: dict[str, Any], field: str) -> int | None:
    text = unicodedata.normalize("NFKC", _text(feature, field)).replace(",", "")
    if not text:
        return None
    if not text.isdigit():
        raise InvalidError(f"{field} {text!r} is not a whole number")
    return int(text)
