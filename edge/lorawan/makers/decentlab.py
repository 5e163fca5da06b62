"""Decentlab DL-MBX, DL-PR26 and DL-PR36: protocol 2, big-endian words after a word of flags.

Byte 0 is the protocol, then the sensor's number and the flags: bit 0 says that the two
words of the measurement follow, bit 1 that the battery's one does.
Source: Decentlab's payload descriptions, as of 2026.
"""

import struct
from dataclasses import dataclass

from edge.lorawan.decoded import Decoded, MalformedError, need_bytes, need_port

PORT = 1
PROTOCOL = 2
M_PER_BAR = 1e5 / (1000.0 * 9.80665)  # of fresh water at 4 °C; sensor_scale corrects the rest

_HEAD = struct.Struct(">BHH")
_MEASURED, _BATTERY = 1, 2


@dataclass(frozen=True, slots=True)
class _Words:
    serial: int
    measured: tuple[int, int] | None
    battery_v: float | None


def mbx(port: int, frame: bytes) -> Decoded:
    """Return the distance of an ultrasonic DL-MBX, the median of its valid samples."""
    words = _words(port, frame)
    if words.measured is None:
        return Decoded(battery_v=words.battery_v, serial=words.serial)
    distance_mm, samples = words.measured
    return Decoded(
        distance_mm / 1000,
        words.battery_v,
        samples=samples,
        serial=words.serial,
        fault="" if samples else "no valid sample: the sensor heard no echo",
    )


def pr26(range_bar: float, port: int, frame: bytes) -> Decoded:
    """Return the depth above a Keller PR-26 cell that measures from 0 to ``range_bar``."""
    words = _words(port, frame)
    if words.measured is None:
        return Decoded(battery_v=words.battery_v, serial=words.serial)
    pressure, temperature = words.measured
    return Decoded(
        (pressure - 16384) / 32768 * range_bar * M_PER_BAR,
        words.battery_v,
        temperature_c=(temperature - 384) * 0.003125 - 50,
        serial=words.serial,
    )


def pr36(counts_per_bar: int, port: int, frame: bytes) -> Decoded:
    """Return the depth above a Keller PR-36 cell of so many counts a bar."""
    words = _words(port, frame)
    if words.measured is None:
        return Decoded(battery_v=words.battery_v, serial=words.serial)
    pressure, temperature = words.measured
    return Decoded(
        (pressure - 32768) / counts_per_bar * M_PER_BAR,
        words.battery_v,
        temperature_c=(temperature - 32768) / 256,
        serial=words.serial,
    )


def _words(port: int, frame: bytes) -> _Words:
    need_port(port, PORT)
    if len(frame) < _HEAD.size:
        raise MalformedError(f"a frame of {len(frame)} bytes has not even a head of {_HEAD.size}")
    protocol, serial, flags = _HEAD.unpack_from(frame)
    if protocol != PROTOCOL:
        raise MalformedError(f"protocol {protocol}, not {PROTOCOL}")
    if flags & ~(_MEASURED | _BATTERY):
        raise MalformedError(f"flags {flags:#06x} announce more than this sensor has")
    measured, battery = bool(flags & _MEASURED), bool(flags & _BATTERY)
    need_bytes(frame, _HEAD.size + 4 * measured + 2 * battery)
    words = struct.unpack(f">{2 * measured + battery}H", frame[_HEAD.size :])
    return _Words(
        serial,
        (words[0], words[1]) if measured else None,
        words[-1] / 1000 if battery else None,
    )
