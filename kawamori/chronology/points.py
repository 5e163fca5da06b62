"""One point for an area: where a map or a file can only show a place."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from kawamori.chronology.entries import Place


def point_within(geometry: Mapping[str, Any]) -> Place:
    """Return a point inside a GeoJSON Polygon or MultiPolygon: on its widest line at mid height."""
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    best = Place(*polygons[0][0][0][:2])
    widest = 0.0
    for rings in polygons:
        heights = [corner[1] for corner in rings[0]]
        lat = (min(heights) + max(heights)) / 2
        crossings = sorted(lon for ring in rings for lon in _crossings(ring, lat))
        for west, east in zip(crossings[::2], crossings[1::2], strict=False):
            if east - west > widest:
                best, widest = Place((west + east) / 2, lat), east - west
    return best


def _crossings(ring: list[list[float]], lat: float) -> Iterator[float]:
    """Yield the longitudes at which a closed ring crosses a latitude."""
    for (x1, y1, *_), (x2, y2, *_) in pairwise(ring):
        if (y1 > lat) != (y2 > lat):
            yield x1 + (lat - y1) / (y2 - y1) * (x2 - x1)
