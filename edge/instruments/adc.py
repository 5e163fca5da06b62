"""A converter of Linux's IIO, and the 4 to 20 mA loop that may hang on it."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from edge.instruments.answers import Answer
from edge.sensors import Options, read_options
from kawamori.errors import InvalidError, UnavailableError

# Below and above, NAMUR NE 43 has a loop say that the wire or the sensor is broken.
BROKEN_MA = 3.6
BEYOND_MA = 21.0
_LIVE_MA, _FULL_MA = 4.0, 20.0


class Loop(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A current loop across a shunt: what 4 mA and 20 mA mean, in the result's unit."""

    shunt_ohm: Annotated[float, Meta(gt=0)]
    at_4_ma: float
    at_20_ma: float


class AdcOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The raw file (``in_voltage0_raw``) and its scale: a number, or the file beside it."""

    raw: str
    scale: float | str
    loop: Loop | None = None


class AdcSource:
    """One input of a converter."""

    def __init__(self, options: Options) -> None:
        self._options = read_options(AdcOptions, options)
        loop = self._options.loop
        if loop and loop.at_4_ma == loop.at_20_ma:
            raise InvalidError(f"options: loop: 4 mA and 20 mA both mean {loop.at_4_ma:g}")

    def ask(self) -> Answer:
        """Return millivolts (raw x scale, as IIO has it), or what the loop's current means."""
        options = self._options
        scale = _number_in(options.scale) if isinstance(options.scale, str) else options.scale
        millivolts = _number_in(options.raw) * scale
        if options.loop is None:
            return Answer(millivolts, f"{millivolts:g} mV")
        current_ma = millivolts / options.loop.shunt_ohm
        return Answer(loop_value(current_ma, options.loop), f"{current_ma:.3f} mA")


def loop_value(current_ma: float, loop: Loop) -> float:
    """Return what a current means; ``UnavailableError``: it means a broken wire or sensor."""
    if current_ma < BROKEN_MA:
        raise UnavailableError(f"{current_ma:.3f} mA is below {BROKEN_MA} mA: a broken wire")
    if current_ma > BEYOND_MA:
        raise UnavailableError(f"{current_ma:.3f} mA is above {BEYOND_MA} mA: a short or a fault")
    share = (current_ma - _LIVE_MA) / (_FULL_MA - _LIVE_MA)
    return loop.at_4_ma + share * (loop.at_20_ma - loop.at_4_ma)


def _number_in(path: str) -> float:
    try:
        return float(Path(path).read_text())
    except (OSError, ValueError) as error:
        raise UnavailableError(f"{path}: {error}") from error
