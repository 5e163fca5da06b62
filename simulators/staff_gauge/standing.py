"""What stands in the water: boards, painted staffs, posts and walls, dry from top to foot.

All is drawn as grey values from 0 to 1, [rows, columns].
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

HEIGHT, WIDTH = 480, 640
TOP_PX, FOOT_PX = 40, 440

Values = NDArray[np.float64]
KINDS = ("board", "staff", "post", "wall")
_WIDTHS = {"board": (100, 260), "staff": (16, 44), "post": (18, 60), "wall": (200, 420)}


@dataclass(frozen=True, slots=True)
class Standing:
    """Something in the river: what it is, where, and how many metres a row of it is."""

    kind: str
    x_px: float
    width_px: float
    m_per_px: float


def place(kind: str, random: Generator) -> Standing:
    """Return a thing of a kind, somewhere near the picture's middle, near or far."""
    low, high = _WIDTHS[kind]
    return Standing(
        kind, random.uniform(280, 360), random.uniform(low, high), random.uniform(0.0022, 0.006)
    )


def draw_dry(standing: Standing, random: Generator, *, stained: bool) -> Values:
    """Return bank and thing without water; ``stained`` by waters that stood there before."""
    picture = texture(random, 0.5) * random.uniform(0.1, 0.35) + random.uniform(0.15, 0.5)
    left = round(standing.x_px - standing.width_px / 2)
    right = round(standing.x_px + standing.width_px / 2)
    thing = picture[:, left:right]
    thing[:] = _PAINTERS[standing.kind](standing, thing.shape, random)
    if stained:
        for row in random.uniform(TOP_PX, FOOT_PX, random.integers(1, 4)):
            thing[int(row) :] *= random.uniform(0.72, 0.95)
    return np.clip(picture, 0, 1)


def texture(random: Generator, fine: float) -> Values:
    """Return leaves, grass, gravel: noise of several sizes, around 0."""
    made = np.zeros((HEIGHT, WIDTH))
    for cell in (4, 10, 24):
        coarse = random.normal(0, 1, (HEIGHT // cell + 2, WIDTH // cell + 2))
        made += np.kron(coarse, np.ones((cell, cell)))[:HEIGHT, :WIDTH] * fine
        fine *= 0.7
    return made


def _board(standing: Standing, shape: tuple[int, ...], random: Generator) -> Values:
    """Paint a white board with pairs of triangles, one pair every 0.3 m or none."""
    face = np.full(shape, random.uniform(0.6, 0.95)) + random.normal(0, 0.006, shape)
    if random.random() < 0.3:  # noqa: PLR2004 three in ten are bare
        return face
    side = round(0.2 / standing.m_per_px)
    ink, first = random.uniform(0.05, 0.3), int(random.uniform(0, 60))
    for top in range(TOP_PX + first, HEIGHT - side, round(0.3 / standing.m_per_px)):
        rows, columns = np.mgrid[0:side, 0:side] / side - 0.5
        bow = np.abs(columns) > np.abs(rows)
        for left in (shape[1] // 8, shape[1] * 7 // 8 - side):
            if left >= 0 and left + side <= shape[1]:
                face[top : top + side, left : left + side][bow] = ink
    return face


def _staff(standing: Standing, shape: tuple[int, ...], random: Generator) -> Values:
    """Paint marks of one or two centimetres on one side, figures every 0.1 m on the other."""
    face = np.full(shape, random.uniform(0.6, 0.95)) + random.normal(0, 0.006, shape)
    ink, mark_m = random.uniform(0.05, 0.3), random.choice([0.01, 0.02, 0.05])
    depth_m = np.arange(HEIGHT) * standing.m_per_px
    inked = (depth_m / mark_m).astype(int) % 2 == 0
    half = shape[1] // 2
    longer = (depth_m / 0.1).astype(int) % 2 == 0
    face[inked, half:] = ink
    face[inked & longer, half - half // 3 :] = ink
    tall = max(3, round(0.03 / standing.m_per_px))
    for at in np.arange(0, HEIGHT - tall, 0.1 / standing.m_per_px).astype(int):
        figure = random.random((tall, half // 2 + 1)) < 0.5  # noqa: PLR2004 half of it ink
        face[at : at + tall, 1 : half // 2 + 2][figure] = ink
    return face


def _post(standing: Standing, shape: tuple[int, ...], random: Generator) -> Values:  # noqa: ARG001 a painter's signature
    grain = random.normal(0, 0.04, (1, shape[1])) + random.normal(0, 0.02, shape)
    return random.uniform(0.12, 0.5) + grain


def _wall(standing: Standing, shape: tuple[int, ...], random: Generator) -> Values:
    """Paint concrete with joints that run across it, as the water's edge does."""
    face = texture(random, 0.03)[: shape[0], : shape[1]] + random.uniform(0.4, 0.75)
    for row in np.arange(
        random.uniform(0, 60), HEIGHT, random.uniform(0.3, 0.6) / standing.m_per_px
    ):
        face[int(row) : int(row) + 2] -= random.uniform(0.05, 0.25)
    for column in random.integers(0, shape[1], 6):
        face[:, column : column + 2] -= 0.1
    return face


_PAINTERS = {"board": _board, "staff": _staff, "post": _post, "wall": _wall}
