"""The handbook of the simulators names what there is: a scenario missing there is a fault here."""

import re
from pathlib import Path

import pytest

from simulators.drivers import RiverOptions
from simulators.scenarios import SCENARIOS

PAGE = (Path(__file__).parents[2] / "docs/simulators.md").read_text(encoding="utf-8")


def test_every_scenario_is_told_with_its_length_and_no_other() -> None:
    told = re.findall(r"^\| `([\w-]+)` \| ([\d.]+) \|", PAGE, re.MULTILINE)

    assert told == [(name, f"{scenario.hours:g}") for name, scenario in SCENARIOS.items()]


@pytest.mark.parametrize("option", RiverOptions.__struct_fields__)
def test_every_option_of_the_drivers_is_told(option: str) -> None:
    assert re.search(rf"\b{option}\b", PAGE)
