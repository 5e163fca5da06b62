"""Water is neither made nor lost on its way: rain to runoff, runoff to flow, flow to stage."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawamori.errors import InvalidError
from simulators.catchment import (
    STEP_S,
    Channel,
    Reach,
    Series,
    Slope,
    excess_rain,
    flows,
    routed,
    stages,
    through_reservoirs,
)

HOURS = 72
unhurried = settings(deadline=None, max_examples=40)  # thousands of steps, on a busy machine
SHOWERS = st.tuples(
    st.floats(0.05, 6),  # begins, h: a river is steady before it rains
    st.floats(0.25, 12),  # lasts, h
    st.floats(0.1, 150),  # mm/h
)
TRAVELS_S = st.floats(0, 7200)
WEIGHTINGS = st.floats(0.01, 0.5)
A_BASIN = [
    Reach("source", Slope(40), Channel(0, 20, base_m3_s=6.0)),
    Reach("other-source", Slope(25, 85, 2, 700), Channel(0, 15, base_m3_s=3.0)),
    Reach("town", Slope(12, 90), Channel(5400, 50), ("source", "other-source")),
]


def rain(begins_h: float, lasts_h: float, mm_per_h: float) -> Series:
    hours = np.arange(HOURS * 60) / 60
    return np.where((hours >= begins_h) & (hours < begins_h + lasts_h), mm_per_h, 0.0)


def depth_mm(rain_mm_per_h: Series) -> float:
    return float(rain_mm_per_h.sum() * STEP_S / 3600)


def test_the_curve_number_method_gives_the_runoff_of_its_handbook() -> None:
    """Curve number 80: S = 63.5 mm, so of 100 mm (100 - 12.7)² / (100 + 50.8) mm run off."""
    excess = excess_rain(rain(0, 4, 25.0), 80)

    assert depth_mm(excess) == pytest.approx(87.3**2 / 150.8)


@given(SHOWERS, st.floats(1, 100))
def test_no_more_runs_off_than_fell(shower: tuple[float, float, float], number: float) -> None:
    fallen = rain(*shower)

    excess = excess_rain(fallen, number)

    assert excess.min() >= 0
    assert np.all(np.cumsum(excess) <= np.cumsum(fallen) + 1e-6)


def test_a_sealed_city_lets_all_rain_run_off() -> None:
    fallen = rain(1, 2, 30.0)

    assert excess_rain(fallen, 100) == pytest.approx(fallen)


@pytest.mark.parametrize("number", [0, -1, 100.5, float("nan")])
def test_a_curve_number_off_its_scale_is_refused(number: float) -> None:
    with pytest.raises(InvalidError, match="curve number"):
        excess_rain(rain(0, 1, 1.0), number)


@unhurried
@given(SHOWERS, st.integers(1, 4), st.floats(120, 3600))
def test_what_flows_into_a_cascade_flows_out_later(
    shower: tuple[float, float, float], number: int, storage_s: float
) -> None:
    inflow = rain(*shower)

    outflow = through_reservoirs(inflow, number, storage_s)

    assert outflow.min() >= 0
    assert outflow.sum() == pytest.approx(inflow.sum(), rel=1e-6)
    assert outflow.max() <= inflow.max() + 1e-9
    assert centre_s(outflow) - centre_s(inflow) == pytest.approx(
        number * storage_s, abs=number * STEP_S / 2 + 1e-3 * storage_s
    )


@unhurried
@given(SHOWERS, TRAVELS_S, WEIGHTINGS)
def test_routing_keeps_the_water_and_never_makes_a_river_run_backwards(
    shower: tuple[float, float, float], travel_s: float, weighting: float
) -> None:
    base = 5.0
    inflow = base + rain(*shower)

    outflow = routed(inflow, travel_s, weighting)

    assert outflow.min() >= base - 1e-9
    assert outflow.max() <= inflow.max() + 1e-9
    assert (outflow - base).sum() == pytest.approx((inflow - base).sum(), rel=1e-6)


@unhurried
@given(TRAVELS_S, WEIGHTINGS)
def test_the_water_takes_the_time_to_travel_that_the_channel_says(
    travel_s: float, weighting: float
) -> None:
    inflow = rain(1, 3, 40.0)

    outflow = routed(inflow, travel_s, weighting)

    assert centre_s(outflow) - centre_s(inflow) == pytest.approx(travel_s, abs=STEP_S)


@unhurried
@given(SHOWERS)
def test_a_basin_gives_back_what_ran_off_its_slopes(shower: tuple[float, float, float]) -> None:
    fallen = {reach.station_id: rain(*shower) for reach in A_BASIN}

    found = flows(A_BASIN, fallen)

    over_base_m3 = (found["town"] - found["town"][0]).sum() * STEP_S
    ran_off_m3 = sum(
        depth_mm(excess_rain(fallen[r.station_id], r.slope.curve_number)) * 1000 * r.slope.area_km2
        for r in A_BASIN
    )
    assert over_base_m3 == pytest.approx(ran_off_m3, rel=1e-6, abs=1.0)
    assert min(float(flow.min()) for flow in found.values()) > 0


@unhurried
@given(st.floats(1, 8), st.floats(10, 120))
def test_a_flood_peaks_downstream_after_it_peaked_upstream(lasts_h: float, peak: float) -> None:
    dry = np.zeros(HOURS * 60)
    only_above = {"source": rain(0, lasts_h, peak), "other-source": dry, "town": dry}

    found = flows(A_BASIN, only_above)

    if found["source"].max() > found["source"][0] + 0.01:
        assert int(np.argmax(found["town"])) > int(np.argmax(found["source"]))


def test_a_station_named_before_those_above_it_is_refused() -> None:
    dry = {reach.station_id: rain(0, 1, 0.0) for reach in A_BASIN}

    with pytest.raises(InvalidError, match="source must come before town"):
        flows(A_BASIN[::-1], dry)


@given(st.floats(0.1, 5000), st.floats(1, 300), st.floats(-5, 5))
def test_at_the_rating_flow_the_water_is_a_metre_deep_and_more_flow_stands_higher(
    flow_m3_s: float, rating_m3_s: float, bed_m: float
) -> None:
    reach = Reach("here", Slope(1), Channel(0, rating_m3_s, bed_m=bed_m))

    at_rating, at_flow, at_twice = stages(reach, np.array([rating_m3_s, flow_m3_s, 2 * flow_m3_s]))

    assert at_rating == pytest.approx(bed_m + 1)
    assert at_twice - bed_m == pytest.approx((at_flow - bed_m) * 2**0.6)


def centre_s(flow: Series) -> float:
    """Return the centre of a wave in time, above what flowed at the start."""
    wave = flow - flow[0]
    return float((wave * np.arange(len(wave))).sum() / wave.sum() * STEP_S)
