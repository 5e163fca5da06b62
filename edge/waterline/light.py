"""By what light a still was taken, as far as the picture itself tells."""

from enum import Enum

import numpy as np
from PIL import Image

_DARK, _UNLIT, _UNLIT_SHARE, _COLOURLESS = 0.12, 0.2, 0.4, 0.012
_THUMBNAIL = (160, 120)


class Light(Enum):
    """Daylight, the camera's own infrared lamp, or none that shows anything."""

    DAY = "day"
    INFRARED = "infrared"
    DARK = "dark"


def light_of(picture: Image.Image) -> Light:
    """Return the light: a lamp leaves colours out, and what is far from it in the dark."""
    small = np.asarray(picture.convert("RGB").resize(_THUMBNAIL), np.float32) / 255
    grey = small.mean(axis=2)
    if np.percentile(grey, 99) < _DARK:
        return Light.DARK
    colour = float((small.max(axis=2) - small.min(axis=2)).mean())
    lamp = colour < _COLOURLESS and float((grey < _UNLIT).mean()) > _UNLIT_SHARE
    return Light.INFRARED if lamp else Light.DAY
