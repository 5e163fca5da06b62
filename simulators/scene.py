"""A bank as a camera sees it: sky, river, staff gauge, at a stage, by day and by night.

The scene is the same at each look but for the water: its height on the staff, its colour
(a flood is brown and has foam), the ripples, and the light of the hour.
"""

import io
import math
import random
from datetime import datetime

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

from kawamori.daylight import sun_height_deg

SIZE = (640, 400)
_HORIZON = 120
_BOTTOM, _TOP = 372, 150  # where on the picture the staff's foot and its head are
_STAFF_X = 436
_STAFF_WIDTH = 34
_NIGHT_DEG, _FULL_DAY_DEG = -6.0, 8.0

Colour = tuple[int, int, int]

# Water and staff, without the far bank and its houses: left, top, right, bottom in shares.
OPEN_WATER = ((0.0, 0.43, 0.5, 1.0), (0.5, 0.34, 1.0, 1.0))


def metres_across(staff_m: tuple[float, float]) -> float:
    """Return how wide the picture is at the staff."""
    return round(SIZE[0] * (staff_m[1] - staff_m[0]) / (_BOTTOM - _TOP), 1)


def draw_scene(
    stage_m: float,
    staff_m: tuple[float, float],
    at: datetime,
    place: tuple[float, float],
    *,
    seed: str,
    title: str,
) -> bytes:
    """Return a JPEG of the bank; ``staff_m`` is what the staff shows at its foot and its head."""
    light = _light(at, place)
    rough = _share(stage_m, staff_m)
    image = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(image)
    fixed = random.Random(seed)
    moving = random.Random(f"{seed}/{at.isoformat()}")
    _sky_and_hills(draw, fixed, rough)
    _far_bank(draw, fixed)
    waterline = _waterline(stage_m, staff_m)
    _wall(draw)
    _staff(draw, staff_m)
    _water(image, moving, waterline, rough)
    if rough > 0.5:  # noqa: PLR2004 from here on it pours
        _rain(image, moving, rough)
    image = _lit(image, moving, light)
    _caption(image, at, title)
    sent = io.BytesIO()
    image.save(sent, "JPEG", quality=82)
    return sent.getvalue()


def _light(at: datetime, place: tuple[float, float]) -> float:
    """Return how much of full daylight there is, 0 to 1."""
    height = sun_height_deg(*place, at)
    return min(1.0, max(0.0, (height - _NIGHT_DEG) / (_FULL_DAY_DEG - _NIGHT_DEG)))


def _share(stage_m: float, staff_m: tuple[float, float]) -> float:
    foot, head = staff_m
    return min(1.0, max(0.0, (stage_m - foot) / (head - foot)))


def _waterline(stage_m: float, staff_m: tuple[float, float]) -> float:
    foot, head = staff_m
    share = (stage_m - foot) / (head - foot)
    return _BOTTOM - share * (_BOTTOM - _TOP)


def _sky_and_hills(draw: ImageDraw.ImageDraw, fixed: random.Random, rough: float) -> None:
    for y in range(_HORIZON):
        grey = 150 + 70 * y / _HORIZON
        blue = grey + (1 - rough) * 45
        draw.line([(0, y), (SIZE[0], y)], (int(grey - 20 * (1 - rough)), int(grey), int(blue)))
    ridge = [(x, _HORIZON - 18 - fixed.randint(0, 38)) for x in range(0, SIZE[0] + 40, 40)]
    draw.polygon([(0, _HORIZON), *ridge, (SIZE[0], _HORIZON)], (72, 92, 78))


def _far_bank(draw: ImageDraw.ImageDraw, fixed: random.Random) -> None:
    draw.rectangle((0, _HORIZON, SIZE[0], 168), (104, 122, 84))
    for _ in range(260):
        x, y = fixed.randint(0, SIZE[0]), fixed.randint(_HORIZON, 164)
        green = fixed.randint(70, 128)
        draw.ellipse((x, y, x + 9, y + 5), (green - 22, green, green - 40))
    for x in range(30, 300, 90):
        draw.rectangle((x, 96, x + 34, 124), (176, 168, 156))
        draw.polygon([(x - 4, 97), (x + 17, 82), (x + 38, 97)], (118, 74, 60))
    draw.rectangle((0, 168, SIZE[0], SIZE[1]), (122, 118, 104))


def _wall(draw: ImageDraw.ImageDraw) -> None:
    """Draw the near bank's concrete, which the staff stands on."""
    draw.polygon([(360, 138), (SIZE[0], 128), (SIZE[0], SIZE[1]), (330, SIZE[1])], (158, 154, 146))
    for row, y in enumerate(range(150, SIZE[1], 26)):
        draw.line([(352 - row * 2, y), (SIZE[0], y - 6)], (132, 129, 122), 2)
        for x in range(380 + (row % 2) * 32, SIZE[0], 64):
            draw.line([(x, y), (x, y + 26)], (138, 134, 127), 1)


