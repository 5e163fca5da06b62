"""What a frame of a level sensor says, whatever its maker: metres, volts, degrees."""

from dataclasses import dataclass

from kawamori.errors import InvalidError


class MalformedError(InvalidError):
    """The frame is none that this sensor sends: nothing in it may be believed."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """One frame, decoded.

    ``level_m`` is what the sensor measured, in metres: a distance down to the water or a
    depth above itself, as its model says. It is None in a frame that has only the
    sensor's health. ``fault`` says why a level that is there must not be believed.
    """

    level_m: float | None = None
    battery_v: float | None = None
    battery_percent: float | None = None
    temperature_c: float | None = None
    samples: int | None = None  # echoes that made the level, where the sensor counts them
    serial: int | None = None  # the maker's own number of the sensor
    fault: str = ""


def need_port(port: int, *known: int) -> None:
    """Raise ``MalformedError`` unless the frame came on a port that this sensor uses."""
    if port not in known:
        ports = " or ".join(str(each) for each in known)
        raise MalformedError(f"unknown FPort {port}: this sensor uses {ports}")


def need_bytes(frame: bytes, *known: int) -> None:
    """Raise ``MalformedError`` unless the frame has one of the lengths that it can have."""
    if len(frame) not in known:
        lengths = " or ".join(str(each) for each in known)
        raise MalformedError(f"a frame of {len(frame)} bytes, not {lengths}")
