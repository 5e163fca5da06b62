"""A station's neighbours as headquarters is shown them."""

from typing import Literal

from pydantic import AwareDatetime, Field

from api.schemas.geojson import Strict


class NeighbourShown(Strict):
    """A station that the same water passes, and how long it takes from one to the other."""

    station_id: str
    name: str
    travel_s: int | None = Field(description="From a rise at the upper to the rise at the lower")
    spread_s: int | None = Field(description="Most rises come within this, sooner or later")
    basis: Literal["given", "learned"] = Field(description="By a person, or from the rises of both")
    evidence: str
    author: str
    valid_from: AwareDatetime | None = Field(description="Null: ever since")
    recorded_at: AwareDatetime


class PassageShown(Strict):
    """Two stations that the same water passes, one after the other."""

    upstream_id: str
    downstream_id: str
    travel_s: int | None = Field(description="From a rise at the upper to the rise at the lower")
    spread_s: int | None = Field(description="Most rises come within this, sooner or later")
    basis: Literal["given", "learned"]


class Neighbours(Strict):
    """Where a station's water comes from and goes to, the nearest first."""

    station_id: str
    upstream: list[NeighbourShown]
    downstream: list[NeighbourShown]