def _staff(draw: ImageDraw.ImageDraw, staff_m: tuple[float, float]) -> None:
    left, right = _STAFF_X, _STAFF_X + _STAFF_WIDTH
    draw.rectangle((left, _TOP - 8, right, _BOTTOM + 30), (246, 246, 240))
    foot, head = staff_m
    per_m = (_BOTTOM - _TOP) / (head - foot)
    font = ImageFont.load_default(13)
    for tenth in range(math.ceil(foot * 10), math.floor(head * 10) + 1):
        y = _BOTTOM - (tenth / 10 - foot) * per_m
        whole = tenth % 10 == 0
        colour = (188, 30, 30) if whole else (24, 24, 28)
        if tenth % 2 == 0:
            draw.rectangle((left, y - per_m / 10, left + (20 if whole else 12), y), colour)
        if whole:
            draw.text((right + 5, y - 9), f"{tenth // 10} m", (34, 34, 34), font)
    draw.rectangle((left, _TOP - 8, right, _BOTTOM + 30), outline=(60, 60, 60))


def _water(image: Image.Image, moving: random.Random, waterline: float, rough: float) -> None:
    clear, brown = (86, 116, 118), (126, 98, 64)
    base = _between(clear, brown, rough)
    layer = Image.new("RGB", SIZE, base)
    draw = ImageDraw.Draw(layer)
    for _ in range(520):
        depth = moving.random() ** 1.6
        y = waterline + depth * (SIZE[1] - waterline)
        x = moving.uniform(-30, SIZE[0])
        length = 8 + 46 * depth * moving.random()
        shade = moving.randint(-26, 30)
        draw.line([(x, y), (x + length, y)], _shaded(base, shade), 1 + int(2 * depth))
    for _ in range(int(rough * 110)):  # foam and what floats by
        x, y = moving.uniform(0, SIZE[0]), moving.uniform(waterline + 4, SIZE[1])
        draw.ellipse((x, y, x + 12, y + 3), _shaded(base, 78))
    mask = Image.new("L", SIZE, 0)
    edge: list[tuple[float, float]] = [(0, SIZE[1])]
    for x in range(0, SIZE[0] + 8, 8):
        away = 26 * (1 - min(1.0, x / _STAFF_X))  # the far side lies higher in the picture
        edge.append((x, waterline - away + moving.gauss(0, 0.5 + 1.6 * rough)))
    ImageDraw.Draw(mask).polygon([*edge, (SIZE[0], SIZE[1])], 255)
    image.paste(layer, (0, 0), mask.filter(ImageFilter.GaussianBlur(0.8)))


def _rain(image: Image.Image, moving: random.Random, rough: float) -> None:
    draw = ImageDraw.Draw(image)
    for _ in range(int(240 * rough)):
        x, y = moving.uniform(0, SIZE[0]), moving.uniform(0, SIZE[1])
        draw.line([(x, y), (x - 3, y + 13)], (196, 202, 206), 1)


def _lit(image: Image.Image, moving: random.Random, light: float) -> Image.Image:
    """Return the picture by the light of the hour: by night grey, by the camera's own lamp."""
    if light >= 1:
        return image.filter(ImageFilter.GaussianBlur(0.6))
    lamp = Image.new("L", SIZE, 26)
    draw = ImageDraw.Draw(lamp)
    for radius in range(300, 0, -6):
        near = int(26 + 150 * (1 - radius / 300))
        box = (_STAFF_X - radius, 250 - radius * 0.7, _STAFF_X + radius, 250 + radius * 0.7)
        draw.ellipse(box, near)
    infrared = Image.composite(
        image.convert("L"), Image.new("L", SIZE, 0), lamp.filter(ImageFilter.GaussianBlur(9))
    )
    noise = Image.frombytes("L", SIZE, moving.randbytes(SIZE[0] * SIZE[1]))
    night = Image.blend(infrared, noise, 0.045).convert("RGB")
    day = ImageEnhance.Brightness(image).enhance(0.45 + 0.55 * light)
    return Image.blend(night, day, light).filter(ImageFilter.GaussianBlur(0.7))


def _caption(image: Image.Image, at: datetime, title: str) -> None:
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, SIZE[0], 20), (0, 0, 0))
    draw.text((6, 2), title, (255, 255, 255), ImageFont.load_default(14))
    draw.text((430, 2), f"{at:%Y-%m-%d %H:%M:%S} UTC", (255, 255, 255), ImageFont.load_default(14))


def _between(a: Colour, b: Colour, share: float) -> Colour:
    return (
        round(a[0] + (b[0] - a[0]) * share),
        round(a[1] + (b[1] - a[1]) * share),
        round(a[2] + (b[2] - a[2]) * share),
    )


def _shaded(colour: Colour, by: int) -> Colour:
    return (
        max(0, min(255, colour[0] + by)),
        max(0, min(255, colour[1] + by)),
        max(0, min(255, colour[2] + by)),
    )
