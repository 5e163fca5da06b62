"""An area is a closed shape in Japan, and every place lies in one of two neighbours."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.errors import InvalidError
from kawamori.polygons import Position, Ring, Shape
from kawamori.storage.areas.areas import areas_at
from kawamori.storage.areas.files import read_areas
from simulators.areas import area_map, voices
from simulators.city import SITES

SQUARE: Ring = ((139.0, 35.0), (139.1, 35.0), (139.1, 35.1), (139.0, 35.1), (139.0, 35.0))
HOLE: Ring = ((139.04, 35.04), (139.06, 35.04), (139.06, 35.06), (139.04, 35.06), (139.04, 35.04))


def feature(**properties: object) -> dict[str, Any]:
    given = {"area_id": "kawara-1", "name": "川原町一丁目", **properties}
    return {
        "type": "Feature",
        "properties": given,
        "geometry": {"type": "Polygon", "coordinates": [SQUARE]},
    }


def drawn(*ring: Position) -> dict[str, Any]:
    return {**feature(), "geometry": {"type": "Polygon", "coordinates": [ring]}}


def file(*features: object, **more: object) -> bytes:
    collection = {"type": "FeatureCollection", "features": features, **more}
    return json.dumps(collection, ensure_ascii=False).encode()


@given(st.floats(138.9, 139.2), st.floats(34.9, 35.2))
def test_a_place_on_a_border_lies_in_one_neighbour_alone(lon: float, lat: float) -> None:
    corner = (139.03, 35.07)
    parts = [Shape((((a, b, corner, a),),)) for a, b in pairwise(SQUARE)]

    inside = sum(part.contains(lon, lat) for part in parts)

    assert inside == Shape(((SQUARE,),)).contains(lon, lat)


def test_a_hole_is_not_inside() -> None:
    shape = Shape(((SQUARE, HOLE),))

    assert shape.contains(139.02, 35.02)
    assert not shape.contains(139.05, 35.05)


def test_a_shape_in_parts_is_kept_as_it_is() -> None:
    moved = tuple((lon + 1, lat) for lon, lat in SQUARE)
    shape = Shape(((SQUARE, HOLE), (moved,)))

    assert Shape.from_geojson(json.loads(json.dumps(shape.geojson()))) == shape
    assert shape.contains(140.05, 35.05)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (drawn(*SQUARE[:4]), "not closed: it begins at [139, 35] and ends at [139, 35.1]"),
        (drawn(), "not closed: it is empty"),
        (
            drawn(SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]),
            "it crosses itself near",
        ),
        (drawn(*((lat, lon) for lon, lat in SQUARE)), "longitude and latitude are swapped"),
        (drawn((1.0, 2.0), (2.0, 2.0), (2.0, 3.0), (1.0, 2.0)), "[1, 2] is not in Japan"),
        ({**feature(), "geometry": None}, "the geometry is none"),
        ({**feature(), "geometry": {"type": "Point"}}, "give a Polygon or MultiPolygon"),
        (
            {**feature(), "geometry": {"type": "Polygon", "coordinates": [["x"]]}},
            "coordinates are not those of a Polygon",
        ),
        (feature(area_id="Ａ"), "must be lowercase letters"),
        (feature(area_id=""), "it has no area_id"),
        (feature(name=None), "it has no name"),
        (feature(kind="park"), "kind 'park' must be district (町丁) or zone"),
        (feature(population="many"), "population 'many' is not a whole number"),
        (feature(risk=10), "risk 10 must be from 0 to 9"),
        (feature(municipality="川辺"), "must be its code of 5 digits"),
        ("川原町", "is no GeoJSON Feature"),
    ],
)
def test_an_area_that_can_not_be_is_named_with_its_reason(wrong: object, why: str) -> None:
    fine = feature(area_id="hama", name="浜")

    with pytest.raises(InvalidError) as refused:
        read_areas(file(fine, wrong), "town.geojson")

    text = str(refused.value)
    assert text.startswith("town.geojson, feature 2")
    assert why in text
    assert text.endswith("nothing was stored")


def test_every_fault_of_a_file_is_told_at_once() -> None:
    with pytest.raises(InvalidError) as refused:
        read_areas(file(feature(), feature(), feature(area_id="b", risk=-1)), "t")

    assert "feature 2 (kawara-1 川原町一丁目): 'kawara-1' is already feature 1" in str(
        refused.value
    )
    assert "feature 3 (b 川原町一丁目): risk '-1' is not a whole number" in str(refused.value)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"{", "is not JSON"),
        ("川".encode("cp932"), "is not JSON in UTF-8"),
        (b"[]", "is no GeoJSON FeatureCollection"),
        (file(), "there is no area in it"),
        (
            file(feature(), crs={"type": "name", "properties": {"name": "EPSG:2451"}}),
            "convert it first",
        ),
    ],
)
def test_what_is_no_file_of_areas_is_refused(raw: bytes, why: str) -> None:
    with pytest.raises(InvalidError, match=why):
        read_areas(raw, "t")


def test_the_census_s_own_names_are_understood() -> None:
    census = {"KEY_CODE": "992010030", "S_NAME": "川原町", "JINKO": 6180, "SETAI": "２，７５０"}
    given = {**feature(), "properties": census}

    [area] = read_areas(b"\xef\xbb\xbf" + file(given), "t")

    assert (area.area_id, area.name, area.municipality) == ("992010030", "川原町", "99201")
    assert (area.population, area.households) == (6180, 2750)


def test_the_made_up_city_has_its_districts() -> None:
    areas = read_areas(file(*area_map()["features"]), "kawabe")

    assert {area.area_id for area in areas} == set(voices())
    stations = {site.station.station_id for site in SITES}
    assert {station for spoken in voices().values() for station in spoken} == stations
    bridge = next(s.station for s in SITES if s.station.station_id == "kawabe-bridge")
    assert bridge.lon is not None
    assert bridge.lat is not None
    assert [area.name for area in areas_at(areas, bridge.lon, bridge.lat)] == ["本町"]


def test_the_example_can_be_imported() -> None:
    example = Path(__file__).parents[2] / "docs" / "areas-example.geojson"

    areas = read_areas(example.read_bytes(), "example")

    assert [area.name for area in areas] == ["本町", "川原町", "八幡"]
