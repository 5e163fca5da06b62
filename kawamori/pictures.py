"""Pictures from devices: what can't be decoded is refused, what is kept holds pixels alone."""

import io
import struct
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from kawamori.errors import InvalidError

MOST_BYTES = 4 * 1024 * 1024
MOST_PIXELS = 12_000_000  # what a camera of this size makes is more than a screen shows
LEAST_SIDE_PX = 64
QUALITY = 85
SMALL_PX = 480


class Picture(NamedTuple):
    """A JPEG as it is kept."""

    jpeg: bytes
    width: int
    height: int


def checked(raw: bytes) -> Picture:
    """Return a JPEG anew: upright, without the place, name or thumbnail that cameras write into it.

    ``InvalidError`` says what is wrong with one that can't be shown.
    """
    if len(raw) > MOST_BYTES:
        raise InvalidError(f"the picture has {len(raw)} bytes: at most {MOST_BYTES} are taken")
    if not raw.startswith(b"\xff\xd8"):
        raise InvalidError(f"this is no JPEG: it begins with {raw[:8]!r}")
    try:
        with Image.open(io.BytesIO(raw), formats=("JPEG",)) as opened:
            _refuse_size(*opened.size)
            opened.load()
            upright = _upright(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InvalidError(f"the picture is too large: {error}") from error
    except (OSError, SyntaxError, TypeError, ValueError, UnidentifiedImageError) as error:
        raise InvalidError(f"the JPEG can't be decoded: {error}") from error
    kept = io.BytesIO()
    upright.info.pop("comment", None)  # else it is written again, and it may name a place
    mode = "L" if upright.mode == "L" else "RGB"
    upright.convert(mode).save(kept, "JPEG", quality=QUALITY, optimize=True)
    return Picture(kept.getvalue(), *upright.size)


def small(jpeg: bytes) -> bytes:
    """Return a kept JPEG no wider than `SMALL_PX`, for many beside each other.

    ``InvalidError`` where the file is damaged.
    """
    made = io.BytesIO()
    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as opened:
            opened.draft(None, (SMALL_PX, SMALL_PX))  # decoded no finer than is needed
            opened.thumbnail((SMALL_PX, SMALL_PX))
            opened.save(made, "JPEG", quality=QUALITY)
    except (OSError, SyntaxError, UnidentifiedImageError) as error:
        raise InvalidError(f"the kept picture can't be decoded: {error}") from error
    return made.getvalue()


def _upright(opened: Image.Image) -> Image.Image:
    """Return the pixels upright; as they are, where what the camera wrote beside them is broken."""
    try:
        return ImageOps.exif_transpose(opened)
    except (struct.error, SyntaxError, TypeError, ValueError):
        return opened.copy()


def _refuse_size(width: int, height: int) -> None:
    if min(width, height) < LEAST_SIDE_PX:
        raise InvalidError(f"the picture is {width} x {height}: {LEAST_SIDE_PX} is the least side")
    if width * height > MOST_PIXELS:
        raise InvalidError(
            f"the picture is {width} x {height}: at most {MOST_PIXELS} pixels are taken"
        )
