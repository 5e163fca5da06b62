"""Elsys ELT with an ultrasonic head: values, each of a type and its big-endian bytes, on port 5.

Source: Elsys' payload description, as of 2026.
"""

import struct

from edge.lorawan.decoded import Decoded, MalformedError, need_port

PORT = 5

_TEMPERATURE, _BATTERY, _OUTSIDE, _DISTANCE = 0x01, 0x07, 0x0C, 0x0E
_LENGTHS = {
    _TEMPERATURE: 2,
    0x02: 1,  # humidity
    0x03: 3,  # acceleration
    0x04: 2,  # light
    0x05: 1,  # motion
    _BATTERY: 2,
    0x08: 2,  # analogue input
    0x0A: 2,  # pulses
    0x0B: 4,  # pulses since ever
    _OUTSIDE: 2,
    0x0D: 1,  # digital input
    _DISTANCE: 2,
    0x0F: 1,  # vibration
    0x12: 1,  # water leak
    0x14: 4,  # air pressure
}


def elt(port: int, frame: bytes) -> Decoded:
    """Return the distance of an ELT's ultrasonic head."""
    need_port(port, PORT)
    found: dict[int, bytes] = {}
    start = 0
    while start < len(frame):
        kind = frame[start]
        length = _LENGTHS.get(kind)
        if length is None and _DISTANCE in found:
            break  # a newer firmware may add a value at the end: no reason to be blind
        if length is None:
            raise MalformedError(f"unknown value type {kind:#04x}")
        start += 1
        found[kind] = frame[start : start + length]
        if len(found[kind]) < length:
            raise MalformedError(f"value type {kind:#04x} is cut short")
        start += length
    distance_mm = _word(found, _DISTANCE)
    battery_mv = _word(found, _BATTERY)
    return Decoded(
        None if distance_mm is None else distance_mm / 1000,
        None if battery_mv is None else battery_mv / 1000,
        temperature_c=_degrees(found),
        fault="No Sensor: the ultrasonic head does not answer" if distance_mm == 0 else "",
    )


def _word(found: dict[int, bytes], kind: int) -> int | None:
    return struct.unpack(">H", found[kind])[0] if kind in found else None


def _degrees(found: dict[int, bytes]) -> float | None:
    """Return the outer thermometer's degrees where there is one, else the inner one's."""
    raw = found.get(_OUTSIDE) or found.get(_TEMPERATURE)
    return struct.unpack(">h", raw)[0] / 10 if raw else None
