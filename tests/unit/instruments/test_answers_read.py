"""What an instrument says is read as it is meant, or refused with what was wrong."""

from pathlib import Path

import pytest

from edge.instruments.adc import AdcSource, Loop, loop_value
from edge.instruments.pressure import check_air, depth_m
from edge.instruments.sdi12 import crc_of
from edge.instruments.sentences import SentenceOptions, read_line
from kawamori.errors import UnavailableError

MM = SentenceOptions(port="/dev/null", format="maxbotix-mm")
DEPTH = SentenceOptions(port="/dev/null", format="nmea", sentence="SDDBT", field=3)
LOOP = Loop(shunt_ohm=100, at_4_ma=0.0, at_20_ma=10.0)


def test_an_ultrasonic_sensor_says_millimetres_down_to_the_water() -> None:
    assert read_line(b"R1234", MM) == 1.234


@pytest.mark.parametrize("line", [b"", b"R12", b"1234", b"R123456", b"\xff\xfe", b"R12a4"])
def test_half_a_line_or_garbage_is_no_distance(line: bytes) -> None:
    with pytest.raises(UnavailableError, match="is not maxbotix-mm"):
        read_line(line, MM)


def test_a_sensor_that_sees_no_water_does_not_say_that_it_is_ten_metres_down() -> None:
    with pytest.raises(UnavailableError, match="sees no water"):
        read_line(b"R9999", MM)


def test_an_echo_sounder_says_its_depth_in_metres() -> None:
    assert read_line(b"$SDDBT,7.7,f,2.35,M,1.3,F*30", DEPTH) == 2.35


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b"$SDDBT,7.7,f,2.36,M,1.3,F*30", "wrong checksum"),
        (b"$SDDBT,7.7", "no field 3"),
        (b"$SDDBT,,f,,M,,F", "no number"),
    ],
)
def test_a_sentence_that_is_damaged_or_empty_is_no_depth(line: bytes, complaint: str) -> None:
    with pytest.raises(UnavailableError, match=complaint):
        read_line(line, DEPTH)


def test_the_crc_is_the_standard_s_own_example() -> None:
    assert crc_of(b"0+3.14") == b"OqZ"


@pytest.mark.parametrize(("current_ma", "metres"), [(4.0, 0.0), (12.0, 5.0), (20.0, 10.0)])
def test_a_loop_s_current_means_metres(current_ma: float, metres: float) -> None:
    assert loop_value(current_ma, LOOP) == pytest.approx(metres)


@pytest.mark.parametrize(
    ("current_ma", "complaint"), [(0, "wire"), (3.59, "wire"), (21.1, "short")]
)
def test_a_broken_wire_is_not_low_water(current_ma: float, complaint: str) -> None:
    with pytest.raises(UnavailableError, match=complaint):
        loop_value(current_ma, LOOP)


def test_a_converter_s_raw_number_becomes_a_level(tmp_path: Path) -> None:
    raw, scale = tmp_path / "in_voltage0_raw", tmp_path / "in_voltage_scale"
    raw.write_text("9600\n")
    scale.write_text("0.125\n")
    loop = {"shunt_ohm": 100, "at_4_ma": 0, "at_20_ma": 10}

    answer = AdcSource({"raw": str(raw), "scale": str(scale), "loop": loop}).ask()

    assert (answer.value, answer.said) == (pytest.approx(5.0), "12.000 mA")


def test_ten_kilopascals_are_about_a_metre_of_water() -> None:
    assert depth_m(10_000) == pytest.approx(1.0197, abs=1e-4)
    assert depth_m(10_000, density_kg_m3=1025) < depth_m(10_000)


@pytest.mark.parametrize("pressure_pa", [0.0, 49_999, 110_001, float("nan")])
def test_air_that_no_place_has_is_not_taken_off_a_depth(pressure_pa: float) -> None:
    with pytest.raises(UnavailableError, match="no such air"):
        check_air(pressure_pa)
