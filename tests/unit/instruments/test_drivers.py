"""A driver is refused with what is wrong in its options, or what must be installed for it."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from edge.instruments.adc import AdcOptions, Loop
from edge.instruments.burst import Burst
from edge.instruments.calibration import Calibration
from edge.instruments.drivers import SOURCES, open_source
from edge.instruments.instrument import Handling
from edge.instruments.modbus import ModbusOptions
from edge.instruments.pressure import Input, PressureOptions
from edge.instruments.rain import RainOptions
from edge.instruments.sdi12 import Sdi12Options
from edge.instruments.sentences import SentenceOptions
from edge.sensors import open_sensor
from kawamori.errors import InvalidError

PAGE = Path(__file__).parents[3] / "docs" / "instruments.md"
OPTIONS: list[type[msgspec.Struct]] = [
    *(AdcOptions, Loop, Burst, Calibration, Handling, ModbusOptions, Input, PressureOptions),
    *(RainOptions, Sdi12Options, SentenceOptions),
]
WITHOUT = """
import sys
sys.modules["pymodbus"] = sys.modules["serial"] = None
import edge.agent, edge.commands, edge.instruments.adc, edge.instruments.drivers
from edge.sensors import open_sensor
try:
    open_sensor("modbus", "kawabe-bridge", "stage", {"register": 0, "host": "h"})
except Exception as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("driver", "options", "complaint"),
    [
        ("modbus", {"register": 0}, "either host"),
        ("modbus", {"register": 0, "host": "h", "port": "/dev/ttyS0"}, "not both"),
        ("modbus", {"register": 0, "host": "h", "type": "bcd"}, "Invalid enum value 'bcd'"),
        ("serial", {"port": "/dev/ttyS0", "format": "nmea"}, "needs a sentence"),
        ("sdi12", {"port": "/dev/ttyS0", "address": "!"}, "address"),
        ("adc", {"raw": "/raw"}, "missing required field `scale`"),
        ("pressure", {"water": {"driver": "tea", "unit": "Pa", "options": {}}}, "'tea' is none of"),
    ],
)
def test_a_mistake_in_the_options_is_named(
    driver: str, options: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(InvalidError, match=complaint):
        open_source(driver, options)


def test_every_driver_is_found_by_its_name() -> None:
    for driver in SOURCES:
        with pytest.raises(InvalidError, match="options: "):
            open_sensor(driver, "kawabe-bridge", "stage", {"no such option": 1})


def test_the_edge_runs_without_the_instruments_libraries_and_says_what_is_missing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False
    )

    assert done.stderr == ""
    assert "driver 'modbus' needs pymodbus" in done.stdout
    assert "pip install 'kawamori[instruments]'" in done.stdout


def test_every_option_is_on_the_page() -> None:
    page = PAGE.read_text(encoding="utf-8")

    names = {name for struct in OPTIONS for name in struct.__struct_fields__}
    assert sorted(name for name in names if f"`{name}`" not in page) == []
