"""Areas as GeoJSON: what everybody may know of them, and what headquarters counts there."""

from typing import Literal

from pydantic import Field

from api.schemas.geojson import Collection, Strict

Place = tuple[float, float]


class Polygon(Strict):
    """An outline, then its holes: longitude and latitude, WGS 84 degrees."""

    type: Literal["Polygon"]
    coordinates: list[list[Place]]


class MultiPolygon(Strict):
    """Several polygons that are one area."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[list[Place]]]


class PublicArea(Strict):
    """An area that people can be told for."""

    area_id: str
    name: str
    name_en: str
    reading: str
    kind: Literal["district", "zone"]
    municipality: str
    station_ids: list[str] = Field(description="Whose notices go to its people")


class HqArea(PublicArea):
    """An area, and whom a message would reach there."""

    population: int | None
    households: int | None
    risk: int = Field(ge=0, le=9, description="Its people come first within a level")
    subscribers: int | None = Field(
        description="Addresses that the run may reach; null: nobody kept how many there were then"
    )
    visits: int | None = Field(description="Requests for a visit; null: they are not kept")


class PublicAreaFeature(Strict):
    """An area on the map."""

    type: Literal["Feature"]
    id: str
    geometry: Polygon | MultiPolygon
    properties: PublicArea


class HqAreaFeature(Strict):
    """An area on headquarters' map."""

    type: Literal["Feature"]
    id: str
    geometry: Polygon | MultiPolygon
    properties: HqArea


class PublicAreas(Collection):
    """Every area, for a phone to find its own."""

    features: list[PublicAreaFeature]


class HqAreas(Collection):
    """Every area as headquarters sees it."""

    features: list[HqAreaFeature]
