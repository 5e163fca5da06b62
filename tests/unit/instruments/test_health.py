"""A status says how the device itself is, as far as that can be had."""

from pathlib import Path

import pytest

from edge.health import Health, HealthTable
from kawamori.errors import InvalidError


def test_a_figure_that_can_not_be_had_does_not_cost_the_others(tmp_path: Path) -> None:
    raw = tmp_path / "in_voltage3_raw"
    raw.write_text("1000")
    battery = HealthTable(driver="adc", scale=0.01, options={"raw": str(raw), "scale": 1.25})
    panel = HealthTable(driver="adc", options={"raw": str(tmp_path / "none"), "scale": 1.0})

    health = Health({"solar_v": panel, "battery_v": battery})

    assert health.figures() == {"battery_v": pytest.approx(12.5)}


def test_a_mistake_is_named_with_its_figure() -> None:
    with pytest.raises(InvalidError, match=r"health.battery_v: options: driver 'tea' is none of"):
        Health({"battery_v": HealthTable(driver="tea")})
