"""A proposed policy, tried on what was stored before it bites."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.geojson import Strict, Thresholds
from api.schemas.policies import Rules

BacktestState = Literal["queued", "running", "done", "failed"]
Version = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class BacktestAsked(Strict):
    """What is to be tried, against what, and on which time."""

    rules: Rules | None = Field(None, description="The proposal as TOML; null: those in force")
    compare_to: Version | None = Field(
        None, description="The version of a policy that was published; null: the one in force"
    )
    since: AwareDatetime
    until: AwareDatetime


class BacktestCounts(Strict):
    """What a policy would have done; leads and times in minutes, a month has 30 days.

    A warning is false when its level is not reached in the next 6 hours, an alert when the
    river does not stand at its level then. A crossing is a level reached after 12 hours
    below it by three readings or more; one of fewer is brief.
    """

    gauge_months: float
    crossings: int
    crossings_warned: int
    median_lead_min: float | None
    median_lead_min_by_level: dict[str, float | None]
    crossings_never_public: int
    median_min_until_public: float | None
    warnings: int
    false_warnings: int
    false_warnings_per_gauge_month: float | None
    alerts: int
    false_alerts: int
    false_alerts_per_gauge_month: float | None
    public_alerts: int
    false_public_alerts: int
    false_public_alerts_per_gauge_month: float | None
    brief_crossings: int
    brief_crossings_made_public: int
    flaps: int = Field(description="Times a side went up within half an hour of going down")


class StationCompared(Strict):
    """The same at one station."""

    station_id: str
    differences: list[str]
    before: BacktestCounts
    after: BacktestCounts


class AlertSpan(Strict):
    """How long an alert stood at a level, on headquarters' side."""

    begins: AwareDatetime = Field(alias="from")
    until: AwareDatetime
    level: int


class Fire(Strict):
    """An alert that was raised or went up; false where the river never stood so high."""

    at: AwareDatetime
    level: int
    is_false: bool


class TimelineSide(Strict):
    """What one ladder says of a station."""

    spans: list[AlertSpan]
    fires: list[Fire]


class CrossingLed(Strict):
    """The river reaching a level to stay, and how long before each side stood there."""

    level: int
    at: AwareDatetime
    until: AwareDatetime
    before_lead_min: float | None = Field(description="Negative: after; null: never")
    after_lead_min: float | None


class Timeline(Strict):
    """A station whose thresholds were tried: both sides over what was recorded."""

    station_id: str
    levels_m: dict[str, float] = Field(description="The heights that both are held against")
    begins: AwareDatetime
    ends: AwareDatetime
    before: TimelineSide
    after: TimelineSide
    crossings: list[CrossingLed]


class BacktestFound(Strict):
    """What the proposal does otherwise: before is what it is held against, after itself."""

    summary: str = Field(description="Such as: fires 12 min earlier, 3 more false")
    differences: list[str]
    before: BacktestCounts
    after: BacktestCounts
    stations: list[StationCompared]
    timelines: list[Timeline] = Field([], description="Of the stations whose thresholds were tried")


class BacktestShown(Strict):
    """A backtest, and how far it is."""

    backtest_id: int
    asked_at: AwareDatetime
    person: str
    run: str
    version: str
    compared_version: str
    since: AwareDatetime
    until: AwareDatetime
    state: BacktestState
    progress: float = Field(description="From 0 to 1")
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None
    failed_because: str | None


class BacktestResult(BacktestShown):
    """A backtest with its rules and, once it is done, with what it found."""

    rules: str
    compared: str
    ladders: dict[str, Thresholds] | None = Field(description="The thresholds that were tried")
    found: BacktestFound | None
