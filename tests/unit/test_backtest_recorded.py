"""The scorer and the baselines on real recordings: figures that others have found as well."""

import os
from pathlib import Path

import pytest

from kawamori.backtest.gauges import Gauge, read_folder
from kawamori.backtest.trials import baselines

FOLDER = os.environ.get("KAWAMORI_STAGE_DATA")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="KAWAMORI_STAGE_DATA names no folder of recorded gauges"
)


@pytest.fixture(scope="module")
def gauges() -> list[Gauge]:
    return read_folder(Path(FOLDER or ""))


def test_65_crossings_stand_and_plain_thresholds_tell_49_of_the_50_that_do_not(
    gauges: list[Gauge],
) -> None:
    plain = baselines(gauges)[0].total

    assert (plain.crossings, plain.briefs, plain.public_briefs) == (65, 50, 49)


def test_a_line_drawn_onward_warns_of_46_an_hour_before_and_1_8_times_a_month_for_nothing(
    gauges: list[Gauge],
) -> None:
    line = baselines(gauges)[1].total

    assert (line.warned, line.false_warnings) == (46, 249)
    assert (line.median_lead_s() or 0) / 60 == pytest.approx(62, abs=0.5)
    assert line.a_month(line.false_warnings) == pytest.approx(1.8, abs=0.05)
