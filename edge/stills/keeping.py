"""Stills that leave their source blurred but for what somebody said is kept sharp.

It happens before anything is written: neither the spool nor the line nor headquarters ever holds
the sharp picture. What can't be blurred is not handed on at all.
"""

from collections.abc import Iterable
from datetime import datetime

from edge.stills.sources import Take
from kawamori.errors import InvalidError, UnavailableError
from kawamori.pictures import checked
from kawamori.public_views import PublicView, kept_picture, rectangles_of


def view_of(rectangles: Iterable[Iterable[float]], metres_across: float) -> PublicView:
    """Return what is kept sharp; ``InvalidError`` as for what residents see."""
    try:
        return PublicView(rectangles_of(rectangles), metres_across)
    except InvalidError as error:
        raise InvalidError(f"keep: {error}") from error


def keeping(take: Take, view: PublicView) -> Take:
    """Return what takes the same stills and lets nothing sharp out but what the view holds."""

    def take_and_blur(now: datetime) -> bytes:
        raw = take(now)
        try:
            # Upright first: the rectangles were drawn on the picture as it is seen.
            return kept_picture(checked(raw).jpeg, view)
        except InvalidError as error:
            raise UnavailableError(f"not blurred, so not handed on: {error}") from error

    return take_and_blur
