"""A simulated camera shows the stage on its staff, and tells day from night."""

import io
from datetime import UTC, datetime
from statistics import fmean

from PIL import Image

from kawamori.pictures import checked
from simulators.scene import draw_scene

NOON = datetime(2026, 9, 1, 3, tzinfo=UTC)
NIGHT = datetime(2026, 9, 1, 15, tzinfo=UTC)
KAWABE = (35.05, 138.97)


def scene(stage_m: float, at: datetime = NOON) -> Image.Image:
    drawn = draw_scene(stage_m, (-0.5, 5.0), at, KAWABE, seed="1", title="TEST")
    return Image.open(io.BytesIO(drawn)).convert("RGB")


def white_of_staff(image: Image.Image) -> int:
    """Count the rows of the staff that stand out of the water, by its white edge."""
    return sum(min(image.getpixel((466, y))) > 200 for y in range(140, 400))  # type: ignore[type-var,arg-type]


def test_the_higher_the_river_the_less_of_the_staff_is_seen() -> None:
    seen = [white_of_staff(scene(stage_m)) for stage_m in (0.0, 1.5, 3.0, 4.5)]

    assert seen == sorted(seen, reverse=True)
    assert seen[0] - seen[-1] > 100


def test_the_night_is_dark_and_without_colour() -> None:
    day, night = scene(1.0), scene(1.0, NIGHT)

    def colour(image: Image.Image) -> float:
        return fmean(image.convert("HSV").getchannel("S").tobytes())

    def brightness(image: Image.Image) -> float:
        return fmean(image.convert("L").tobytes())

    assert brightness(night) < brightness(day) / 3
    assert colour(night) < 12 < colour(day)


def test_headquarters_takes_it_for_a_picture() -> None:
    drawn = draw_scene(1.0, (-0.5, 5.0), NOON, KAWABE, seed="1", title="TEST")

    assert checked(drawn)[1:] == (640, 400)
