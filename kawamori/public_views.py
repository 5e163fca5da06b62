"""What everybody may see of a camera: rectangles of water and staff gauge, and how near."""

import io
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from PIL import Image, UnidentifiedImageError

from kawamori.blurring import Rectangle, blurred, packed, stamped
from kawamori.errors import InvalidError
from kawamori.runs import Status

MOST_RECTANGLES = 8
LEAST_SIDE = 0.02  # of the picture: what is narrower was a slip of the hand
LEAST_ACROSS_M, MOST_ACROSS_M = 0.5, 1000.0
_NUMBERS = 4
_STAMPS = {Status.ACTUAL: "", Status.EXERCISE: "exercise", Status.TEST: "test"}


@dataclass(frozen=True, slots=True)
class PublicView:
    """Where a camera's picture may be shown sharp, to 4 cm; all else is made a wash of colour.

    ``metres_across`` is the width of what the whole picture shows at the nearest place where
    somebody inside a rectangle could be. It holds whatever the size of the picture.
    """

    rectangles: tuple[Rectangle, ...]
    metres_across: float

    def __post_init__(self) -> None:
        """Refuse what shows nothing, or not what was meant."""
        if not 1 <= len(self.rectangles) <= MOST_RECTANGLES:
            raise InvalidError(
                f"{len(self.rectangles)} rectangles: give 1 to {MOST_RECTANGLES}, or end the view"
            )
        for rectangle in self.rectangles:
            _refuse(rectangle)
        if not LEAST_ACROSS_M <= self.metres_across <= MOST_ACROSS_M:
            raise InvalidError(
                f"metres across {self.metres_across:g}: the picture is "
                f"{LEAST_ACROSS_M:g} to {MOST_ACROSS_M:g} m wide"
            )


def rectangle_of(text: str) -> Rectangle:
    """Return the rectangle in "0.1,0.3,0.9,1": left, top, right, bottom, in shares."""
    cells = text.split(",")
    try:
        left, top, right, bottom = (float(cell) for cell in cells)
    except ValueError:
        raise InvalidError(
            f"rectangle {text!r}: give four numbers from 0 to 1, left,top,right,bottom"
        ) from None
    return left, top, right, bottom


def rectangles_of(rows: Iterable[Iterable[float]]) -> tuple[Rectangle, ...]:
    """Return rectangles as they were stored or sent: four numbers each."""
    found: list[Rectangle] = []
    for row in rows:
        numbers = tuple(row)
        if len(numbers) != _NUMBERS:
            raise InvalidError(f"rectangle {_said(numbers)} has {len(numbers)} numbers: give 4")
        found.append((numbers[0], numbers[1], numbers[2], numbers[3]))
    return tuple(found)


def public_picture(jpeg: bytes, view: PublicView, at: datetime, status: Status) -> bytes:
    """Return a still as everybody may see it, with its time, and marked where it is no reality."""
    return packed(stamped(_shown(jpeg, view), at, _STAMPS[status]))


def kept_picture(jpeg: bytes, view: PublicView) -> bytes:
    """Return a still as a device may let it go: as coarse as everybody's, without time or mark."""
    return packed(_shown(jpeg, view))


def _shown(jpeg: bytes, view: PublicView) -> Image.Image:
    try:
        with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as picture:
            return blurred(picture, view.rectangles, view.metres_across)
    except (OSError, SyntaxError, TypeError, ValueError, UnidentifiedImageError) as error:
        raise InvalidError(f"the still can't be decoded: {error}") from error


def _refuse(rectangle: Rectangle) -> None:
    left, top, right, bottom = rectangle
    said = _said(rectangle)
    for number in rectangle:
        if not (math.isfinite(number) and 0 <= number <= 1):
            raise InvalidError(f"rectangle {said}: {number:g} is outside 0 to 1")
    if right - left < LEAST_SIDE:
        raise InvalidError(f"rectangle {said}: right {right:g} is not right of left {left:g}")
    if bottom - top < LEAST_SIDE:
        raise InvalidError(f"rectangle {said}: bottom {bottom:g} is not below top {top:g}")


def _said(numbers: Iterable[float]) -> str:
    return ",".join(f"{number:g}" for number in numbers)
