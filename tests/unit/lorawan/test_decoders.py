"""A decoder says what a sensor measured, or refuses; it never crashes and never invents a level."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.lorawan.models import MODELS, read_frame
from kawamori.errors import InvalidError
from kawamori.sensors import Kind
from simulators.lorawan import frames

PORTS = [0, 1, 2, 5, 42, 85]


@pytest.mark.parametrize("name", frames.FRAMES)
def test_what_a_sensor_sends_is_what_is_read(name: str) -> None:
    port, frame = frames.FRAMES[name]

    assert read_frame(MODELS[name], port, frame(2.34)).level_m == pytest.approx(2.34)


def test_a_sensor_tells_how_it_is_beside_its_level() -> None:
    decoded = read_frame(MODELS["dragino-ldds75"], 2, frames.ldds(2.0, temperature_c=-3.5))

    assert (decoded.battery_v, decoded.temperature_c) == (3.6, -3.5)


@pytest.mark.parametrize(
    ("name", "level_m"), [("decentlab-dl-pr26-0-1", 5.099), ("decentlab-dl-pr36-8192", 10.197)]
)
def test_a_pressure_cell_tells_the_depth_of_fresh_water(name: str, level_m: float) -> None:
    pressure = 32768 if "pr26" in name else 32768 + 8192  # half a bar, and one
    frame = bytes.fromhex("02012f0001") + pressure.to_bytes(2, "big") + (32768).to_bytes(2, "big")

    assert read_frame(MODELS[name], 1, frame).level_m == pytest.approx(level_m, abs=1e-3)


@pytest.mark.parametrize(
    ("name", "port", "frame", "reason"),
    [
        ("dragino-ldds75", 2, "0e1c0b05", "No Sensor: a frame of 4 bytes"),
        ("dragino-ldds75", 42, "0e1c0b05", "unknown FPort 42: this sensor uses 2 or 5"),
        ("dragino-ldds75", 2, "0e1c000000", "No Sensor: the ultrasonic head"),
        ("dragino-ldds75", 2, "0e1c001400", "Invalid Reading: 20 mm"),
        ("dragino-ldds75", 2, "0e1c0100000000" + "00", "No Sensor: the ultrasonic head"),
        ("dragino-ps-lb", 2, "0e1c000a0bb8000000", "3 mA is outside 3.6 to 21"),
        ("dragino-ps-lb", 2, "0e1c010a1f40000000", "probe model 0x01"),
        ("decentlab-dl-mbx", 1, "02012f000304d200000bb1", "no valid sample"),
        ("decentlab-dl-mbx", 1, "02012f000304d2", "a frame of 7 bytes, not 11"),
        ("decentlab-dl-mbx", 1, "01012f000304d200010bb1", "protocol 1, not 2"),
        ("milesight-em500-udl", 85, "01755c0382ffff", "a distance of 65.535 m is impossible"),
        ("milesight-em500-udl", 85, "01755c03821e00", "a distance of 0.030 m is impossible"),
        ("milesight-em500-udl", 85, "01755c0382", "channel 03 82 is cut short"),
        ("milesight-em500-udl", 85, "4444", "unknown channel 44 44"),
        ("milesight-em310-udl", 85, "01755c03824408040001", "tilt"),
        ("elsys-elt-ultrasonic", 5, "0e0000", "No Sensor"),
    ],
)
def test_a_frame_that_has_no_true_level_is_refused_with_its_reason(
    name: str, port: int, frame: str, reason: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        read_frame(MODELS[name], port, bytes.fromhex(frame))

    assert str(refused.value).startswith(reason)


@pytest.mark.parametrize(
    ("name", "port", "frame"),
    [
        ("decentlab-dl-mbx", 1, "02012f00020bb1"),
        ("milesight-em500-udl", 85, "ff0bff" + "ff0101" + "01755c"),
        ("dragino-ps-lb", 5, "1601000100" + "0e1c"),
    ],
)
def test_a_frame_of_health_alone_is_no_reading_and_no_fault(
    name: str, port: int, frame: str
) -> None:
    decoded = read_frame(MODELS[name], port, bytes.fromhex(frame))

    assert decoded.level_m is None
    assert decoded.battery_v or decoded.battery_percent


def test_a_channel_that_a_newer_firmware_adds_makes_no_gauge_blind() -> None:
    frame = frames.em500_udl(2.0) + bytes.fromhex("0999010203")

    assert read_frame(MODELS["milesight-em500-udl"], 85, frame).level_m == 2.0


@given(st.sampled_from(sorted(MODELS)), st.sampled_from(PORTS), st.binary(max_size=60))
def test_no_bytes_crash_a_decoder_or_make_an_impossible_level(
    name: str, port: int, frame: bytes
) -> None:
    model = MODELS[name]
    try:
        decoded = read_frame(model, port, frame)
    except InvalidError:
        return

    for value in (decoded.battery_v, decoded.battery_percent, decoded.temperature_c):
        assert value is None or math.isfinite(value)
    if decoded.level_m is not None:
        assert model.low_m <= decoded.level_m <= model.high_m
        assert model.kind is Kind.DISTANCE or decoded.level_m >= -0.5


@given(st.sampled_from(sorted(frames.FRAMES)), st.data())
def test_a_true_frame_with_a_broken_byte_is_refused_or_within_what_the_sensor_measures(
    name: str, data: st.DataObject
) -> None:
    port, make = frames.FRAMES[name]
    frame = bytearray(make(2.0))
    frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    model = MODELS[name]

    try:
        level_m = read_frame(model, port, bytes(frame)).level_m
    except InvalidError:
        return
    assert level_m is None or model.low_m <= level_m <= model.high_m
