"""What comes between staff and picture: fog, rain, glare, things afloat, night, the lens."""

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageFilter

from simulators.staff_gauge.standing import HEIGHT, WIDTH, Standing, Values

CONDITIONS = ("rain", "fog", "glare", "debris", "night", "ripples", "stain")


def float_by(picture: Values, row_px: float, standing: Standing, random: Generator) -> None:
    """Let leaves, foam and timber float on the water, some of them against the staff."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    for _ in range(random.integers(4, 18)):
        y = row_px + abs(random.normal(0, 50))
        x = random.normal(standing.x_px, 140)
        long, flat = random.uniform(4, 36), random.uniform(1.5, 6)
        inside = ((columns - x) / long) ** 2 + ((rows - y) / flat) ** 2 < 1
        picture[inside] = random.uniform(0.05, 0.9)


def rain_on(picture: Values, random: Generator) -> Values:
    """Return the picture with streaks of rain before it."""
    for _ in range(random.integers(150, 700)):
        x, y = random.integers(0, WIDTH - 8), random.integers(0, HEIGHT - 40)
        long = random.integers(8, 36)
        at = np.arange(long)
        picture[y + at, x + at // 6] += random.uniform(0.08, 0.3)
    return picture


def fog_on(picture: Values, random: Generator) -> Values:
    """Return the picture with 20 to 70 hundredths of its contrast left."""
    left = random.uniform(0.2, 0.7)
    return picture * left + random.uniform(0.5, 0.8) * (1 - left)


def glare_on(picture: Values, random: Generator) -> Values:
    """Return the picture with a sun in it or on the water."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    x, y = random.uniform(150, 500), random.uniform(60, 460)
    wide, high = random.uniform(40, 160), random.uniform(20, 120)
    away = ((columns - x) / wide) ** 2 + ((rows - y) / high) ** 2
    return np.asarray(picture + random.uniform(0.4, 1.6) * np.exp(-away))


def night_on(picture: Values, standing: Standing, random: Generator) -> Values:
    """Return the picture by a lamp beside the lens, with the noise of a dark sensor."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    reach = random.uniform(120, 320)
    away = ((columns - standing.x_px) ** 2 + (rows - 240) ** 2) / reach**2
    lit = picture * random.uniform(0.3, 1.0) * (np.exp(-away) + 0.02)
    return np.asarray(lit + random.normal(0, random.uniform(0.005, 0.03), picture.shape))


def through_lens(picture: Values, random: Generator, *, grey: bool) -> Image.Image:
    """Return what the camera makes of it: blur, noise, eight bits, a tint unless it is grey."""
    noisy = picture + random.normal(0, random.uniform(0.002, 0.012), picture.shape)
    made = Image.fromarray((np.clip(noisy, 0, 1) * 255).astype(np.uint8))
    made = made.filter(ImageFilter.GaussianBlur(random.uniform(0.3, 1.4)))
    if grey:
        return made
    tints = random.uniform(0.8, 1.0, 3)
    return Image.merge("RGB", [made.point(lambda value, by=by: value * by) for by in tints])
