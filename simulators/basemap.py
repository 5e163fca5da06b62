"""The base map of Kawabe as GeoJSON, so that the map needs no internet.

Features come in the order in which they are to be painted: land, hills from the lowest
contour up, town, sea, rivers, roads, names.
"""

from typing import Any

import numpy as np

from simulators.terrain import EAST, NORTH, SOUTH, WEST, built_up, grid, ground_m, outlines
from simulators.valley import COAST, DISTRICTS, RIVERS, ROADS, Km, smooth, to_lon_lat

Feature = dict[str, Any]
CONTOURS_M = (50, 120, 220, 340, 480)
BUILT_UP = 0.35


def basemap() -> Feature:
    """Return the whole map as one FeatureCollection; every feature has ``kind`` and ``name``."""
    x, y = grid()
    ground, town = ground_m(x, y), built_up(x, y)
    features = [
        _feature("land", "", "Polygon", [_ring(_box())]),
        *(
            _feature("hill", "", "Polygon", [_ring(outline)], elevation_m=height_m)
            for height_m in CONTOURS_M
            for outline in outlines(ground, height_m)
        ),
        *(
            _feature("city", "川辺市", "Polygon", [_ring(_rounded(outline))], name_en="Kawabe")
            for outline in outlines(town, BUILT_UP)
        ),
        _feature("sea", "川辺湾", "Polygon", [_ring(_bay())], name_en="Kawabe Bay"),
        *(
            _feature(
                "river", r.name, "LineString", _line(r.course), name_en=r.name_en, width_m=r.width_m
            )
            for r in RIVERS
        ),
        *(
            _feature(
                "road", r.name, "LineString", _line(r.course), name_en=r.name_en, grade=r.grade
            )
            for r in ROADS
        ),
        *(
            _feature("district", d.name, "Point", to_lon_lat(d.at), name_en=d.name_en)
            for d in DISTRICTS
        ),
    ]
    return {"type": "FeatureCollection", "name": "kawabe", "features": features}


def _feature(kind: str, name: str, shape: str, coordinates: object, **more: object) -> Feature:
    return {
        "type": "Feature",
        "properties": {"kind": kind, "name": name, **more},
        "geometry": {"type": shape, "coordinates": coordinates},
    }


def _line(course: tuple[Km, ...]) -> list[tuple[float, float]]:
    return [to_lon_lat((x, y)) for x, y in smooth(course).tolist()]


def _ring(places: list[Km]) -> list[tuple[float, float]]:
    return [to_lon_lat(place) for place in places]


def _box() -> list[Km]:
    return [(WEST, SOUTH), (EAST, SOUTH), (EAST, NORTH), (WEST, NORTH), (WEST, SOUTH)]


def _bay() -> list[Km]:
    shore = [(x, y) for x, y in smooth(COAST, 10).tolist() if WEST < x < EAST]
    south = [(shore[-1][0], SOUTH), (shore[0][0], SOUTH)]
    return [*shore, *south, shore[0]][::-1]


def _rounded(outline: list[Km]) -> list[Km]:
    """Cut the corners of a ring once (Chaikin, 1974), so that it looks drawn by hand."""
    here = np.array(outline[:-1])
    after = np.roll(here, -1, axis=0)
    cut = np.stack([0.75 * here + 0.25 * after, 0.25 * here + 0.75 * after], axis=1).reshape(-1, 2)
    ring = [(x, y) for x, y in cut.tolist()]
    return [*ring, ring[0]]
