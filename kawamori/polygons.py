"""Shapes on the map: rings of longitude and latitude, and whether a place lies within.

Degrees are treated as a plane, which is right for shapes the size of a town. A place on
the border of two neighbours lies in one of them, never in both.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kawamori.errors import InvalidError

Position = tuple[float, float]  # longitude, latitude (WGS 84)
Ring = tuple[Position, ...]
Polygon = tuple[Ring, ...]  # its outline, then its holes

_WEST, _EAST, _SOUTH, _NORTH = 122.0, 154.0, 20.0, 46.0  # Japan
_LEAST_POSITIONS = 4  # a triangle, closed
_AT_ONCE = 500  # sides held against others, so that a long coast needs no great memory


@dataclass(frozen=True, slots=True)
class Shape:
    """One or more polygons in Japan, each closed and free of crossings."""

    polygons: tuple[Polygon, ...]

    def __post_init__(self) -> None:
        """Refuse what encloses nothing, or not what it seems to."""
        if not self.polygons:
            raise InvalidError("there is no polygon in it")
        for polygon in self.polygons:
            for ring in polygon:
                _refuse_open(ring)
                _refuse_abroad(ring)
            _refuse_crossing(polygon)

    @classmethod
    def from_geojson(cls, geometry: object) -> "Shape":
        """Return the shape in a GeoJSON geometry; heights are left out."""
        kind = geometry.get("type") if isinstance(geometry, Mapping) else None
        if not isinstance(geometry, Mapping) or kind not in ("Polygon", "MultiPolygon"):
            raise InvalidError(f"the geometry is {kind or 'none'}: give a Polygon or MultiPolygon")
        given: Any = geometry.get("coordinates")
        try:
            polygons = [given] if kind == "Polygon" else given or []
            return cls(tuple(_polygon(rings) for rings in polygons))
        except (TypeError, ValueError, IndexError):
            raise InvalidError(f"its coordinates are not those of a {kind}") from None

    def geojson(self) -> dict[str, Any]:
        """Return the shape as a GeoJSON geometry."""
        if len(self.polygons) == 1:
            return {"type": "Polygon", "coordinates": self.polygons[0]}
        return {"type": "MultiPolygon", "coordinates": self.polygons}

    def contains(self, lon: float, lat: float) -> bool:
        """Return whether a place lies within."""
        return any(_is_inside(polygon, lon, lat) for polygon in self.polygons)


def right_handed(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a GeoJSON polygon as RFC 7946 turns it: outlines to the left, holes to the right."""
    if geometry["type"] == "Polygon":
        return {**geometry, "coordinates": _turned(geometry["coordinates"])}
    return {**geometry, "coordinates": [_turned(each) for each in geometry["coordinates"]]}


def _turned(rings: Sequence[Sequence[Sequence[float]]]) -> list[Sequence[Sequence[float]]]:
    return [
        ring if (_twice_the_area(ring) > 0) == (nth == 0) else ring[::-1]
        for nth, ring in enumerate(rings)
    ]


def _twice_the_area(ring: Sequence[Sequence[float]]) -> float:
    """Return it with a sign: above 0 where the ring turns left."""
    x0, y0 = ring[0]  # near the ring, so that no digits are lost
    return sum((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in pairwise(ring))


def _polygon(rings: Sequence[Sequence[Sequence[float]]]) -> Polygon:
    polygon = tuple(tuple((float(p[0]), float(p[1])) for p in ring) for ring in rings)
    if not polygon:
        raise ValueError
    return polygon


def _refuse_open(ring: Ring) -> None:
    if len(ring) < _LEAST_POSITIONS or ring[0] != ring[-1]:
        ends = f"it begins at {_at(ring[0])} and ends at {_at(ring[-1])}" if ring else "it is empty"
        raise InvalidError(f"a ring is not closed: {ends}; repeat the first position at the end")


def _refuse_abroad(ring: Ring) -> None:
    here = np.array(ring)
    if _is_in_japan(here).all():
        return
    if _is_in_japan(here[:, ::-1]).all():
        raise InvalidError(
            f"longitude and latitude are swapped, as in {_at(ring[0])}: longitude comes first"
        )
    x, y = here[~_is_in_japan(here)][0].tolist()
    raise InvalidError(
        f"{_at((x, y))} is not in Japan: give longitude and latitude in degrees (WGS 84, JGD2011)"
    )


def _is_in_japan(here: NDArray[np.float64]) -> NDArray[np.bool_]:
    lon, lat = here.T
    inside: NDArray[np.bool_] = (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    return inside


def _refuse_crossing(polygon: Polygon) -> None:
    crossing = next(_crossings(polygon), None)
    if crossing is not None:
        raise InvalidError(f"it crosses itself near {_at(crossing)}")


def _crossings(polygon: Polygon) -> Iterator[Position]:
    """Yield a corner beside each place where two sides of a polygon cross.

    Only sides whose spans from west to east overlap are held against one another.
    """
    sides = np.array([(*a, *b) for ring in polygon for a, b in pairwise(ring)])
    sides = sides[np.argsort(np.minimum(sides[:, 0], sides[:, 2]))]
    west, east = np.minimum(sides[:, 0], sides[:, 2]), np.maximum(sides[:, 0], sides[:, 2])
    beyond = np.searchsorted(west, east, side="right")
    for begin in range(0, len(sides), _AT_ONCE):
        ones = np.arange(begin, min(begin + _AT_ONCE, len(sides)))
        counts = beyond[ones] - ones - 1
        first = np.repeat(ones, counts)
        nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        hits = _cross(sides[first], sides[first + 1 + nth])
        yield from map(tuple, sides[first[hits], :2].tolist())


def _cross(ones: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which pairs of sides cross within both; where they only touch, they do not."""
    a, b, c, d = ones[:, :2], ones[:, 2:], others[:, :2], others[:, 2:]
    parted, parting = _turn(a, b, c) * _turn(a, b, d) < 0, _turn(c, d, a) * _turn(c, d, b) < 0
    both: NDArray[np.bool_] = parted & parting
    return both


def _turn(
    a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return 1 where the way from a over b to c turns left, -1 right, 0 where it does not."""
    (ux, uy), (vx, vy) = (b - a).T, (c - a).T
    turn: NDArray[np.float64] = np.sign(ux * vy - uy * vx)
    return turn


def _is_inside(polygon: Polygon, lon: float, lat: float) -> bool:
    """Count how often a ray to the east meets the rings; a corner belongs to the side above it."""
    crossed = 0
    for ring in polygon:
        x, y = np.array(ring).T
        meets = (y[:-1] > lat) != (y[1:] > lat)
        ax, ay, bx, by = x[:-1][meets], y[:-1][meets], x[1:][meets], y[1:][meets]
        # Each side is taken from its lower end, so that two neighbours who share it agree.
        down = ay > by
        ax, bx, ay, by = (
            np.where(down, bx, ax),
            np.where(down, ax, bx),
            np.where(down, by, ay),
            np.where(down, ay, by),
        )
        crossed += int(np.count_nonzero(lon < ax + (lat - ay) * (bx - ax) / (by - ay)))
    return crossed % 2 == 1


def _at(position: Position) -> str:
    return f"[{position[0]:g}, {position[1]:g}]"
