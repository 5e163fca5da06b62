"""The made-up city has the stations that a real one would be difficult with."""

import numpy as np
import pytest

from kawamori.levels import GaugeLevel
from kawamori.runs import CITY_NETWORK
from kawamori.stations import Mode, Reference
from simulators.city import SITES, Site
from simulators.scenarios import SCENARIOS, river
from simulators.valley import KAWABE, OTAKI, YAWATA

BY_ID = {site.station.station_id: site for site in SITES}


def test_the_city_has_nine_stations_or_more_on_three_rivers() -> None:
    assert len(BY_ID) == len(SITES) >= 9
    assert {s.station.river for s in SITES} == {KAWABE.name, OTAKI.name, YAWATA.name}
    assert {s.station.network for s in SITES} == {CITY_NETWORK}
    assert all(s.station.name and s.station.name_en for s in SITES)


def test_one_gauge_sleeps_until_the_water_is_near_its_bank() -> None:
    (crisis,) = [s for s in SITES if s.station.mode is Mode.CRISIS]

    assert crisis.reference is Reference.BANK_TOP
    assert crisis.thresholds.overflow_m == 0.0
    assert crisis.asleep_below_m is not None
    assert all(crisis.asleep_below_m < rung_m for _, rung_m in crisis.thresholds.defined())


def test_one_station_feels_the_tide_and_two_are_looked_at_by_cameras() -> None:
    assert [s.station.station_id for s in SITES if s.station.tidal] == ["kawabe-mouth"]
    assert sum(s.camera for s in SITES) == 2
    assert all((s.tide_m > 0) == s.station.tidal for s in SITES)


def test_some_rungs_are_missing_and_no_two_stations_need_have_the_same() -> None:
    rungs = {tuple(level for level, _ in s.thresholds.defined()) for s in SITES}

    assert len(rungs) >= 4
    assert all(rungs)
    assert any(len(each) == len(GaugeLevel) - 1 for each in rungs)


@pytest.mark.parametrize("site", SITES, ids=lambda site: site.station.station_id)
def test_on_a_calm_day_no_station_stands_above_a_threshold(site: Site) -> None:
    stages = river(SCENARIOS["calm"]).stages_m[site.station.station_id]

    assert np.max(stages) < min(rung_m for _, rung_m in site.thresholds.defined()) - 0.2
    if site.asleep_below_m is not None:
        assert np.max(stages) < site.asleep_below_m


def test_a_stations_water_comes_from_stations_upstream() -> None:
    for site in SITES:
        assert site.reach.station_id == site.station.station_id
        for above in site.reach.above:
            zero_m, above_m = site.station.gauge_zero_tp_m, BY_ID[above].station.gauge_zero_tp_m
            assert zero_m is not None
            assert above_m is not None
            assert above_m > zero_m


def test_one_datastream_of_a_station_is_judged_and_a_cameras_never_is() -> None:
    for site in SITES:
        judged = [d.name for d in site.datastreams if d.judged]
        assert judged == ["stage"]
        assert ("waterline" in {d.name for d in site.datastreams}) == site.camera
