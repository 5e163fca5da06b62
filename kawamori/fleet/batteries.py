"""Whether a battery lasts: when it falls under its floor, as its last days went and without sun.

Of each day the lowest hour counts: it comes before sunrise, when nothing charges and little is
drawn. Through those goes the slope of Theil and Sen, the median of the slopes between any two (Sen,
1968), which up to 29 % of outlying days can't bend. Without sun it falls as it fell in the nights.
A voltage is no charge: near its end a battery falls faster than this says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Literal

import numpy as np

DAYS = timedelta(days=8)  # what is looked at
LOOKS_AHEAD = timedelta(days=14)
FEWEST_DAYS = 4
FEWEST_FALLS = 6
DAY_S = 86400.0
_LATEST = timedelta(days=1)

Known = Literal["lasts", "falls", "low", "unknown"]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a battery's last days say.

    ``low``: it is under its floor. ``falls``: it will be at ``falls_at``. ``lasts``: not in the
    next fourteen days. ``unknown``: no floor was given, too few days were heard of, or the last
    word is a day old. ``without_sun_at``: when it falls if from now on no sun charges it.
    """

    known: Known
    falls_at: datetime | None = None
    without_sun_at: datetime | None = None


def outlook(
    hours: Sequence[tuple[datetime, float]], floor_v: float | None, now: datetime
) -> Outlook:
    """Return when a battery falls under its floor, by its voltage hour by hour, oldest first."""
    heard = [(at, volts) for at, volts in hours if now - DAYS <= at <= now]
    if floor_v is None or not heard or now - heard[-1][0] > _LATEST:
        return Outlook("unknown")
    newest_v = heard[-1][1]
    if newest_v < floor_v:
        return Outlook("low")
    dark = _reaches(newest_v - floor_v, _night_fall(heard), heard[-1][0])
    lows = _daily_lows(heard)
    if len(lows) < FEWEST_DAYS:
        return Outlook("unknown", without_sun_at=dark)
    at, low_v = lows[-1]
    falls_at = _reaches(max(0.0, low_v - floor_v), theil_sen(lows), at)
    if falls_at is None or falls_at > now + LOOKS_AHEAD:
        return Outlook("lasts", without_sun_at=dark)
    return Outlook("falls", max(falls_at, now), dark)


def theil_sen(points: Sequence[tuple[datetime, float]]) -> float:
    """Return the median slope between any two points, in volts a day; times must differ."""
    days = np.array([at.timestamp() / DAY_S for at, _ in points])
    volts = np.array([volts for _, volts in points])
    first, second = np.triu_indices(len(points), k=1)
    return float(np.median((volts[second] - volts[first]) / (days[second] - days[first])))


def _daily_lows(heard: Sequence[tuple[datetime, float]]) -> list[tuple[datetime, float]]:
    """Return the lowest hour of each 24 hours, counted back from the newest."""
    newest = heard[-1][0]
    lows: dict[int, tuple[datetime, float]] = {}
    for at, volts in heard:
        day = (newest - at) // timedelta(days=1)
        if day not in lows or volts < lows[day][1]:
            lows[day] = (at, volts)
    return [lows[day] for day in sorted(lows, reverse=True)]


def _night_fall(heard: Sequence[tuple[datetime, float]]) -> float:
    """Return the median fall of hours in which it fell, in volts a day; 0 where there are few."""
    falls = [
        (later - earlier) / ((until - since).total_seconds() / DAY_S)
        for (since, earlier), (until, later) in pairwise(heard)
        if later < earlier and until - since <= timedelta(hours=2)
    ]
    return float(np.median(falls)) if len(falls) >= FEWEST_FALLS else 0.0


def _reaches(above_v: float, slope_v_a_day: float, at: datetime) -> datetime | None:
    """Return when what is above the floor is used up; None where it is not within a year."""
    if slope_v_a_day >= 0 or above_v / -slope_v_a_day > 365:  # noqa: PLR2004 a year
        return None
    return at + timedelta(days=above_v / -slope_v_a_day)
