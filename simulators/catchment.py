"""A small physical catchment: rain becomes runoff, runoff travels from station to station.

All series are arrays of one value a step of ``STEP_S``; rain in mm an hour, flow in
m³/s, stage in metres above gauge zero. Pure and deterministic.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kawamori.errors import InvalidError

Series = NDArray[np.float64]

STEP_S = 60.0
_SECONDS_PER_HOUR = 3600.0
_M3_PER_MM_KM2 = 1000.0
_RETAINED_MM = 254.0
_INITIAL_LOSS = 0.2
_MANNING_EXPONENT = 5 / 3  # of a wide channel: flow grows with depth to this power


@dataclass(frozen=True, slots=True)
class Slope:
    """The land that drains to a reach: how large, how thirsty and how quick it is.

    ``curve_number`` runs from 0 (all rain soaks in) to 100 (none does);
    ``reservoirs`` linear reservoirs of ``storage_s`` seconds each delay the runoff.
    """

    area_km2: float
    curve_number: float = 78.0
    reservoirs: int = 3
    storage_s: float = 1200.0


@dataclass(frozen=True, slots=True)
class Channel:
    """The river between the stations above and this one, and the rating at this one.

    ``travel_s`` is the Muskingum K, ``weighting`` its X (0 to 0.5). Stage is
    ``bed_m + (flow / rating_m3_s) ** 3/5``: ``rating_m3_s`` is the flow at one metre's depth.
    """

    travel_s: float
    rating_m3_s: float
    weighting: float = 0.2
    base_m3_s: float = 4.0
    bed_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Reach:
    """One station's place in the catchment; ``above`` are the stations whose water passes here."""

    station_id: str
    slope: Slope
    channel: Channel
    above: tuple[str, ...] = ()


def excess_rain(rain_mm_per_h: Series, curve_number: float) -> Series:
    """Return the part of the rain that runs off, mm an hour.

    The curve number method (USDA National Engineering Handbook 630, chapter 10): of a
    depth P, with S = 25400/CN - 254 mm, (P - 0.2 S)² / (P + 0.8 S) runs off.
    """
    if not 0 < curve_number <= 100:  # noqa: PLR2004 the number's own scale
        raise InvalidError(f"curve number {curve_number} is outside 0 to 100")
    retention_mm = _RETAINED_MM * (100 / curve_number - 1)
    depth_mm = np.cumsum(rain_mm_per_h) * STEP_S / _SECONDS_PER_HOUR
    above_mm = np.maximum(depth_mm - _INITIAL_LOSS * retention_mm, 0)
    runoff_mm = above_mm**2 / np.maximum(above_mm + retention_mm, 1e-9)
    excess: Series = np.diff(runoff_mm, prepend=0.0) * _SECONDS_PER_HOUR / STEP_S
    return excess


def through_reservoirs(inflow: Series, number: int, storage_s: float) -> Series:
    """Return the outflow of a cascade of equal linear reservoirs (Nash, 1957), from empty.

    Each is solved exactly for an inflow that is constant within a step.
    """
    kept = float(np.exp(-STEP_S / storage_s))
    flow = inflow
    for _ in range(number):
        flow = _recurse(flow * (1 - kept), kept)
    return flow


def routed(inflow: Series, travel_s: float, weighting: float) -> Series:
    """Return the flow at a reach's end (Muskingum; McCarthy, 1938), steady at the start.

    The reach is cut into parts, each neither too long nor too short for a step: outside
    ``2 K X <= step <= 2 K (1 - X)`` the method gives negative flow. Where no number of
    parts will do, X is lowered: the wave is flattened a little more, its time is kept.
    """
    halves = 2 * travel_s / STEP_S
    parts = max(1, min(int(halves * weighting) + 1, int(halves * (1 - weighting))))
    part = halves / parts
    if part < 1:  # it takes less than half a step
        return inflow
    weighting = min(weighting, 1 / part, 1 - 1 / part)
    below = part * (1 - weighting) + 1
    first = (1 - part * weighting) / below
    second = (1 + part * weighting) / below
    third = (part * (1 - weighting) - 1) / below
    flow = inflow
    for _ in range(parts):
        before = np.concatenate([flow[:1], flow[:-1]])
        flow = _recurse(first * flow + second * before, third, start=float(flow[0]))
    return flow


def flows(reaches: Sequence[Reach], rain_mm_per_h: Mapping[str, Series]) -> dict[str, Series]:
    """Return the flow at every station, m³/s; reaches are given from the sources down."""
    found: dict[str, Series] = {}
    for reach in reaches:
        rain = rain_mm_per_h[reach.station_id]
        excess = excess_rain(rain, reach.slope.curve_number)
        lateral = excess * reach.slope.area_km2 * _M3_PER_MM_KM2 / _SECONDS_PER_HOUR
        own = through_reservoirs(lateral, reach.slope.reservoirs, reach.slope.storage_s)
        arriving = reach.channel.base_m3_s + own
        for above in reach.above:
            if above not in found:
                raise InvalidError(f"{above} must come before {reach.station_id}: sources first")
            channel = reach.channel
            arriving = arriving + routed(found[above], channel.travel_s, channel.weighting)
        found[reach.station_id] = arriving
    return found


def stages(reach: Reach, flow_m3_s: Series) -> Series:
    """Return the stage by the rating of a wide channel (Manning): flow = rating · depth^(5/3)."""
    channel = reach.channel
    depth: Series = (flow_m3_s / channel.rating_m3_s) ** (1 / _MANNING_EXPONENT)
    return channel.bed_m + depth


def _recurse(drive: Series, kept: float, start: float = 0.0) -> Series:
    """Return ``y[i] = kept · y[i-1] + drive[i]``."""
    out = np.empty_like(drive)
    last = start
    for place, each in enumerate(drive.tolist()):
        last = kept * last + each
        out[place] = last
    return out
