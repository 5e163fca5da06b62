"""The rules of judging that a city may set, all in one place, under one version.

Every assessment names the version it was made by. Change a number, change the version.
"""

from dataclasses import dataclass
from datetime import timedelta

from kawamori.judging.forewarning import Bars
from kawamori.levels import GaugeLevel


@dataclass(frozen=True, slots=True)
class Policy:
    """What judging goes by.

    A *plausible step* between two readings is ``plausible_rise_m_per_h`` times the
    time between them, but at least ``least_step_m`` and at most ``most_step_m``:
    more than that may be a surge or a fault, and the next readings settle which.
    The rates of small Japanese rivers reach 0.2 m a minute, so the limits only
    ever ask for more readings; nothing is dropped.
    """

    version: str = "2026-11"
    alert_from: GaugeLevel = GaugeLevel.CAUTION
    told_from: GaugeLevel = GaugeLevel.CAUTION  # each subscription has its own, higher or equal
    public_at_most: GaugeLevel = GaugeLevel.DANGER  # a person confirms OVERFLOW, never one sensor
    blind_from: GaugeLevel = GaugeLevel.EVACUATION
    plausible_rise_m_per_h: float = 3.0
    least_step_m: float = 0.5
    most_step_m: float = 1.5
    surge_readings: int = 3  # in a row: then a jump upward is the river, whatever came before
    drop_readings: int = 2
    ease_after: timedelta = timedelta(minutes=30)  # below a level: before that a river only dips
    quiet_for: timedelta = timedelta(hours=3)
    quiet_intervals: float = 3.0
    official_holds_from: int = 3  # an alert level (警戒レベル): no all-clear of ours under it
    person_clears_from: GaugeLevel | None = None  # a public peak from here on ends by a person
    raised_while_rising: frozenset[GaugeLevel] = frozenset()  # by level and trend, as officially
    one_flood_for: timedelta = timedelta(hours=12)  # peaks further apart are two floods
    trend_window: timedelta = timedelta(hours=1)
    trend_intervals: float = 4.5  # five readings where an hour has fewer
    dead_band_m_per_h: float = 0.02
    warning: Bars = Bars()  # noqa: RUF009 frozen
    late_after_intervals: float = 3.0
    late_beside_a_rise: float = (
        1.5  # intervals: while a neighbour rises, one missed reading is late
    )
    jump_deadline: timedelta = timedelta(minutes=15)  # then somebody should look
    surge_per_neighbour_rise: float = 4.0  # a jump many times as high is not borne out
    rise_worth_m: float = 0.10  # above low water: less is not taken for a neighbour's rise
    low_water_follows_in: timedelta = timedelta(hours=1)
    burst_from: GaugeLevel = GaugeLevel.CAUTION  # where a station that can reports more often
    dead_after_intervals: float = 6.0
    transit: timedelta = timedelta(seconds=10)  # by the wall, from sampling to judging


DEFAULT_POLICY = Policy()
