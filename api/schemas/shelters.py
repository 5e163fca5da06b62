"""Shelters as GeoJSON: what everybody may know, and what headquarters counts there."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.geojson import Collection, Point, Strict

StateName = Literal["open", "full", "closed"]
HazardName = Literal[
    "flood",
    "landslide",
    "storm_surge",
    "earthquake",
    "tsunami",
    "fire",
    "inland_flood",
    "volcano",
]


class PublicShelter(Strict):
    """A place to flee to (指定緊急避難場所), and whether people may come."""

    shelter_id: str
    name: str
    name_en: str
    reading: str
    address: str
    capacity: int | None
    hazards: list[HazardName] = Field(description="What it is designated for, and nothing else")
    note: str
    state: StateName
    changed_at: AwareDatetime | None = Field(description="Null: nothing was said of it yet")


class HqShelter(PublicShelter):
    """A shelter, who is in it and who said so."""

    people: int | None = Field(description="Null: nobody has counted")
    state_note: str | None
    changed_by: str | None
    state_no: int | None = Field(description="What whoever changes it has seen")


class PublicShelterFeature(Strict):
    """A shelter on the map."""

    type: Literal["Feature"]
    id: str
    geometry: Point
    properties: PublicShelter


class HqShelterFeature(Strict):
    """A shelter on headquarters' map."""

    type: Literal["Feature"]
    id: str
    geometry: Point
    properties: HqShelter


class PublicShelters(Collection):
    """Shelters as everybody sees them."""

    features: list[PublicShelterFeature]


class HqShelters(Collection):
    """Shelters as headquarters sees them."""

    features: list[HqShelterFeature]


class ShelterAsked(Strict):
    """What a person says of a shelter."""

    state: StateName
    people: Annotated[int, Field(ge=0, le=1_000_000)] | None = Field(
        None, description="Null: nobody has counted"
    )
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
    seen: int | None = Field(None, description="The state_no that the person looks at")


class ShelterStateShown(Strict):
    """What was said of a shelter, when and by whom."""

    state_no: int
    state: StateName
    people: int | None
    note: str
    at: AwareDatetime
    person: str
    role: str
