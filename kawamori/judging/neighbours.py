"""What a station's neighbours do: pure questions about rows, all at once.

A river *has risen* when what is believed stands ``rise_worth_m`` above its low water and
does not fall. Low water follows the river down at once and up slowly, so that a surge
counts with its first believed reading, and a flood that has stood for hours does not.
Where the trend says that it rises, half as much is a rise that goes on.
"""

from dataclasses import dataclass

import numpy as np

from kawamori.judging.policy import Policy
from kawamori.judging.rivers import BLIND, DEAD, LATE, LIVE, Bools, Floats, Rivers, Rows
from kawamori.judging.ways import Ways
from kawamori.trends import TRENDS, Trend

STILL_M = 0.02  # less than the last reading by no more than this is not falling
_RISING, _FALLING = TRENDS.index(Trend.RISING), TRENDS.index(Trend.FALLING)
_UNKNOWN = TRENDS.index(Trend.UNKNOWN)
_UNHEARD = (LATE, DEAD, BLIND)
_HALF = 0.5
_UNTIMED_S = 6 * 3600.0  # how long ago water may have passed where nobody knows the time


@dataclass(frozen=True, slots=True)
class Rose:
    """Whether a neighbour's rise fits, how long ago it was last seen, and how high it is.

    Age and height, above the neighbour's low water, are NaN where none fits.
    """

    fits: Bools
    age_s: Floats
    rise_m: Floats


@dataclass(frozen=True, slots=True)
class Expected:
    """Which row's water comes next (-1: none that is known), in how long, give or take."""

    upstream: Rows
    in_s: Floats
    spread_s: Floats


def note_rises(rivers: Rivers, rows: Rows, policy: Policy) -> None:
    """Move low water on to what is now believed of these rows, and note which of them rise."""
    at_s, stage_m = rivers.accepted_s[rows], rivers.accepted_m[rows]
    noted_s, noted_m, low_m = rivers.noted_s[rows], rivers.noted_m[rows], rivers.low_m[rows]
    first = np.isnan(noted_s)
    moved = first | (at_s > noted_s)
    passed_s = np.fmax(at_s - noted_s, 0.0)
    follows = -np.expm1(-passed_s / policy.low_water_follows_in.total_seconds())
    low_m = np.where(first, stage_m, low_m + (stage_m - low_m) * follows)
    is_low = moved & (stage_m <= low_m)
    low_m = np.fmin(low_m, stage_m)
    goes_on = ~(stage_m < noted_m - STILL_M) & (rivers.trend[rows] != _FALLING)
    up = goes_on & (stage_m - low_m >= policy.rise_worth_m)
    slowly = (rivers.trend[rows] == _RISING) & (stage_m - low_m >= _HALF * policy.rise_worth_m)
    rivers.low_m[rows] = np.where(moved, low_m, rivers.low_m[rows])
    rivers.low_s[rows] = np.where(is_low, at_s, rivers.low_s[rows])
    rivers.rose_s[rows] = np.where(moved & up, at_s, rivers.rose_s[rows])
    rivers.rises[rows] = np.where(moved, up | slowly, rivers.rises[rows])
    rivers.noted_s[rows] = np.where(moved, at_s, noted_s)
    rivers.noted_m[rows] = np.where(moved, stage_m, noted_m)


def rises_now(rivers: Rivers) -> Bools:
    """Return which rows were rising when they were last heard, and are heard still."""
    now: Bools = rivers.rises & (rivers.freshness == LIVE)
    return now


def upstream_rising(rivers: Rivers, rows: Rows) -> Bools:
    """Return where a neighbour upstream rises now."""
    return _any(rivers.neighbours.upstream, rows, rises_now(rivers))


def upstream_unheard(rivers: Rivers, rows: Rows) -> Bools:
    """Return where a neighbour upstream is late, dead or blind: what it does is not known."""
    return _any(rivers.neighbours.upstream, rows, np.isin(rivers.freshness, _UNHEARD))


def beside_rising(rivers: Rivers, rows: Rows) -> Bools:
    """Return where any neighbour rises now, up or down stream."""
    now = rises_now(rivers)
    ways = rivers.neighbours
    return _any(ways.upstream, rows, now) | _any(ways.downstream, rows, now)


