"""How high the ground is in the valley, and the outlines of what lies above a height.

The ground is made, not surveyed: it rises with the distance from the rivers, faster
up the valley than near the coast, and is roughened by a few fixed waves.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simulators.valley import COAST, DISTRICTS, RIVERS, Km, smooth

Grid = NDArray[np.float64]

WEST, EAST, SOUTH, NORTH = -14.0, 14.0, -6.0, 18.0
CELL_KM = 0.2
SPECK_KM2 = 0.08


def grid() -> tuple[Grid, Grid]:
    """Return the east and north coordinates of the grid's points, in kilometres."""
    east = np.arange(WEST, EAST + CELL_KM / 2, CELL_KM)
    north = np.arange(SOUTH, NORTH + CELL_KM / 2, CELL_KM)
    x, y = np.meshgrid(east, north)
    return x, y


def ground_m(x: Grid, y: Grid) -> Grid:
    """Return the height of the ground above the sea, negative off the coast."""
    inland = y - np.interp(x, *smooth(COAST).T)
    floor_km = np.clip(2.2 - 0.16 * y, 0.35, 2.2)  # half the width of the valley's flat floor
    away = np.min([_distance(x, y, smooth(river.course)) for river in RIVERS], axis=0)
    slope = np.clip((away - floor_km) / 4.5, 0, 1.6)
    rough = 0.30 * np.sin(1.15 * x + 0.7 * np.sin(0.55 * y)) * np.cos(0.95 * y - 0.5 * x)
    rough += 0.14 * np.sin(2.3 * x - 1.9 * y + 1.0) + 0.09 * np.cos(3.7 * x + 2.6 * y)
    hills = 560.0 * slope**0.85 * (0.62 + rough) * np.clip(0.35 + 0.075 * y, 0.3, 1.5)
    plain = np.clip(2.0 + 2.6 * np.clip(y - 1, 0, None) ** 1.05, 0, 45)
    shore = np.clip(inland / 1.1, 0, 1) ** 0.8
    return np.where(inland > 0, (plain + hills) * shore, -1.0)


def built_up(x: Grid, y: Grid) -> Grid:
    """Return how built-up the ground is: above 0.35 the map paints it as town."""
    town = np.zeros_like(x)
    for district in DISTRICTS:
        squared = (x - district.at[0]) ** 2 + (y - district.at[1]) ** 2
        town += district.built_up * np.exp(-squared / (2 * (0.8 * district.radius_km) ** 2))
    inland = y - np.interp(x, *smooth(COAST).T)
    steep = np.clip(1.4 - ground_m(x, y) / 130, 0, 1)
    return town * steep * np.clip(inland / 0.25, 0, 1)


def outlines(field: Grid, above: float) -> list[list[Km]]:
    """Return closed rings around the parts of a field above a value, largest first.

    Marching squares; each ring has the higher ground on its left. A hollow inside
    higher ground is left out: on this map it would be a speck.
    """
    padded = np.pad(field, 1, constant_values=above - 1.0)
    step: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    rows, columns = padded.shape
    for row in range(rows - 1):
        for column in range(columns - 1):
            step.update(_cell(padded, row, column, above))
    rings = []
    while step:
        first, edge = step.popitem()
        ring = [first]
        while edge != first:
            ring.append(edge)
            edge = step.pop(edge)
        rings.append([_crossing(padded, edge, above) for edge in ring])
    areas = [(_area(ring), ring) for ring in rings]
    return [[*ring, ring[0]] for area, ring in sorted(areas, reverse=True) if area > SPECK_KM2]


Edge = tuple[int, int, int]  # row, column, 0 = to the next column, 1 = to the next row

# For each pattern of corners above (south-west 1, south-east 2, north-east 4, north-west 8): the
# sides (south 0, east 1, north 2, west 3) through which an outline enters and leaves.
_PATHS: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((0, 3),),
    2: ((1, 0),),
    3: ((1, 3),),
    4: ((2, 1),),
    5: ((0, 1), (2, 3)),
    6: ((2, 0),),
    7: ((2, 3),),
    8: ((3, 2),),
    9: ((0, 2),),
    10: ((1, 2), (3, 0)),
    11: ((1, 2),),
    12: ((3, 1),),
    13: ((0, 1),),
    14: ((3, 0),),
}


def _cell(field: Grid, row: int, column: int, above: float) -> dict[Edge, Edge]:
    corners = ((row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column))
    pattern = sum(1 << bit for bit, corner in enumerate(corners) if field[corner] >= above)
    sides = ((row, column, 0), (row, column + 1, 1), (row + 1, column, 0), (row, column, 1))
    return {sides[enter]: sides[leave] for enter, leave in _PATHS.get(pattern, ())}


def _crossing(field: Grid, edge: Edge, above: float) -> Km:
    row, column, upward = edge
    here, there = field[row, column], field[row + upward, column + 1 - upward]
    part = float(np.clip((above - here) / (there - here), 0.02, 0.98))
    across, up = (0.0, part) if upward else (part, 0.0)
    return WEST + (column - 1 + across) * CELL_KM, SOUTH + (row - 1 + up) * CELL_KM


def _area(ring: list[Km]) -> float:
    x, y = np.array(ring).T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)) / 2


def _distance(x: Grid, y: Grid, line: Grid) -> Grid:
    nearest = np.full(x.shape, np.inf)
    for (ax, ay), (bx, by) in pairwise(line):
        length = (bx - ax) ** 2 + (by - ay) ** 2
        along = np.clip(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length, 0, 1)
        nearest = np.minimum(
            nearest, np.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay))
        )
    return nearest
