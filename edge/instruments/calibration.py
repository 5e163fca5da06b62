"""An instrument's calibrations: each from a time on, by somebody, for a reason."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from kawamori.errors import InvalidError
from kawamori.wire import Aware


class Calibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """From ``valid_from`` on, what the instrument says x ``scale`` + ``offset`` is the result."""

    valid_from: Aware
    who: Annotated[str, Meta(min_length=1)]
    note: str = ""
    scale: float = 1.0
    offset: float = 0.0

    def apply(self, value: float) -> float:
        """Return the result, in the datastream's unit."""
        return value * self.scale + self.offset

    def apply_to_spread(self, spread: float) -> float:
        """Return how far the results lie apart: an offset moves all of them alike."""
        return spread * abs(self.scale)

    def __str__(self) -> str:
        """Return the version as a person would tell it."""
        why = f", {self.note}" if self.note else ""
        return (
            f"calibration of {self.valid_from.isoformat()} by {self.who}: "
            f"x {self.scale:g} {self.offset:+g}{why}"
        )


def check_versions(versions: Sequence[Calibration]) -> None:
    """Refuse a scale of 0 and two versions from the same moment."""
    times = [each.valid_from for each in versions]
    for each in versions:
        if each.scale == 0:
            raise InvalidError(f"options: {each}: scale 0 makes every result the same")
        if times.count(each.valid_from) > 1:
            raise InvalidError(
                f"options: two calibrations are valid from {each.valid_from.isoformat()}: "
                "remove one"
            )


def in_force(versions: Sequence[Calibration], now: datetime) -> Calibration | None:
    """Return the version that holds; None where there is none at all.

    A clock before all of them is most likely wrong, so then the newest is taken.
    """
    ordered = sorted(versions, key=lambda each: each.valid_from)
    begun = [each for each in ordered if each.valid_from <= now]
    return (begun or ordered)[-1] if ordered else None
