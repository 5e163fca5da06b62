"""Whether the lens can be trusted: dark, blocked, dazzled, moved, frozen.

Each finding has its figure, so that somebody who was not there can judge it.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from PIL import Image

from edge.waterline.calibration import Calibration
from edge.waterline.registration import shift_of
from edge.waterline.strips import Grey
from kawamori.wire import FaultKind

_TILE_PX, _THUMBNAIL = 8, (160, 120)
_DARK = 0.12  # of full white, what the brightest hundredth of the picture reaches
_FLAT, _TEXTURED_SHARE = 0.012, 0.15
_WHITE, _DAZZLED_SHARE = 0.98, 0.3
_MOVED_M = 0.02  # of stage, by which a moved lens may mislead
_SAME_SHARE = 0.99


class Fault(Enum):
    """What may be the matter with a lens."""

    DARK = "dark"
    BLOCKED = "blocked"
    GLARE = "glare"
    MOVED = "moved"
    FROZEN = "frozen"


# Nothing read through such a lens may be published; glare is left to the cues.
VOIDING: dict[Fault, FaultKind] = {
    Fault.DARK: "dark",
    Fault.BLOCKED: "blocked",
    Fault.MOVED: "moved",
    Fault.FROZEN: "frozen",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, the figure that says so, and words for the log."""

    fault: Fault
    figure: float
    words: str


def inspect(
    picture: Image.Image,
    calibration: Calibration,
    *,
    reference: Image.Image | None = None,
    previous: Image.Image | None = None,
) -> list[Finding]:
    """Return what is the matter with the lens; nothing, if it is well.

    ``reference`` is a still from when the calibration was measured, ``previous`` the one before.
    """
    looks = [_dark(picture), _blocked(picture), _glare(picture)]
    if reference is not None:
        looks.append(_moved(picture, reference, calibration))
    if previous is not None:
        looks.append(_frozen(picture, previous))
    found = [each for each in looks if each is not None]
    faults = {each.fault for each in found}
    return [each for each in found if each.fault is not Fault.BLOCKED or Fault.DARK not in faults]


def _dark(picture: Image.Image) -> Finding | None:
    brightest = float(np.percentile(_small(picture), 99))
    if brightest >= _DARK:
        return None
    return Finding(Fault.DARK, brightest, f"the brightest parts reach {brightest:.0%} of white")


def _blocked(picture: Image.Image) -> Finding | None:
    tiles = _small(picture).reshape(_THUMBNAIL[1] // _TILE_PX, _TILE_PX, -1, _TILE_PX)
    textured = float((tiles.std(axis=(1, 3)) > _FLAT).mean())
    if textured >= _TEXTURED_SHARE:
        return None
    return Finding(Fault.BLOCKED, textured, f"{textured:.0%} of the picture shows anything at all")


def _glare(picture: Image.Image) -> Finding | None:
    white = float((_small(picture) > _WHITE).mean())
    if white <= _DAZZLED_SHARE:
        return None
    return Finding(Fault.GLARE, white, f"{white:.0%} of the picture is white")


def _moved(
    picture: Image.Image, reference: Image.Image, calibration: Calibration
) -> Finding | None:
    if picture.size != reference.size:
        words = f"the reference has {reference.width} x {reference.height} pixels"
        return Finding(Fault.MOVED, 0.0, words)
    shift = shift_of(picture.crop(calibration.fixed), reference.crop(calibration.fixed))
    if not shift.clear:
        return None
    off_m = abs(shift.down_px) * calibration.m_per_px()
    if off_m <= _MOVED_M and abs(shift.right_px) <= calibration.width_px / 4:
        return None
    words = f"moved {shift.right_px:+.0f} px right, {shift.down_px:+.0f} px down: calibrate anew"
    return Finding(Fault.MOVED, float(np.hypot(shift.right_px, shift.down_px)), words)


def _frozen(picture: Image.Image, previous: Image.Image) -> Finding | None:
    if picture.size != previous.size:
        return None
    same = float((np.asarray(picture.convert("L")) == np.asarray(previous.convert("L"))).mean())
    if same < _SAME_SHARE:
        return None
    return Finding(Fault.FROZEN, same, f"{same:.1%} of the pixels are those of the still before")


def _small(picture: Image.Image) -> Grey:
    small = picture.convert("L").resize(_THUMBNAIL, Image.Resampling.BOX)
    return np.asarray(small, np.float32) / np.float32(255)
