"""Official information as it is entered and shown; its alert level is no gauge level."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.geojson import StatusName, Strict
from api.schemas.orders import ChannelName, LanguageName, RecipientsCounted

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


class OfficialNameShown(Strict):
    """A name that can be entered, with what follows from it, and whose word it usually is."""

    code: str
    name: str
    kind: KindName
    alert_level: AlertLevel
    issuers: list[str]


class OfficialDoubt(Strict):
    """What to think of before an entry is believed; nothing of it forbids."""

    code: Literal[
        "unknown_issuer",
        "no_meteorological_office",
        "administrator_of_rivers",
        "not_the_newest",
        "covers_nothing",
        "another_mark",
        "old",
    ]
    message: str
    message_ja: str


class OfficialChecked(Strict):
    """What an entry would mean; nothing has been entered."""

    name: str
    kind: KindName
    alert_level: AlertLevel
    control_status: Mark
    station_ids: list[str]
    area_ids: list[str] = Field(description="Whose people could be told")
    replaces: list[int] = Field(description="What would not stand any more")
    passes_on: bool = Field(description="By the city's policy residents are told as it is entered")
    doubts: list[OfficialDoubt]


class QuotationText(Strict):
    """The words of one channel in one language."""

    channel: ChannelName
    language: LanguageName
    body: str
    parts: int | None = Field(description="Of a short message")
    is_fallback: bool = Field(description="Nobody has verified the terms: it is sent in Japanese")


class QuotationPreviewed(Strict):
    """What passing a piece on would tell, to how many, and at what cost."""

    official_id: int
    area_ids: list[str]
    texts: list[QuotationText]
    recipients: list[RecipientsCounted]
    people: int
    sms_parts: int
    sms_cost_yen: float | None = Field(description="Null where no price is set")
    drain_s: float | None = Field(description="Until the last short message has left")


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
