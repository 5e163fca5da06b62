"""Frames as level sensors send them: the other way round from decoding, for tries and tests."""

import struct
from collections.abc import Callable


def dl_mbx(distance_m: float, *, battery_v: float = 2.993, samples: int = 10) -> bytes:
    """Return the frame of a Decentlab DL-MBX."""
    words = round(distance_m * 1000), samples, round(battery_v * 1000)
    return struct.pack(">BHHHHH", 2, 303, 3, *words)


def ldds(distance_m: float, *, battery_v: float = 3.6, temperature_c: float = 12.5) -> bytes:
    """Return the frame of a Dragino LDDS75 or LDDS45 with its thermometer."""
    head = struct.pack(">HHB", round(battery_v * 1000), round(distance_m * 1000), 0)
    return head + struct.pack(">hB", round(temperature_c * 10), 1)


def ps_lb(depth_m: float, *, battery_v: float = 3.6, range_m: int = 10) -> bytes:
    """Return the frame of a Dragino PS-LB with a probe of so many metres."""
    loop_ma = 4 + depth_m * 16 / range_m
    head = struct.pack(">HBBH", round(battery_v * 1000), 0, range_m, round(loop_ma * 1000))
    return head + bytes(3)


def em500_udl(distance_m: float, *, battery_percent: int = 92) -> bytes:
    """Return the frame of a Milesight EM500-UDL."""
    return struct.pack("<BBBBBH", 1, 0x75, battery_percent, 3, 0x82, round(distance_m * 1000))


def em500_swl(depth_m: float, *, battery_percent: int = 92) -> bytes:
    """Return the frame of a Milesight EM500-SWL."""
    return struct.pack("<BBBBBH", 1, 0x75, battery_percent, 3, 0x77, round(depth_m * 100))


def elt(distance_m: float, *, battery_v: float = 3.6, temperature_c: float = 12.5) -> bytes:
    """Return the frame of an Elsys ELT with an ultrasonic head."""
    head = struct.pack(">BhB", 1, round(temperature_c * 10), 7)
    return head + struct.pack(">HBH", round(battery_v * 1000), 0x0E, round(distance_m * 1000))


FRAMES: dict[str, tuple[int, Callable[[float], bytes]]] = {
    "decentlab-dl-mbx": (1, dl_mbx),
    "dragino-ldds45": (2, ldds),
    "dragino-ldds75": (2, ldds),
    "dragino-ps-lb": (2, ps_lb),
    "elsys-elt-ultrasonic": (5, elt),
    "milesight-em310-udl": (85, em500_udl),
    "milesight-em500-swl": (85, em500_swl),
    "milesight-em500-udl": (85, em500_udl),
}
