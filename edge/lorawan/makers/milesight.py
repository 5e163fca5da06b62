"""Milesight EM500-UDL, EM310-UDL and EM500-SWL: channels, each of an id, a type and its bytes.

All little-endian, on port 85. Source: Milesight's payload descriptions, as of 2026.
"""

import struct

from edge.lorawan.decoded import Decoded, MalformedError, need_port

PORT = 85

_BATTERY, _DISTANCE, _LEVEL_CM, _POSITION = b"\x01\x75", b"\x03\x82", b"\x03\x77", b"\x04\x00"
_LENGTHS = {
    _BATTERY: 1,
    _DISTANCE: 2,
    _LEVEL_CM: 2,
    _POSITION: 1,
    b"\x83\xe9": 5,  # the distance once more, with what set off the sensor's own alarm
    b"\x20\xce": 6,  # a distance from the sensor's memory, by the sensor's own clock
    b"\xff\x01": 1,
    b"\xff\x09": 2,
    b"\xff\x0a": 2,
    b"\xff\x0b": 1,
    b"\xff\x0f": 1,
    b"\xff\x16": 8,
    b"\xff\xfe": 1,
    b"\xff\xff": 2,
}


def udl(port: int, frame: bytes) -> Decoded:
    """Return the distance of an EM500-UDL or EM310-UDL; a tilted one looks elsewhere."""
    channels = _channels(port, frame, _DISTANCE)
    distance = channels.get(_DISTANCE)
    tilted = channels.get(_POSITION, b"\0") != b"\0"
    return Decoded(
        None if distance is None else _word(distance) / 1000,
        battery_percent=_battery(channels),
        fault="tilt: the sensor no longer looks straight down" if tilted else "",
    )


def swl(port: int, frame: bytes) -> Decoded:
    """Return the depth above the probe of an EM500-SWL, which counts in centimetres."""
    channels = _channels(port, frame, _LEVEL_CM)
    level = channels.get(_LEVEL_CM)
    return Decoded(
        None if level is None else _word(level) / 100, battery_percent=_battery(channels)
    )


def _channels(port: int, frame: bytes, level: bytes) -> dict[bytes, bytes]:
    """Return the channels of a frame; what follows an unknown one is left where a level is known.

    A newer firmware may add a channel at the end: that must not make a gauge blind.
    """
    need_port(port, PORT)
    found: dict[bytes, bytes] = {}
    start = 0
    while start < len(frame):
        key = frame[start : start + 2]
        length = _LENGTHS.get(key)
        if length is None and level in found:
            break
        if length is None:
            raise MalformedError(f"unknown channel {key.hex(' ')}")
        start += 2
        found[key] = frame[start : start + length]
        if len(found[key]) < length:
            raise MalformedError(f"channel {key.hex(' ')} is cut short")
        start += length
    return found


def _word(raw: bytes) -> int:
    value: int
    (value,) = struct.unpack("<H", raw)
    return value


def _battery(channels: dict[bytes, bytes]) -> float | None:
    return float(channels[_BATTERY][0]) if _BATTERY in channels else None
