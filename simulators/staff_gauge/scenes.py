"""One still of a staff at a known stage, drawn from a seed."""

import io
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator, default_rng
from PIL import Image

from edge.waterline.calibration import Calibration, Point
from simulators.staff_gauge import weather
from simulators.staff_gauge.standing import (
    FOOT_PX,
    HEIGHT,
    TOP_PX,
    WIDTH,
    Standing,
    Values,
    draw_dry,
    place,
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What is to be drawn: a kind of thing, the conditions, and a seed for all the rest.

    ``share`` is where the water stands: 0 at the staff's foot, 1 at its head; no edge beyond.
    """

    kind: str
    conditions: frozenset[str]
    seed: int
    share: float = 0.5


@dataclass(frozen=True, slots=True)
class Still:
    """A still, its calibration, and the truth: stage in metres above gauge zero, and row."""

    picture: Image.Image
    calibration: Calibration
    stage_m: float
    row_px: float


def draw_scene(scene: Scene) -> Still:
    """Return the still of a scene; the same one each time.

    1. Draw what stands there, dry.
    2. Let the water in, which repeats it upside down, fainter and wavering.
    3. Let the weather come between, and take the picture.
    """
    random = default_rng(scene.seed)
    standing = place(scene.kind, random)
    row_px = FOOT_PX - scene.share * (FOOT_PX - TOP_PX)
    dry = draw_dry(standing, random, stained="stain" in scene.conditions)
    seen = _flooded(dry, row_px, standing, random, rippled="ripples" in scene.conditions)
    if "debris" in scene.conditions:
        weather.float_by(seen, row_px, standing, random)
    if "night" in scene.conditions:
        seen = weather.night_on(seen, standing, random)
    for condition, come in (
        ("fog", weather.fog_on),
        ("rain", weather.rain_on),
        ("glare", weather.glare_on),
    ):
        if condition in scene.conditions:
            seen = come(seen, random)
    picture = weather.through_lens(seen, random, grey="night" in scene.conditions)
    calibration = calibrate(standing)
    true_m = (FOOT_PX - row_px) * standing.m_per_px
    return Still(_packed(picture, random), calibration, true_m, row_px)


def calibrate(standing: Standing) -> Calibration:
    """Return a calibration with gauge zero at the staff's foot."""
    span_m = (FOOT_PX - TOP_PX) * standing.m_per_px
    return Calibration(
        version=1,
        width=WIDTH,
        height=HEIGHT,
        width_px=max(8.0, standing.width_px * 0.9),
        points=[Point(standing.x_px, TOP_PX, span_m), Point(standing.x_px, FOOT_PX, 0.0)],
    )


def _flooded(
    dry: Values, row_px: float, standing: Standing, random: Generator, *, rippled: bool
) -> Values:
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)
    wave_px = random.uniform(0.003, 0.008) / standing.m_per_px if rippled else 0.0
    edge = row_px + wave_px * np.sin(columns / random.uniform(8, 40) + random.uniform(0, 6))
    depth = rows - edge
    waver = (random.uniform(0.05, 0.25) if rippled else random.uniform(0, 0.06)) * depth
    turned = np.sin(rows / random.uniform(2, 7) + columns / random.uniform(15, 90))
    source = np.clip(2 * edge - rows + waver * turned, 0, HEIGHT - 1).astype(int)
    beside = np.clip(columns + waver * 0.3 * np.roll(turned, 3), 0, WIDTH - 1).astype(int)
    mirrored = dry[source, beside]
    own = random.uniform(0.05, 0.6) + random.normal(0, 0.01, (HEIGHT, 1))
    shiny = random.uniform(0.1, 0.85)
    clear = random.uniform(0, 0.5) * np.exp(-np.maximum(depth, 0) / random.uniform(5, 60))
    water = shiny * mirrored + (1 - shiny) * (clear * dry + (1 - clear) * own)
    wet = np.clip(depth + 0.5, 0, 1)
    rim = random.uniform(-0.12, 0.12) * np.exp(-(depth**2) / 2)
    return np.asarray(dry * (1 - wet) + water * wet + rim)


def _packed(picture: Image.Image, random: Generator) -> Image.Image:
    sent = io.BytesIO()
    picture.save(sent, "JPEG", quality=int(random.integers(45, 92)))
    return Image.open(io.BytesIO(sent.getvalue())).convert(picture.mode)
