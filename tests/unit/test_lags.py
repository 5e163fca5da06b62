"""Travel times are learned where the rises carry them, and are unknown where they don't."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from kawamori.judging.lags import Lag, Record, learn_lag
from simulators.catchment import STEP_S, Channel, Reach, Series, Slope, flows, stages
from simulators.city import SITES

DAYS = 40
HOUR_S = 3600.0
TRAVEL_S = 5400.0
GORGE = Reach("gorge", Slope(40, 82, 2, 900), Channel(0, 20, base_m3_s=5.0))
BRIDGE = Reach("bridge", Slope(8, 70), Channel(TRAVEL_S, 24), ("gorge",))


def storms(seed: int = 1, every_h: float = 40.0) -> Series:
    """Return forty days of rain, mm an hour by the minute: a shower now and then."""
    rng = np.random.default_rng(seed)
    hours = np.arange(DAYS * 24 * 60) / 60
    rain = np.zeros_like(hours)
    begins = 12.0
    while begins < hours[-1] - 24:
        lasts, peak = rng.uniform(1, 5), rng.uniform(10, 45)
        part = np.clip((hours - begins) / lasts, 0, 1)
        rain += peak * np.sin(np.pi * part) ** 2
        begins += rng.exponential(every_h) + 8
    return rain


@cache
def valley(seed: int = 1) -> dict[str, Series]:
    """Return the stages of a river with one reach, the rain falling above it alone."""
    reaches = [GORGE, BRIDGE]
    rain = {"gorge": storms(seed), "bridge": np.zeros(DAYS * 24 * 60)}
    found = flows(reaches, rain)
    return {reach.station_id: stages(reach, found[reach.station_id]) for reach in reaches}


def observed(stage_m: Series, *, minutes: int = 10, seed: int = 2) -> Record:
    """Return what a gauge makes of it: every few minutes, to the centimetre, with some noise."""
    rng = np.random.default_rng(seed)
    seen = stage_m[::minutes] + rng.normal(0, 0.005, len(stage_m[::minutes]))
    return Record(np.arange(len(seen), dtype=np.float64) * minutes * STEP_S, np.round(seen, 2))


def with_gaps(record: Record, share: float, seed: int = 3) -> Record:
    """Lose readings one by one, and a whole day of each week."""
    rng = np.random.default_rng(seed)
    kept = rng.random(len(record.seconds)) > share
    kept &= (record.seconds // (24 * HOUR_S)) % 7 != 3
    return Record(record.seconds[kept], record.stages_m[kept])


def with_spikes(record: Record, many: int = 60) -> Record:
    rng = np.random.default_rng(4)
    stages_m = record.stages_m.copy()
    stages_m[rng.choice(len(stages_m), many, replace=False)] += rng.choice([3.83, -2.0], many)
    return replace(record, stages_m=stages_m)


def learned(lag: Lag) -> tuple[float, float]:
    assert lag.travel_s is not None, lag
    assert lag.spread_s is not None
    return lag.travel_s, lag.spread_s


@pytest.mark.parametrize("minutes", [1, 10, 30])
def test_the_travel_time_of_a_river_that_is_known_is_found(minutes: int) -> None:
    river = valley()

    found = learn_lag(
        observed(river["gorge"], minutes=minutes),
        observed(river["bridge"], minutes=minutes, seed=7),
    )

    travel_s, spread_s = learned(found)
    assert travel_s == pytest.approx(TRAVEL_S, abs=0.25 * TRAVEL_S)
    assert abs(travel_s - TRAVEL_S) <= spread_s + 1800
    assert found.agreement > 2 * found.by_chance


def test_gaps_spikes_and_two_intervals_change_it_little() -> None:
    river = valley()
    upper = with_spikes(with_gaps(observed(river["gorge"]), 0.1))
    lower = with_spikes(with_gaps(observed(river["bridge"], minutes=15), 0.1))

    travel_s, _ = learned(learn_lag(upper, lower))

    assert travel_s == pytest.approx(TRAVEL_S, abs=0.3 * TRAVEL_S)


def test_a_river_is_not_learned_against_its_flow() -> None:
    river = valley()

    found = learn_lag(observed(river["bridge"]), observed(river["gorge"]))

    assert (found.travel_s, found.why_unknown) == (
        None,
        "the lower does not rise after the upper",
    )


def test_two_rivers_under_two_skies_have_nothing_to_do_with_one_another() -> None:
    found = learn_lag(observed(valley(1)["gorge"]), observed(valley(11)["bridge"]))

    assert found.travel_s is None
    assert found.why_unknown


def test_two_rivers_under_one_rain_rise_together() -> None:
    river = valley()["gorge"]

    found = learn_lag(observed(river), observed(river, seed=9))

    assert (found.travel_s, found.why_unknown) == (None, "both rise together")


def test_a_quiet_month_tells_nothing() -> None:
    calm = np.full(DAYS * 24 * 60, 0.5)

    found = learn_lag(observed(calm), observed(calm, seed=5))

    assert (found.travel_s, found.why_unknown) == (None, "both saw 0 rises, 5 are needed")


@pytest.mark.parametrize("readings", [0, 1, 4, 50])
def test_a_gauge_of_yesterday_has_too_little_to_tell(readings: int) -> None:
    river = observed(valley()["gorge"])
    new = Record(river.seconds[:readings], river.stages_m[:readings])

    assert "too little time in common" in learn_lag(river, new).why_unknown
    assert "too little time in common" in learn_lag(new, river).why_unknown


@pytest.mark.parametrize(("below", "off_s"), [(0.0, 300), (0.15, 300), (1.0, 900)])
def test_in_the_made_up_city_what_is_learned_is_what_its_channels_are_given(
    below: float, off_s: float
) -> None:
    """Where two arms meet the first one's rise is all that is seen: those two are left out.

    Rain that falls below as much as above makes rivers rise sooner than their water comes.
    """
    rain, sources = storms(), {"sugitani", "takinosawa", "momiji-bridge"}
    reaches = [site.reach for site in SITES]
    on = {r.station_id: rain if r.station_id in sources else below * rain for r in reaches}
    found = flows(reaches, on)
    records = {
        r.station_id: observed(stages(r, found[r.station_id]), minutes=5, seed=place)
        for place, r in enumerate(reaches)
    }
    for reach in reaches:
        if len(reach.above) == 1:
            lag = learn_lag(records[reach.above[0]], records[reach.station_id])
            travel_s, spread_s = learned(lag)
            assert travel_s == pytest.approx(reach.channel.travel_s, abs=off_s), reach.station_id
            assert 300 <= spread_s <= 900
