"""Stills that leave their source blurred but for what somebody said is kept sharp.

It happens before anything is written: neither the spool nor the line nor headquarters ever holds
the sharp picture. What can't be blurred is not handed on at all.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from kawamori.errors import InvalidError, UnavailableError
from kawamori.pictures import checked
from kawamori.public_views import PublicView, kept_picture, rectangles_of


def view_of(rectangles: Iterable[Iterable[float]], metres_across: float) -> PublicView:
    """Return what is kept sharp; ``InvalidError`` as for what residents see."""
    try:
        return PublicView(rectangles_of(rectangles), metres_across)
    except InvalidError as error:
        raise InvalidError(f"keep: {error}") from error


@dataclass(frozen=True, slots=True)
class Keeping:
    """What of a camera's stills stays sharp."""

    view: PublicView

    @property
    def words(self) -> str:
        """Say it, so that whoever blurred by other words is known."""
        return json.dumps([self.view.rectangles, self.view.metres_across])

    def blur(self, raw: bytes) -> bytes:
        """Return a still blurred but for that; ``UnavailableError`` where it can't be."""
        try:
            # Upright first: the rectangles were drawn on the picture as it is seen.
            return kept_picture(checked(raw).jpeg, self.view)
        except InvalidError as error:
            raise UnavailableError(f"not blurred, so not handed on: {error}") from error
