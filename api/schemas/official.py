"""Official information as it is entered and shown; its alert level is no gauge level."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.geojson import StatusName, Strict

KindName = Literal["flood", "heavy_rain", "landslide", "storm_surge", "early_notice"]
Mark = Literal["通常", "訓練", "試験"]
AlertLevel = Annotated[
    int, Field(ge=1, le=5, description="警戒レベル: another ladder than the gauge's")
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Source = Annotated[str, StringConstraints(max_length=10_000)]


class OfficialAsked(Strict):
    """An announcement, as a named person enters it; or the correction of one."""

    name: Line = Field(description="In Japanese or by its code: レベル3氾濫警報, flood_3")
    issuer: Line
    issued_at: AwareDatetime
    rivers: list[Line] = Field([], max_length=200, description="By the stations' names of them")
    areas: list[Line] = Field([], max_length=200, description="Municipalities or parts of them")
    valid_until: AwareDatetime | None = None
    received_at: AwareDatetime | None = Field(None, description="Now if not given")
    control_status: Mark | None = Field(
        None, description="The issuer's mark; the run's if not given"
    )
    source_text: Source = ""
    source_url: Source = ""
    supersedes: int | None = Field(None, description="The official_id that this corrects")


class LiftingAsked(Strict):
    """That an announcement was lifted, and when."""

    lifted_at: AwareDatetime | None = Field(None, description="Now if not given")
    source_text: Source = ""
    source_url: Source = ""


class OfficialShown(Strict):
    """One row of official information."""

    official_id: int
    supersedes: int | None
    superseded_by: int | None
    issuer: str
    kind: KindName
    name: str
    alert_level: AlertLevel
    rivers: list[str]
    areas: list[str]
    issued_at: AwareDatetime
    received_at: AwareDatetime
    recorded_at: AwareDatetime
    valid_until: AwareDatetime | None
    lifted_at: AwareDatetime | None
    control_status: Mark
    in_force: bool = Field(description="The newest of its kind for one of its places, not over")
    counts: bool = Field(description="In force, and marked as what its run is: no drill is real")
    station_ids: list[str] = Field(description="The stations it covers while it is in force")
    source_text: str
    source_url: str
    entered_by: str
    message_id: int | None = Field(description="What residents were told of it by, if they were")


class OfficialList(Strict):
    """Official information of a run, and what time it is there."""

    now: AwareDatetime
    run: str = Field(description="The run's name, empty for actual")
    status: StatusName
    official: list[OfficialShown]


class OfficialQuoted(Strict):
    """What JMA or a river administrator has announced: quoted, with who said it and when."""

    official_id: int
    issuer: str
    kind: KindName
    name: str
    alert_level: AlertLevel
    rivers: list[str]
    areas: list[str]
    issued_at: AwareDatetime
    valid_until: AwareDatetime | None
    source_text: str
    source_url: str


class OfficialQuotes(Strict):
    """All official information that is in force now, the highest alert level first."""

    now: AwareDatetime
    run: str = Field(description="The run's name, empty for actual")
    status: StatusName
    official: list[OfficialQuoted]
