"""Named scenarios: how it rains on the catchment, and what goes wrong meanwhile.

A scenario is data; ``river`` turns it into the stage at every station, as a function
of the time since it began.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from kawamori.errors import InvalidError, NotFoundError
from simulators.catchment import STEP_S, Series, flows, stages
from simulators.city import SITES, Site, find_site

_SECONDS_PER_HOUR = 3600.0
_M2_S, _S2_S, _O1_S = 44714.0, 43200.0, 92950.0  # periods of the main tides
EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Shower:
    """Rain over some stations' slopes: it swells to its peak and fades (a half sine squared)."""

    begins_h: float
    lasts_h: float
    peak_mm_per_h: float
    over: tuple[str, ...] = (EVERYWHERE,)

    def on(self, station_id: str, hours: Series) -> Series:
        """Return this shower's rain on a station's slope, mm an hour."""
        if EVERYWHERE not in self.over and station_id not in self.over:
            return np.zeros_like(hours)
        part = np.clip((hours - self.begins_h) / self.lasts_h, 0, 1)
        rain: Series = self.peak_mm_per_h * np.sin(np.pi * part) ** 2
        return rain


class FaultKind(StrEnum):
    """What can go wrong with a device."""

    STUCK = "stuck"  # the sensor repeats its last value
    SPIKE = "spike"  # one reading is far off
    DEAD_LINK = "dead-link"  # the line to the broker is cut; the device goes on measuring
    CLOCK_WRONG = "clock-wrong"  # the clock stands in 1970 and the device knows


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong at which station, from when, for how long (hours since the beginning)."""

    kind: FaultKind
    station_id: str
    begins_h: float = 0.0
    lasts_h: float = float("inf")
    spike_m: float = 0.0

    def is_on(self, seconds: float) -> bool:
        """Whether it is wrong now."""
        return self.begins_h <= seconds / _SECONDS_PER_HOUR < self.begins_h + self.lasts_h


@dataclass(frozen=True, slots=True)
class Scenario:
    """A rehearsal's weather and troubles."""

    name: str
    title: str
    hours: float
    showers: tuple[Shower, ...] = ()
    faults: tuple[Fault, ...] = ()
    tide: float = 1.0  # of the usual tide


@dataclass(frozen=True, slots=True)
class River:
    """The stage at every station through a scenario, one value a step."""

    scenario: Scenario
    stages_m: Mapping[str, Series] = field(repr=False)

    def stage_m(self, station_id: str, seconds: float) -> float:
        """Return the true stage so many seconds after the beginning; before and after it stands."""
        series = self.stages_m[station_id]
        return float(np.interp(seconds / STEP_S, np.arange(len(series)), series))


_UPPER = ("sugitani", "sekishita", "takinosawa", "otaki-bridge")
_FLASH = (
    Shower(0.3, 3.2, 9.0),
    Shower(0.6, 2.0, 50.0, _UPPER),
    Shower(0.9, 1.8, 37.0, ("momiji-bridge", "inarimae")),
)

SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("calm", "平常", 3.0),
        Scenario("flash-flood", "鉄砲水", 8.5, _FLASH),  # until the last alert has been cleared
        Scenario("slow-flood", "長雨", 36.0, (Shower(1, 26, 19.0),)),
        Scenario("tide", "大潮", 26.0, tide=1.6),
        Scenario(
            "stuck-gauge",
            "水位計の固着",
            7.0,
            _FLASH,
            (Fault(FaultKind.STUCK, "sekishita", begins_h=1.2),),
        ),
        Scenario(
            "spike",
            "異常値",
            3.0,
            faults=(Fault(FaultKind.SPIKE, "kawabe-bridge", 1.0, 1 / 60, spike_m=3.83),),
        ),
        Scenario(
            "dead-link",
            "回線断",
            7.0,
            _FLASH,
            (Fault(FaultKind.DEAD_LINK, "otaki-bridge", begins_h=2.0, lasts_h=1.0),),
        ),
        Scenario(
            "clock-wrong",
            "時計の狂い",
            7.0,
            _FLASH,
            (Fault(FaultKind.CLOCK_WRONG, "yawata-bridge"),),
        ),
    )
}


def find_scenario(name: str) -> Scenario:
    """Return a scenario by name; ``NotFoundError`` lists those there are."""
    if name not in SCENARIOS:
        raise NotFoundError(f"there is no scenario {name!r}; there are {', '.join(SCENARIOS)}")
    return SCENARIOS[name]


def river(scenario: Scenario) -> River:
    """Return the stages of a scenario, from rain to runoff to routed flow, with the tide."""
    if not scenario.hours > 0:
        raise InvalidError(f"scenario {scenario.name} lasts {scenario.hours} hours")
    steps = int(scenario.hours * _SECONDS_PER_HOUR / STEP_S)
    hours = np.arange(steps + 1, dtype=np.float64) * (STEP_S / _SECONDS_PER_HOUR)
    rain = {site.reach.station_id: _rain(scenario, site, hours) for site in SITES}
    found = flows([site.reach for site in SITES], rain)
    return River(scenario, {ident: _stage(scenario, ident, found, hours) for ident in found})


def _rain(scenario: Scenario, site: Site, hours: Series) -> Series:
    total = np.zeros_like(hours)
    for shower in scenario.showers:
        total += shower.on(site.reach.station_id, hours)
    return total


def _stage(
    scenario: Scenario, station_id: str, found: Mapping[str, Series], hours: Series
) -> Series:
    site = find_site(station_id)
    stage = stages(site.reach, found[station_id])
    if site.tide_m:
        stage = stage + scenario.tide * site.tide_m * _tide(hours * _SECONDS_PER_HOUR)
    return stage


def _tide(seconds: Series) -> Series:
    """Return a tide of mixed kind around zero, the main moon tide having height 1."""
    turn = 2 * np.pi * seconds
    tide: Series = np.sin(turn / _M2_S - 2.0) + 0.45 * np.sin(turn / _S2_S)
    return tide + 0.30 * np.sin(turn / _O1_S + 1.0)
