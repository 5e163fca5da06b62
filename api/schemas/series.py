"""The shape of a hydrograph."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field

from api.schemas.geojson import Strict, Thresholds


class SpanAsked(BaseModel):
    """A part of time."""

    start: AwareDatetime | None = Field(None, description="24 hours before the end if not given")
    end: AwareDatetime | None = Field(None, description="Now if not given")


class SeriesAsked(SpanAsked):
    """The part of time that is to be drawn, and how finely."""

    points: int = Field(800, ge=10, le=5000, description="How many points the screen can show")


class SeriesPoint(Strict):
    """What was observed from ``t`` on: one observation, or all those of a bin."""

    t: AwareDatetime
    min: float
    mean: float
    max: float
    n: int = Field(ge=1, description="How many observations the point stands for")


class Series(Strict):
    """A hydrograph, in no more points than a screen can show."""

    station_id: str
    datastream: str
    unit: str
    reference: Literal["gauge_zero", "bank_top"] | None = Field(
        description="What heights count from; series of two references are never compared"
    )
    resolution: Literal["raw", "hour", "day"] = Field(
        description="What the points were made from: observations, or roll-ups of them"
    )
    bin_s: float | None = Field(
        description="How many seconds a point stands for; null: each point is one observation"
    )
    points: list[SeriesPoint]
    thresholds: Thresholds


class FlagsChanged(Strict):
    """What was found out about an observation after it was stored, when and by whom."""

    recorded_at: AwareDatetime
    flags: list[str]
    reason: str
    author: str


class MarkedObservation(Strict):
    """An observation that something is, or was, held against; its value is as it was measured."""

    t: AwareDatetime
    result: float
    flags: list[str] = Field(description="What is held against it now; empty: no longer anything")
    qartod: int = Field(
        ge=1, le=4, description="QARTOD: 1 good, 2 not evaluated, 3 suspect, 4 fail"
    )
    changes: list[FlagsChanged] = Field(description="The oldest first")


class HqSeries(Series):
    """A hydrograph with what is held against single observations."""

    marked: list[MarkedObservation] = Field(
        description="Observations with flags, drawn among the points or not; at most the newest"
    )
