"""Dragino LDDS75 and LDDS45 (ultrasonic) and PS-LB (a 4-20 mA probe): big-endian, fixed places.

Source: Dragino's user manuals, as of 2026. The decoder that the device repository of The
Things Network holds for the LDDS75 takes the battery for the distance; this is not it.
"""

import struct

from edge.lorawan.decoded import Decoded, MalformedError, need_bytes, need_port

DATA_PORT, STATUS_PORT = 2, 5
NO_ECHO_MM = 20  # what the sensor sends in place of a distance too short for it
BROKEN_BELOW_MA, BROKEN_ABOVE_MA = 3.6, 21.0  # NAMUR NE 43: outside it is a fault, no level

_BATTERY_BITS = 0x3FFF
_SHORT, _LONG = 5, 8
_STATUS_BYTES = 7
_PROBE_BYTES = 9
_DEPTH_PROBE = 0


def ldds(port: int, frame: bytes) -> Decoded:
    """Return the distance of an LDDS75 or LDDS45, with or without its thermometer."""
    need_port(port, DATA_PORT, STATUS_PORT)
    if port == STATUS_PORT:
        return _status(frame)
    if len(frame) not in (_SHORT, _LONG):
        raise MalformedError(
            f"No Sensor: a frame of {len(frame)} bytes, not {_SHORT} or {_LONG}, has no distance"
        )
    battery, distance_mm = struct.unpack_from(">HH", frame)
    temperature_c = struct.unpack_from(">h", frame, 5)[0] / 10 if len(frame) == _LONG else None
    fault = ""
    if distance_mm == 0 or (len(frame) == _LONG and not frame[7]):
        fault = "No Sensor: the ultrasonic head does not answer"
    elif distance_mm <= NO_ECHO_MM:
        fault = f"Invalid Reading: {distance_mm} mm stands for a distance too short to be measured"
    return Decoded(distance_mm / 1000, _volts(battery), temperature_c=temperature_c, fault=fault)


def ps_lb(port: int, frame: bytes) -> Decoded:
    """Return the depth above the immersed probe of a PS-LB, whose range the frame tells."""
    need_port(port, DATA_PORT, STATUS_PORT)
    if port == STATUS_PORT:
        return _status(frame)
    need_bytes(frame, _PROBE_BYTES)
    battery, probe, range_m, loop = struct.unpack_from(">HBBH", frame)
    if probe != _DEPTH_PROBE:
        raise MalformedError(f"probe model {probe:#04x} is not one of depth: set AT+PROBE=00xx")
    if not range_m:
        raise MalformedError("the probe's range is 0 m: set AT+PROBE=00xx, xx metres")
    loop_ma = loop / 1000
    fault = ""
    if not BROKEN_BELOW_MA <= loop_ma <= BROKEN_ABOVE_MA:
        bounds = f"{BROKEN_BELOW_MA:g} to {BROKEN_ABOVE_MA:g}"
        fault = f"{loop_ma:g} mA is outside {bounds}: look at the probe"
    return Decoded(max(0.0, loop_ma - 4.0) * range_m / 16, battery / 1000, fault=fault)


def _status(frame: bytes) -> Decoded:
    """Return the battery out of the frame that a sensor sends when it is asked what it is."""
    need_bytes(frame, _STATUS_BYTES)
    return Decoded(battery_v=struct.unpack_from(">H", frame, 5)[0] / 1000)


def _volts(battery: int) -> float:
    return (battery & _BATTERY_BITS) / 1000
