"""The interlock: nobody is sent where the water is dangerous, or where nobody knows.

Of each district that a task lies in or its way leads through, the gauges that speak for it are
looked at. One at 氾濫危険水位 (DANGER) or above, or BLIND, blocks, whatever the others say. Without
one live gauge a district is unknown, and that blocks too; so is it when judging itself has
stopped and what it held last has grown old. A named commander may let a task go
where it is blocked, for a while. Levels are those of judging, stages above the gauge's zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import ceil

from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel

Position = tuple[float, float]  # longitude and latitude in degrees, WGS 84

LONGEST_OVERRIDE = timedelta(hours=6)
LAPSES_AFTER = timedelta(minutes=30)  # what a phone has of a task, without contact
STALE_AFTER = timedelta(hours=1)  # or six intervals: judging says so itself, long before
_STALE_INTERVALS = 6
_STEP_DEGREES = 0.0002  # 22 m of latitude: no district is narrower
_MOST_STEPS = 2500  # 50 km: farther than a city is wide


class Verdict(StrEnum):
    """What the interlock says of a district."""

    CLEAR = "clear"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"
    OVERRIDDEN = "overridden"


@dataclass(frozen=True, slots=True)
class Gauge:
    """A gauge that speaks for a district, as judging holds it; no level: never assessed."""

    station_id: str
    name: str
    level: GaugeLevel | None
    freshness: str | None
    observed_at: datetime | None
    interval: timedelta = timedelta(minutes=10)

    @property
    def is_live(self) -> bool:
        """Tell whether its level is that of now."""
        return self.freshness == "live" and self.level is not None

    def at(self, now: datetime) -> "Gauge":
        """Return it as it is now: what was live when it was judged may be old since."""
        stale_after = max(STALE_AFTER, self.interval * _STALE_INTERVALS)
        if self.is_live and (self.observed_at is None or now - self.observed_at > stale_after):
            return replace(self, freshness="late")
        return self

    @property
    def is_blocking(self) -> bool:
        """Tell whether nobody may go: dangerous as last known, or dangerous and then silent."""
        if self.freshness == "blind":
            return True
        return self.level is not None and self.level >= GaugeLevel.DANGER


@dataclass(frozen=True, slots=True)
class District:
    """A district that a task is about, its gauges, and until when somebody lets tasks go there."""

    area_id: str
    name: str
    gauges: tuple[Gauge, ...] = ()
    overridden_until: datetime | None = None

    def judge(self, now: datetime) -> "Finding":
        """Say whether somebody may go there now."""
        gauges = [gauge.at(now) for gauge in self.gauges]
        worst = [gauge for gauge in gauges if gauge.is_blocking]
        if worst:
            verdict = Verdict.BLOCKED
        elif any(gauge.is_live for gauge in gauges):
            return Finding(self.area_id, self.name, Verdict.CLEAR, ())
        else:
            verdict, worst = Verdict.UNKNOWN, gauges
        if self.overridden_until is not None and now < self.overridden_until:
            verdict = Verdict.OVERRIDDEN
        return Finding(self.area_id, self.name, verdict, tuple(worst))


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of a district, and the gauges that are the reason."""

    area_id: str
    name: str
    verdict: Verdict
    gauges: tuple[Gauge, ...]

    @property
    def is_passable(self) -> bool:
        """Tell whether a task may lie there."""
        return self.verdict in (Verdict.CLEAR, Verdict.OVERRIDDEN)

    def __str__(self) -> str:
        """Return the reason in words, with gauge, level and time."""
        where = f"{self.name} ({self.area_id})" if self.area_id else self.name
        if not self.gauges:
            why = "nothing speaks against it" if self.is_passable else "no gauge speaks for it"
            return f"{where} is {self.verdict}: {why}"
        return f"{where} is {self.verdict}: {', '.join(_said(gauge) for gauge in self.gauges)}"

    @property
    def brief(self) -> str:
        """Return the reason as the chronology tells it: district, gauges and their levels."""
        gauges = "、".join(f"{each.name} レベル{_number(each)}" for each in self.gauges)
        return f"{self.name}：{gauges or '観測所なし'}"


OUTSIDE = Finding("", "outside every district", Verdict.UNKNOWN, ())


def judge(districts: Sequence[District], now: datetime) -> list[Finding]:
    """Return a finding for each district; a place in none is unknown."""
    return [district.judge(now) for district in districts] or [OUTSIDE]


def is_passable(findings: Iterable[Finding]) -> bool:
    """Tell whether a task may go through all of them; through nothing known it may not."""
    found = list(findings)
    return bool(found) and all(finding.is_passable for finding in found)


def along(route: Sequence[Position]) -> list[Position]:
    """Return places along a way, close enough that it crosses no district unseen.

    ``InvalidError`` for a way that is too long to be one.
    """
    legs = [(start, end, _steps(start, end)) for start, end in pairwise(route)]
    if sum(steps for _, _, steps in legs) > _MOST_STEPS:
        raise InvalidError("the way is longer than 50 km: draw the part that is in the city")
    places = list(route[:1])
    for (lon, lat), (to_lon, to_lat), steps in legs:
        places += [
            (lon + (to_lon - lon) * n / steps, lat + (to_lat - lat) * n / steps)
            for n in range(1, steps + 1)
        ]
    return places


def _steps(start: Position, end: Position) -> int:
    far = max(abs(end[0] - start[0]), abs(end[1] - start[1]))
    return max(1, ceil(far / _STEP_DEGREES))


def _number(gauge: Gauge) -> str:
    known = "不明" if gauge.level is None else str(int(gauge.level))
    return known if gauge.is_live else f"{known}（途絶）"


def _said(gauge: Gauge) -> str:
    level = "no level" if gauge.level is None else gauge.level.name
    at = "never" if gauge.observed_at is None else f"{gauge.observed_at:%Y-%m-%dT%H:%MZ}"
    return f"{gauge.name} {level}, {gauge.freshness or 'never heard'}, {at}"
