"""Cameras and their stills as headquarters is shown them."""

from typing import Literal

from pydantic import AwareDatetime, Field

from api.schemas.geojson import Collection, Point, Strict

LookName = Literal["live", "late", "dead", "never"]
LightName = Literal["day", "night"]


class NormalStill(Strict):
    """How the river looks when nothing is the matter: a still that a person chose."""

    still_id: int
    taken_at: AwareDatetime
    url: str


class NormalStills(Strict):
    """By day and by night, where somebody has chosen one."""

    day: NormalStill | None
    night: NormalStill | None


class CameraState(Strict):
    """A camera and its newest still in this run."""

    camera_id: str
    name: str
    name_en: str
    station_id: str | None = Field(description="The station it looks at")
    bearing_deg: int | None = Field(description="Where it looks, clockwise from north")
    interval_s: int
    look: LookName = Field(description="By the age of the newest still, in intervals: 3, 6")
    seen_at: AwareDatetime | None = Field(description="When the newest still was taken")
    received_at: AwareDatetime | None
    still_id: int | None
    still_url: str | None
    width: int | None
    height: int | None
    light: LightName | None = Field(description="By the sun, when the newest still was taken")
    normal: NormalStills
    is_public: bool = Field(description="Whether everybody may see something of it")


class CameraFeature(Strict):
    """A camera on the map; without a place of its own it stands where its station does."""

    type: Literal["Feature"]
    id: str
    geometry: Point | None
    properties: CameraState


class Cameras(Collection):
    """The cameras of a run's network."""

    features: list[CameraFeature]


class StillShown(Strict):
    """One still; the picture is at ``url``."""

    still_id: int
    taken_at: AwareDatetime
    received_at: AwareDatetime
    width: int
    height: int
    bytes: int
    light: LightName | None
    url: str


class FrameShown(Strict):
    """One still of a time-lapse: whole at ``url``, no wider than 480 pixels at ``small_url``."""

    still_id: int
    taken_at: AwareDatetime
    light: LightName | None
    url: str
    small_url: str


class StillTaken(Strict):
    """A still that was handed over."""

    still_id: int


class NormalAsked(Strict):
    """Which still shows how the river looks when nothing is the matter."""

    still_id: int
    light: LightName


class PublicViewAsked(Strict):
    """What everybody may see of a camera: rectangles that hold water and staff gauge alone."""

    rectangles: list[list[float]] = Field(
        description="Left, top, right and bottom, each in shares of the picture"
    )
    metres_across: float = Field(
        description="How wide the whole picture is where somebody in a rectangle would be nearest"
    )


class PublicViewShown(Strict):
    """What is public of a camera; no rectangle: nothing is."""

    camera_id: str
    rectangles: list[tuple[float, float, float, float]]
    metres_across: float | None
    author: str | None = Field(description="Who said so, or took it off; None: nobody ever did")
    recorded_at: AwareDatetime | None
