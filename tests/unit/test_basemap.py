"""The map is drawn from the same valley in which the stations stand."""

import json
from collections import Counter
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Any

import pytest

from simulators.basemap import basemap
from simulators.city import SITES
from simulators.valley import RIVERS, smooth

COMMITTED = Path(__file__).parents[2] / "web/public/basemap/kawabe.geojson"
METRES_PER_DEGREE = 111_000.0
A_METRE = 1e-5


@pytest.fixture(scope="module")
def drawn() -> dict[str, Any]:
    """Give the map as a reader of GeoJSON sees it."""
    parsed: dict[str, Any] = json.loads(json.dumps(basemap()))
    return parsed


def features(drawn: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [each for each in drawn["features"] if each["properties"]["kind"] == kind]


def places(coordinates: list[Any]) -> list[tuple[float, float]]:
    if isinstance(coordinates[0], float):
        return [(coordinates[0], coordinates[1])]
    return [place for each in coordinates for place in places(each)]


def test_the_map_of_the_web_is_the_one_that_the_command_prints(drawn: dict[str, Any]) -> None:
    committed = json.loads(COMMITTED.read_text(encoding="utf-8"))

    assert [each["properties"] for each in committed["features"]] == [
        each["properties"] for each in drawn["features"]
    ]
    for there, here in zip(committed["features"], drawn["features"], strict=True):
        for one, other in zip(
            places(there["geometry"]["coordinates"]),
            places(here["geometry"]["coordinates"]),
            strict=True,
        ):
            # Processors differ in the last bit of a sine: a metre is the same place.
            assert one == pytest.approx(other, abs=1.5 * A_METRE)


def test_the_map_shows_what_a_map_of_a_valley_shows(drawn: dict[str, Any]) -> None:
    kinds = Counter(each["properties"]["kind"] for each in drawn["features"])

    assert set(kinds) == {"land", "hill", "city", "sea", "river", "road", "district"}
    assert kinds["river"] == len(RIVERS)
    assert all("name" in each["properties"] for each in drawn["features"])


def test_every_polygon_is_closed_and_counter_clockwise(drawn: dict[str, Any]) -> None:
    for each in drawn["features"]:
        if each["geometry"]["type"] == "Polygon":
            (ring,) = each["geometry"]["coordinates"]
            twice = sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring))

            assert ring[0] == ring[-1]
            assert twice > 0, each["properties"]


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.station.station_id)
def test_a_station_stands_at_the_river_it_watches(site: Any, drawn: dict[str, Any]) -> None:
    station = site.station
    (river,) = [r for r in features(drawn, "river") if r["properties"]["name"] == station.river]

    away_m = METRES_PER_DEGREE * min(
        hypot(lon - station.lon, lat - station.lat) for lon, lat in river["geometry"]["coordinates"]
    )

    assert away_m < 5


def test_a_smooth_line_passes_through_its_control_points() -> None:
    for river in RIVERS:
        line = smooth(river.course)
        for east, north in river.course:
            assert min(hypot(x - east, y - north) for x, y in line) < 1e-9
