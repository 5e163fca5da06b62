"""Where the staff stands in the picture, and which stage its points have: a versioned TOML file.

Stages are in metres above gauge zero; pixels count from the picture's upper left corner.
"""

import itertools
import tomllib
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
from msgspec import Meta

from kawamori.errors import InvalidError, UnavailableError

Positive = Annotated[float, Meta(gt=0)]
Share = Annotated[float, Meta(ge=0, le=1)]


class Point(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A point on the middle of the staff, or of the bank's line: column, row, stage."""

    x_px: float
    y_px: float
    stage_m: float


class Calibration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A staff as one camera sees it.

    ``points`` run from the highest stage that can be read to the lowest, down the picture.
    ``width_px`` is how wide the strip is in which the water's edge is looked for: as wide as
    what stands in the water there. ``tilt`` is how many rows the edge falls a column to the right.
    ``reference`` is a still taken when this was measured, its path relative to the file, and
    ``fixed`` what stays where it is on it in any water: left, top, right, bottom in pixels.
    """

    version: Annotated[int, Meta(ge=1)]
    width: Annotated[int, Meta(ge=64)]
    height: Annotated[int, Meta(ge=64)]
    points: Annotated[list[Point], Meta(min_length=2)]
    width_px: Annotated[float, Meta(ge=8)]
    tilt: Annotated[float, Meta(ge=-0.5, le=0.5)] = 0.0
    publish_from: Share = 0.85
    reference: str | None = None
    fixed: tuple[int, int, int, int] | None = None

    def __post_init__(self) -> None:
        """Refuse what no staff can be."""
        for upper, lower in itertools.pairwise(self.points):
            if lower.y_px <= upper.y_px or lower.stage_m >= upper.stage_m:
                raise ValueError(
                    f"points must go down the picture and the staff: {lower} follows {upper}"
                )
        for point in self.points:
            if not (0 <= point.x_px <= self.width and 0 <= point.y_px <= self.height):
                raise ValueError(f"{point} lies outside {self.width} x {self.height} pixels")
        if (self.reference is None) != (self.fixed is None):
            raise ValueError("reference and fixed go together: give both or neither")
        if self.fixed is not None:
            left, top, right, bottom = self.fixed
            if not (0 <= left < right - 63 <= self.width and 0 <= top < bottom - 63 <= self.height):
                raise ValueError(f"fixed {self.fixed} is no rectangle of 64 pixels in the picture")

    def stage_m(self, row_px: float) -> float:
        """Return the stage at a row of the staff's middle, in metres above gauge zero."""
        rows = [point.y_px for point in self.points]
        return float(np.interp(row_px, rows, [point.stage_m for point in self.points]))

    def row_px(self, stage_m: float) -> float:
        """Return the row at which a stage lies on the staff's middle."""
        stages = [point.stage_m for point in reversed(self.points)]
        return float(np.interp(stage_m, stages, [point.y_px for point in reversed(self.points)]))

    def x_px(self, row_px: float) -> float:
        """Return the column of the staff's middle at a row."""
        rows = [point.y_px for point in self.points]
        return float(np.interp(row_px, rows, [point.x_px for point in self.points]))

    def m_per_px(self) -> float:
        """Return how many metres a row is, on the average of the staff."""
        top, foot = self.points[0], self.points[-1]
        return (top.stage_m - foot.stage_m) / (foot.y_px - top.y_px)


def read_calibration(path: Path) -> Calibration:
    """Return the calibration of a file; an error names the file and what is wrong in it."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnavailableError(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidError(f"{path}: {error}") from error
    try:
        return msgspec.convert(said, Calibration)
    except msgspec.ValidationError as error:
        raise InvalidError(f"{path}: {error}") from error
