"""The parts of GeoJSON (RFC 7946) that every feature shares, and the shapes built on them."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

LevelNumber = Annotated[int, Field(ge=0, le=5, description="A step of the gauge's ladder")]
LevelName = Literal["normal", "standby", "caution", "evacuation", "danger", "overflow"]
Trend = Literal["rising", "steady", "falling", "unknown"]
Freshness = Literal["live", "late", "dead", "dormant", "blind"]
StatusName = Literal["actual", "exercise", "test"]


class Strict(BaseModel):
    """A shape that holds what it names and nothing else."""

    model_config = ConfigDict(extra="forbid")


class Point(Strict):
    """A place: longitude and latitude, WGS 84 degrees."""

    type: Literal["Point"]
    coordinates: tuple[float, float]


class Thresholds(Strict):
    """Where each level begins, in metres above gauge zero; null where there is no such rung."""

    standby_m: float | None
    caution_m: float | None
    evacuation_m: float | None
    danger_m: float | None
    overflow_m: float | None
    release_m: float | None = Field(description="How far below a rung its level is left again")


class Collection(Strict):
    """What a feature collection says of itself: the run, and what time it is there."""

    type: Literal["FeatureCollection"]
    now: AwareDatetime = Field(description="The run's own clock; wall time for actual")
    run: str = Field(description="The run's name, empty for actual")
    status: StatusName