def beside_high(rivers: Rivers, rows: Rows, level: int) -> Bools:
    """Return where any neighbour stands at a level or above, by what is believed of it."""
    high = (rivers.confirmed_level >= level) & (rivers.freshness == LIVE)
    ways = rivers.neighbours
    return _any(ways.upstream, rows, high) | _any(ways.downstream, rows, high)


def neighbour_rose(rivers: Rivers, rows: Rows, at_s: Floats) -> Rose:
    """Return where a neighbour's rise fits a rise of these rows at these times.

    Upstream it fits when it went on a travel time ago, give or take the spread and a
    reading of either; downstream when it goes on at the time itself, which the water
    must have passed here to cause.
    """
    age_s, rise_m = np.full(len(rows), np.inf), np.full(len(rows), -np.inf)
    for ways, sign in ((rivers.neighbours.upstream, 1.0), (rivers.neighbours.downstream, 0.0)):
        place, edge = ways.of_rows(rows)
        beside = ways.rows[edge]
        margin_s = np.fmax(rivers.interval_s[beside], rivers.interval_s[rows[place]])
        travel_s, spread_s = _times(ways, edge)
        from_s = at_s[place] - sign * travel_s - spread_s - margin_s
        until_s = np.fmin(at_s[place], at_s[place] - sign * travel_s + spread_s) + margin_s
        fits = (rivers.rose_s[beside] >= from_s) & (rivers.low_s[beside] <= until_s)
        place, beside = place[fits], beside[fits]
        np.minimum.at(age_s, place, at_s[place] - rivers.rose_s[beside])
        np.fmax.at(rise_m, place, rivers.noted_m[beside] - rivers.low_m[beside])
    fits_any = age_s < np.inf
    return Rose(
        fits_any,
        np.where(fits_any, np.maximum(age_s, 0.0), np.nan),
        np.where(fits_any, rise_m, np.nan),
    )


def expected(rivers: Rivers, rows: Rows, now_s: Floats) -> Expected:
    """Return which rise upstream is on its way to these rows, the next to come.

    It left when the rise there began. What should have been here for longer than the
    spread is here, or is not coming.
    """
    ways = rivers.neighbours.upstream
    place, edge = ways.of_rows(rows)
    rising = rises_now(rivers)[ways.rows[edge]]
    place, edge = place[rising], edge[rising]
    upper = ways.rows[edge]
    _, spread_s = _times(ways, edge)
    in_s = rivers.low_s[upper] + ways.travel_s[edge] - now_s[place]
    comes = in_s > -spread_s  # not where the time is unknown: NaN
    place, upper, in_s, spread_s = place[comes], upper[comes], in_s[comes], spread_s[comes]
    order = np.lexsort((in_s, place))
    _, first = np.unique(place[order], return_index=True)
    next_ = order[first]
    found = Expected(
        np.full(len(rows), -1, dtype=np.intp),
        np.full(len(rows), np.nan),
        np.full(len(rows), np.nan),
    )
    found.upstream[place[next_]] = upper[next_]
    found.in_s[place[next_]] = np.maximum(in_s[next_], 0.0)
    found.spread_s[place[next_]] = spread_s[next_]
    return found


def _times(ways: Ways, edge: Rows) -> tuple[Floats, Floats]:
    """Return travel times and spreads; where nobody knows a spread it is half of the time."""
    travel_s, spread_s = ways.travel_s[edge], ways.spread_s[edge]
    untimed = np.isnan(travel_s)
    spread_s = np.where(np.isnan(spread_s), _HALF * travel_s, spread_s)
    half_s = _HALF * _UNTIMED_S
    return np.where(untimed, half_s, travel_s), np.where(untimed, half_s, spread_s)


def _any(ways: Ways, rows: Rows, is_so: Bools) -> Bools:
    """Return where a neighbour is so."""
    place, edge = ways.of_rows(rows)
    found = np.zeros(len(rows), dtype=np.bool_)
    found[place[is_so[ways.rows[edge]]]] = True
    return found
