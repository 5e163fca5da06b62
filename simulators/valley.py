"""The lie of the land in Kawabe (川辺市), a city that does not exist: rivers, coast, roads, places.

Everything is drawn by a few control points in kilometres east and north of a
point in the bay; curves through them are smoothed, so the map is small to keep and
quick to change. Rivers run from source to mouth.
"""

from dataclasses import dataclass
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

Km = tuple[float, float]

ORIGIN_LAT = 35.0
ORIGIN_LON = 138.975
KM_PER_DEGREE = 111.0
_LON_KM_PER_DEGREE = KM_PER_DEGREE * cos(radians(35.06))


def to_lon_lat(place: Km) -> tuple[float, float]:
    """Return longitude and latitude (WGS 84) of a place, to about a metre."""
    east, north = place
    lon = ORIGIN_LON + east / _LON_KM_PER_DEGREE
    return round(lon, 5), round(ORIGIN_LAT + north / KM_PER_DEGREE, 5)


@dataclass(frozen=True, slots=True)
class River:
    """A river as it is drawn, from its source down."""

    name: str
    name_en: str
    width_m: int
    course: tuple[Km, ...]


@dataclass(frozen=True, slots=True)
class Road:
    """A main road; ``grade`` is national or prefectural."""

    name: str
    name_en: str
    grade: str
    course: tuple[Km, ...]


@dataclass(frozen=True, slots=True)
class District:
    """A part of the city with a name, how built-up it is (0–1) and how far it reaches."""

    name: str
    name_en: str
    at: Km
    built_up: float = 0.0
    radius_km: float = 0.8


OTAKI_MOUTH = (-0.30, 6.60)
YAWATA_MOUTH = (0.28, 2.62)

KAWABE = River(
    "川辺川",
    "Kawabe River",
    90,
    (
        (-6.3, 18.5),
        (-5.6, 16.6),
        (-4.5, 14.9),
        (-4.35, 13.5),
        (-3.45, 12.6),
        (-3.1, 11.6),
        (-2.2, 10.9),
        (-2.15, 9.9),
        (-1.25, 9.1),
        (-1.0, 7.8),
        OTAKI_MOUTH,
        (0.1, 5.5),
        (0.95, 4.5),
        (0.7, 3.5),
        YAWATA_MOUTH,
        (0.2, 1.75),
        (0.28, 0.95),
    ),
)
OTAKI = River(
    "小滝川",
    "Otaki River",
    45,
    (
        (7.6, 17.4),
        (6.6, 15.2),
        (5.2, 13.7),
        (4.9, 12.7),
        (4.2, 11.8),
        (3.7, 10.5),
        (2.6, 9.9),
        (2.1, 8.9),
        (1.3, 8.0),
        (0.55, 7.4),
        OTAKI_MOUTH,
    ),
)
YAWATA = River(
    "八幡川",
    "Yawata River",
    40,
    (
        (-10.2, 10.6),
        (-8.4, 9.5),
        (-7.0, 8.7),
        (-5.7, 7.35),
        (-5.1, 6.2),
        (-3.7, 5.3),
        (-2.7, 4.75),
        (-1.5, 3.8),
        (-0.6, 3.15),
        YAWATA_MOUTH,
    ),
)
RIVERS = (KAWABE, OTAKI, YAWATA)

COAST: tuple[Km, ...] = (
    (-17.0, -2.6),
    (-12.5, -1.9),
    (-9.0, 0.6),
    (-6.2, 1.7),
    (-3.4, 1.35),
    (-1.2, 1.02),
    (0.3, 0.98),
    (2.2, 1.25),
    (4.4, 1.75),
    (6.1, 1.2),
    (7.4, -0.6),
    (8.3, -2.9),
    (10.6, -2.2),
    (13.0, -0.4),
    (17.0, 0.6),
)

