"""A scenario is weather and troubles; what the gauges then say is what the river did."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from kawamori.errors import InvalidError, NotFoundError
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.levels import GaugeLevel, classify
from kawamori.stations import Reference
from simulators.city import SITES
from simulators.scenarios import SCENARIOS, Fault, River, Scenario, find_scenario, river
from simulators.sensors import HEARTBEAT_S, SimulatedCamera, SimulatedGauge

NOON = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BY_ID = {site.station.station_id: site for site in SITES}
RIVERS = {name: river(scenario) for name, scenario in SCENARIOS.items()}


def peak_level(station_id: str, scenario: str) -> GaugeLevel:
    peak_m = float(RIVERS[scenario].stages_m[station_id].max())
    return classify(peak_m, BY_ID[station_id].thresholds)


def read(
    station_id: str, scenario: str, hours: float, *, seed: int = 1
) -> list[tuple[datetime, float]]:
    """Return what a gauge says, minute by minute."""
    gauge = SimulatedGauge(BY_ID[station_id], RIVERS[scenario], NOON, seed)
    moments = [NOON + k * MINUTE for k in range(int(hours * 60))]
    return [(now, reading.result) for now in moments for reading in gauge.sample(now)]


def test_the_scenarios_that_the_handbook_lists_are_there() -> None:
    assert set(SCENARIOS) == {
        "calm",
        "flash-flood",
        "slow-flood",
        "tide",
        "stuck-gauge",
        "spike",
        "dead-link",
        "clock-wrong",
    }


def test_a_flash_flood_brings_danger_to_the_city_and_passes_down_the_river() -> None:
    stages = RIVERS["flash-flood"].stages_m
    peaks = [
        int(np.argmax(stages[each]))
        for each in ("sugitani", "sekishita", "aikawa", "kawabe-bridge", "kawabe-mouth")
    ]

    assert peak_level("kawabe-bridge", "flash-flood") >= GaugeLevel.DANGER
    assert peaks == sorted(set(peaks))


def test_a_flash_flood_lasts_until_every_regular_gauge_may_say_all_clear() -> None:
    scenario = SCENARIOS["flash-flood"]
    for site in SITES:
        stages = RIVERS["flash-flood"].stages_m[site.station.station_id]
        lowest_m = min(m for level, m in site.thresholds.defined() if level >= GaugeLevel.CAUTION)

        high = np.flatnonzero(stages > lowest_m - site.thresholds.release_m)

        assert scenario.hours - high.max(initial=0) / 60 > DEFAULT_POLICY.quiet_for.seconds / 3600


def test_a_slow_flood_rises_an_order_slower_than_a_flash_flood() -> None:
    quick = np.diff(RIVERS["flash-flood"].stages_m["kawabe-bridge"]).max() * 60
    slow = np.diff(RIVERS["slow-flood"].stages_m["kawabe-bridge"]).max() * 60

    assert quick > 3
    assert 0.3 < slow < 0.9
    assert peak_level("kawabe-bridge", "slow-flood") >= GaugeLevel.DANGER


def test_a_spring_tide_swings_the_mouth_without_reaching_a_threshold() -> None:
    stages = RIVERS["tide"].stages_m

    assert np.ptp(stages["kawabe-mouth"]) > 1.5
    assert peak_level("kawabe-mouth", "tide") is GaugeLevel.NORMAL
    assert np.ptp(stages["kawabe-bridge"]) == 0


def test_a_stuck_gauge_repeats_itself_while_its_river_rises() -> None:
    said = read("sekishita", "stuck-gauge", 4)

    after = {stage_m for now, stage_m in said if now >= NOON + timedelta(hours=1.2)}
    assert len(after) == 1
    assert RIVERS["stuck-gauge"].stages_m["sekishita"].max() > after.pop() + 1


def test_a_spike_is_one_reading_and_the_river_never_moved() -> None:
    said = read("kawabe-bridge", "spike", 3)

    far_off = [(now, stage_m) for now, stage_m in said if stage_m > 1]
    assert far_off == [(NOON + timedelta(hours=1), 3.83)]


def test_a_crisis_gauge_sleeps_but_for_one_word_a_day() -> None:
    gauge = SimulatedGauge(BY_ID["takinosawa"], RIVERS["calm"], NOON, seed=1)

    heard = [k for k in range(2 * 24 * 60) if gauge.sample(NOON + k * MINUTE)]

    assert heard == [0, HEARTBEAT_S / 60]


def test_a_crisis_gauge_wakes_before_its_first_threshold_is_reached() -> None:
    said = read("takinosawa", "flash-flood", 4)

    first_m = said[1][1]
    assert BY_ID["takinosawa"].reference is Reference.BANK_TOP
    assert first_m < min(rung for _, rung in BY_ID["takinosawa"].thresholds.defined())
    assert max(stage_m for _, stage_m in said) > 0


def test_the_same_seed_says_the_same_and_another_seed_the_same_river() -> None:
    one = np.array([m for _, m in read("kawabe-bridge", "flash-flood", 5)])
    again = np.array([m for _, m in read("kawabe-bridge", "flash-flood", 5)])
    other = np.array([m for _, m in read("kawabe-bridge", "flash-flood", 5, seed=2)])

    assert (one == again).all()
    assert (one != other).any()
    assert np.abs(one - other).max() < 0.1


def test_a_camera_is_less_sure_of_a_river_that_moves() -> None:
    camera = SimulatedCamera(BY_ID["kawabe-bridge"], RIVERS["flash-flood"], NOON, seed=1)

    (calm,) = camera.sample(NOON + timedelta(hours=0.5))
    (rising,) = camera.sample(NOON + timedelta(hours=3.4))

    assert calm.datastream == "waterline"
    assert calm.confidence is not None
    assert rising.confidence is not None
    assert rising.confidence < calm.confidence
    assert rising.still == "stills/kawabe-bridge/20260901T062400Z.jpg"


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_fault_is_at_a_station_of_the_city_and_within_its_scenario(name: str) -> None:
    for fault in SCENARIOS[name].faults:
        assert fault.station_id in BY_ID
        assert fault.begins_h < SCENARIOS[name].hours


def test_a_fault_lasts_from_its_beginning_to_its_end() -> None:
    fault = Fault(SCENARIOS["dead-link"].faults[0].kind, "otaki-bridge", 2.0, 1.0)

    assert [fault.is_on(h * 3600) for h in (1.99, 2.0, 2.99, 3.0)] == [False, True, True, False]


def test_a_scenario_that_does_not_exist_is_answered_with_those_that_do() -> None:
    with pytest.raises(NotFoundError, match=r"no scenario 'tsunami'.*flash-flood"):
        find_scenario("tsunami")


def test_a_scenario_without_length_is_refused() -> None:
    with pytest.raises(InvalidError, match="lasts 0 hours"):
        river(Scenario("nothing", "無", 0))


def test_the_river_stands_before_and_after_its_scenario() -> None:
    calm: River = RIVERS["calm"]

    assert calm.stage_m("sugitani", -3600) == calm.stage_m("sugitani", 0)
    assert calm.stage_m("kawabe-mouth", 1e6) == calm.stages_m["kawabe-mouth"][-1]
