"""The chronology: what happened and was decided, entry by entry, and what is written by hand."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints, model_validator

from api.schemas.geojson import Strict
from api.schemas.messages import FunnelShown
from kawamori.errors import InvalidError

KindName = Literal[
    "gauge",
    "feed",
    "ruling",
    "official",
    "order",
    "message",
    "duty",
    "silence",
    "shelter",
    "offices",
    "responders",
    "setting",
    "run",
    "act",
    "written",
]
EntryKindName = Literal["information", "judgement", "instruction", "request", "response", "note"]
WayName = Literal["", "phone", "radio", "face", "fax", "mail", "seen"]
Body = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\x00-\x08\x0b-\x1f]*$"
    ),
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class EntryShown(Strict):
    """One entry. All of it stays as it is for ever, but for the last three fields."""

    entry: str = Field(description="Its name, such as order_step-12")
    cursor: str = Field(description="Its place in the line, for before and after")
    kind: KindName
    at: AwareDatetime = Field(description="When it was so, by the run's clock")
    recorded_at: AwareDatetime = Field(description="When it became known here, by the run's clock")
    level: int | None = Field(description="A gauge level")
    alert_level: int | None = Field(description="The official 警戒レベル")
    words_ja: str
    words_en: str
    person: str | None
    role: str | None
    office: str | None
    station_id: str | None
    station_name: str | None
    area_ids: list[str]
    places: list[tuple[float, float]] = Field(description="Longitude, latitude; one for each area")
    link: str | None = Field(description="The thing itself, such as order/12")
    entry_kind: EntryKindName | None = Field(description="Of what is written by hand")
    entry_key: UUID | None = Field(description="Of what is written by hand")
    corrects: str | None = Field(description="The entry that this one sets right")
    corrected_by: str | None = Field(description="The entry that sets this one right by now")
    funnel: list[FunnelShown] | None = Field(description="Of a message: how far it came by now")
    muted_because: str | None = Field(description="Of a message that was not sent after all")


class ChronologyPage(Strict):
    """A part of the line."""

    now: AwareDatetime = Field(description="The time it is in the run, or was as of then")
    entries: list[EntryShown]
    next: str | None = Field(
        description="Give it as before (or as after, going forward) to go on; null at the end"
    )


class EntryAsked(Strict):
    """What somebody writes down by hand."""

    entry_key: UUID = Field(description="Of the sender's making: sent again, it is one entry still")
    kind: EntryKindName
    body: Body
    happened_at: AwareDatetime | None = Field(None, description="Now if not given")
    source: Line = Field("", description="Who told us")
    way: WayName = ""
    station_id: str | None = Field(None, max_length=63)
    area_id: str | None = Field(None, max_length=63)
    lon: float | None = Field(None, ge=122, le=154)
    lat: float | None = Field(None, ge=20, le=46)
    about: str | None = Field(None, pattern=r"^[a-z_]{1,40}-\d{1,18}$", description="Another entry")
    corrects: str | None = Field(
        None, pattern=r"^entry-\d{1,18}$", description="The entry by hand that this one sets right"
    )

    @model_validator(mode="after")
    def _is_in_one_place(self) -> "EntryAsked":
        """Refuse a place that is half said, or said twice."""
        if (self.lon is None) != (self.lat is None):
            raise InvalidError("a place has both lon and lat")
        places = (self.station_id, self.area_id, self.lon)
        if sum(place is not None for place in places) > 1:
            raise InvalidError("a station, an area or a point: one of them")
        return self


class ChronologyMoved(Strict):
    """That there is something new; ask for what is after the entry you have."""

    newest: str | None = Field(description="The cursor of the newest entry")


class PackAsked(Strict):
    """What is to be packed up: all that became known in a time."""

    since: AwareDatetime
    until: AwareDatetime | None = Field(None, description="Now if not given")


class PackShown(Strict):
    """A pack, and how far it is."""

    pack_id: int
    run: str
    person: str
    asked_at: AwareDatetime
    since: AwareDatetime
    until: AwareDatetime
    state: Literal["queued", "running", "done", "failed"]
    finished_at: AwareDatetime | None
    failed_because: str | None
    bytes: int | None
    sha256: str | None