ROADS = (
    Road(
        "国道611号",
        "National Route 611",
        "national",
        (
            (-17.0, -1.7),
            (-12.2, -0.8),
            (-8.8, 1.5),
            (-6.0, 2.35),
            (-3.2, 2.2),
            (-1.0, 2.0),
            (0.22, 2.1),
            (2.1, 2.1),
            (4.3, 2.6),
            (6.5, 2.2),
            (8.4, 0.2),
            (10.2, -0.6),
            (12.9, 0.7),
            (17.0, 1.8),
        ),
    ),
    Road(
        "県道21号 川辺杉谷線",
        "Route 21",
        "prefectural",
        (
            (0.9, 2.1),
            (1.5, 3.4),
            (1.5, 4.7),
            (0.7, 5.6),
            (-0.3, 5.7),
            (-1.05, 6.7),
            (-1.6, 7.9),
            (-1.9, 9.2),
            (-2.7, 10.2),
            (-2.9, 11.0),
            (-3.7, 11.9),
            (-4.1, 12.6),
            (-4.9, 13.6),
            (-5.0, 15.0),
            (-6.1, 16.8),
            (-6.7, 18.5),
        ),
    ),
    Road(
        "県道34号 小滝線",
        "Route 34",
        "prefectural",
        (
            (-0.3, 5.7),
            (0.55, 6.6),
            (1.5, 7.6),
            (2.5, 8.8),
            (3.1, 9.6),
            (4.1, 10.3),
            (4.7, 11.6),
            (5.5, 12.9),
            (6.9, 14.9),
            (7.9, 17.2),
        ),
    ),
    Road(
        "県道58号 八幡線",
        "Route 58",
        "prefectural",
        (
            (1.5, 3.4),
            (0.7, 3.45),
            (-0.7, 3.6),
            (-1.7, 4.3),
            (-2.8, 5.2),
            (-3.9, 5.8),
            (-4.9, 6.8),
            (-5.5, 7.8),
            (-7.0, 9.2),
            (-8.4, 10.1),
            (-10.2, 11.3),
        ),
    ),
    Road(
        "川辺バイパス",
        "Kawabe Bypass",
        "national",
        (
            (-6.0, 2.35),
            (-4.6, 3.2),
            (-2.9, 3.9),
            (-1.5, 5.1),
            (0.1, 5.5),
            (1.9, 5.2),
            (3.2, 4.2),
            (4.3, 2.6),
        ),
    ),
)

DISTRICTS = (
    District("本町", "Honcho", (1.55, 4.15), 1.0, 1.1),
    District("川原町", "Kawaramachi", (-0.65, 4.75), 0.9, 0.9),
    District("港町", "Minatomachi", (1.9, 1.75), 0.9, 1.0),
    District("松原", "Matsubara", (-2.3, 1.95), 0.75, 1.1),
    District("八幡", "Yawata", (-2.25, 3.55), 0.75, 0.8),
    District("新田", "Shinden", (1.75, 6.0), 0.7, 0.8),
    District("合川", "Aikawa", (-0.95, 6.35), 0.7, 0.6),
    District("浜", "Hama", (4.5, 2.55), 0.65, 0.7),
    District("稲荷前", "Inarimae", (-4.1, 4.75), 0.55, 0.5),
    District("小滝", "Otaki", (1.75, 8.75), 0.6, 0.5),
    District("堰下", "Sekishita", (-1.5, 8.0), 0.55, 0.5),
    District("杉谷", "Sugitani", (-2.6, 11.5), 0.5, 0.45),
    District("滝ノ沢", "Takinosawa", (4.75, 11.5)),
    District("紅葉", "Momiji", (-6.4, 7.6)),
)


def smooth(course: tuple[Km, ...], per_piece: int = 8) -> NDArray[np.float64]:
    """Return points of a smooth line that passes through every control point.

    A centripetal Catmull–Rom spline (Yuksel, Schaefer and Keyser, 2011): it makes no
    loop where control points are unevenly spaced.
    """
    knots = np.asarray(course, float)
    padded = np.vstack([2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]])
    times = np.concatenate(
        [[0.0], np.cumsum(np.linalg.norm(np.diff(padded, axis=0), axis=1) ** 0.5)]
    )
    pieces = []
    for k in range(1, len(padded) - 2):
        p, t = padded[k - 1 : k + 3], times[k - 1 : k + 3]
        u = np.linspace(t[1], t[2], per_piece, endpoint=False)[:, None]
        a = [((t[i + 1] - u) * p[i] + (u - t[i]) * p[i + 1]) / (t[i + 1] - t[i]) for i in range(3)]
        b = [((t[i + 2] - u) * a[i] + (u - t[i]) * a[i + 1]) / (t[i + 2] - t[i]) for i in range(2)]
        pieces.append(((t[2] - u) * b[0] + (u - t[1]) * b[1]) / (t[2] - t[1]))
    return np.vstack([*pieces, knots[-1]])
