"""What everybody is shown: what is confirmed, and nothing that is guessed or projected."""

from typing import Literal

from pydantic import AwareDatetime, Field

from api.schemas.geojson import (
    Collection,
    Freshness,
    LevelName,
    LevelNumber,
    Point,
    Strict,
    Thresholds,
    Trend,
)


class PublicStationState(Strict):
    """A station and how it stands, as far as that is certain."""

    station_id: str
    name: str
    name_en: str
    river: str
    thresholds: Thresholds
    level: LevelNumber | None
    level_name: LevelName | None
    stage_m: float | None
    observed_at: AwareDatetime | None
    trend: Trend
    freshness: Freshness | None = Field(description="Null: the station has never reported")


class PublicStationFeature(Strict):
    """A station on the map; no geometry where its place is not known."""

    type: Literal["Feature"]
    id: str
    geometry: Point | None
    properties: PublicStationState


class PublicStations(Collection):
    """The city's stations."""

    features: list[PublicStationFeature]


class PublicAlertState(Strict):
    """A gauge level that is reached now."""

    station_id: str
    station_name: str
    river: str
    level: LevelNumber
    level_name: LevelName
    stage_m: float | None
    observed_at: AwareDatetime | None


class PublicAlertFeature(Strict):
    """A reached gauge level, where its station stands."""

    type: Literal["Feature"]
    id: str = Field(description="The station's id: a station has at most one open alert")
    geometry: Point | None
    properties: PublicAlertState


class PublicAlerts(Collection):
    """Every alert that is open now."""

    features: list[PublicAlertFeature]
