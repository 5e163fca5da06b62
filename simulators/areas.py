"""The districts of Kawabe as areas: who lives where, and which stations speak for them.

Each place belongs to the nearest centre of a district, as far as the district reaches and
the land goes: what is left of a circle when the half-planes nearer to others, and the sea,
are cut off.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, pi, sin
from typing import Any

import numpy as np

from simulators.valley import COAST, DISTRICTS, District, Km, smooth, to_lon_lat

MUNICIPALITY = "99201"  # no city of Japan has it
CORNERS = 24
REACH = 1.5  # of a district's radius


@dataclass(frozen=True, slots=True)
class People:
    """Who lives in a district, and which stations stand for its rivers."""

    reading: str
    population: int
    households: int
    risk: int
    station_ids: tuple[str, ...]


PEOPLE = {
    "Honcho": People("ほんちょう", 9420, 4310, 4, ("kawabe-bridge", "aikawa")),
    "Kawaramachi": People("かわらまち", 6180, 2750, 9, ("kawabe-bridge", "aikawa")),
    "Minatomachi": People("みなとまち", 7230, 3240, 6, ("kawabe-mouth", "kawabe-bridge")),
    "Matsubara": People("まつばら", 5460, 2380, 3, ("yawata-bridge", "kawabe-mouth")),
    "Yawata": People("やわた", 4870, 2110, 7, ("yawata-bridge",)),
    "Shinden": People("しんでん", 3940, 1650, 2, ("aikawa",)),
    "Aikawa": People("あいかわ", 2860, 1190, 8, ("aikawa", "otaki-bridge", "sekishita")),
    "Hama": People("はま", 2310, 1020, 2, ("kawabe-mouth",)),
    "Inarimae": People("いなりまえ", 1540, 610, 5, ("inarimae", "momiji-bridge")),
    "Otaki": People("おたき", 1720, 680, 5, ("otaki-bridge", "takinosawa")),
    "Sekishita": People("せきした", 1380, 540, 6, ("sekishita",)),
    "Sugitani": People("すぎたに", 960, 390, 4, ("sugitani",)),
    "Takinosawa": People("たきのさわ", 310, 140, 3, ("takinosawa",)),
    "Momiji": People("もみじ", 280, 130, 3, ("momiji-bridge",)),
}


def area_map() -> dict[str, Any]:
    """Return the areas as the GeoJSON that `kawamori areas import` reads."""
    features = [_feature(district) for district in DISTRICTS]
    return {"type": "FeatureCollection", "name": "kawabe-areas", "features": features}


def voices() -> dict[str, tuple[str, ...]]:
    """Return the stations that speak for each area."""
    return {name.lower(): people.station_ids for name, people in PEOPLE.items()}


def _feature(district: District) -> dict[str, Any]:
    people = PEOPLE[district.name_en]
    return {
        "type": "Feature",
        "properties": {
            "area_id": district.name_en.lower(),
            "name": district.name,
            "name_en": district.name_en,
            "reading": people.reading,
            "kind": "district",
            "municipality": MUNICIPALITY,
            "population": people.population,
            "households": people.households,
            "risk": people.risk,
        },
        "geometry": {"type": "Polygon", "coordinates": [_outline(district)]},
    }


def _outline(district: District) -> list[Km]:
    (x, y), reach = district.at, REACH * district.radius_km
    angles = (2 * pi * n / CORNERS for n in range(CORNERS))
    ring = [(x + reach * cos(angle), y + reach * sin(angle)) for angle in angles]
    for other in DISTRICTS:
        if other is not district:
            ring = _cut(ring, *_between(district.at, other.at))
    ring = _cut(ring, *_sea(x, reach))
    return [to_lon_lat(place) for place in [*ring, ring[0]]]


def _between(here: Km, there: Km) -> tuple[Km, Km]:
    """Return a point halfway, and the direction away from the other centre."""
    dx, dy = here[0] - there[0], here[1] - there[1]
    length = hypot(dx, dy)
    return ((here[0] + there[0]) / 2, (here[1] + there[1]) / 2), (dx / length, dy / length)


def _sea(x: float, reach: float) -> tuple[Km, Km]:
    """Return a point of the shore's chord before a district, and the direction inland."""
    coast = smooth(COAST)
    west, east = x - reach, x + reach
    south, north = (float(np.interp(end, *coast.T)) for end in (west, east))
    length = hypot(east - west, north - south)
    return (west, south), ((south - north) / length, (east - west) / length)


def _cut(ring: list[Km], at: Km, inward: Km) -> list[Km]:
    """Return the part of a convex ring on the inner side of a line (Sutherland and Hodgman)."""
    kept: list[Km] = []
    for a, b in pairwise([*ring, ring[0]]):
        depth_a, depth_b = _depth(a, at, inward), _depth(b, at, inward)
        if depth_a >= 0:
            kept.append(a)
        if depth_a * depth_b < 0:
            part = depth_a / (depth_a - depth_b)
            kept.append((a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])))
    return kept


def _depth(place: Km, at: Km, inward: Km) -> float:
    return (place[0] - at[0]) * inward[0] + (place[1] - at[1]) * inward[1]
