"""Call-outs (参集要請): what is asked for, who was asked and comes, what a responder answers."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.geojson import StatusName, Strict
from api.schemas.hq import DeliveryState
from api.schemas.orders import Note
from kawamori.responders.callouts import Answer, Closed, Outcome
from kawamori.responders.people import Skill

InALine = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$"
    ),
]
Lat = Annotated[float, Field(ge=-90, le=90, description="WGS 84 degrees")]
Lon = Annotated[float, Field(ge=-180, le=180, description="WGS 84 degrees")]
AnswerName = Literal["yes", "later", "no", "unclear"]


class CalloutWanted(Strict):
    """Who is wanted, where, and from when until when by the run's clock."""

    what: InALine
    skill: Skill = Skill.GENERAL
    needed: Annotated[int, Field(ge=1, le=500)]
    place: InALine
    lat: Lat
    lon: Lon
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class CalloutCancel(Strict):
    """Why a call-out is called off."""

    note: Note = ""


class CalloutCounts(Strict):
    """How many were asked, and what they said last."""

    waves: int
    asked: int
    coming: int = Field(description="Expected: said yes, or later and in time, and not told off")
    yes: int
    later: int
    no: int
    unclear: int = Field(description="Answered in words that a person has to read")
    silent: int
    stood_down: int
    moved: int = Field(description="Went to another call-out instead")


class CalloutShown(Strict):
    """A call-out, and how it stands."""

    callout_id: int
    what: str
    skill: Skill
    needed: int
    place: str
    lat: float
    lon: float
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    opened_by: str
    opened_as: str
    opened_at: AwareDatetime
    next_wave_at: AwareDatetime | None = Field(description="Null: it asks nobody any more")
    closed_at: AwareDatetime | None
    closed_because: Closed | None = Field(
        description="filled; ended: its time is over; canceled; exhausted: nobody is left to ask"
    )
    closed_by: str | None = Field(description="Null: it came about by itself")
    counts: CalloutCounts


class AskShown(Strict):
    """Who was asked, and what they said last; who it is says GET /hq/responders."""

    responder_id: int
    wave: int
    asked_at: AwareDatetime
    answer: AnswerName | None = Field(description="Null: nothing yet")
    answered_at: AwareDatetime | None
    coming_at: AwareDatetime | None = Field(description="Null: with the others")
    is_coming: bool
    stood_down_at: AwareDatetime | None
    moved_to: int | None = Field(description="The call-out that took them instead")
    told: DeliveryState | None = Field(description="What became of the last text to them")


class CalloutWhole(CalloutShown):
    """A call-out with everybody it asked, wave after wave."""

    asks: list[AskShown]


class OwnAskShown(Strict):
    """What a responder was asked, as their own page shows it."""

    callout_id: int
    status: StatusName
    run: str = Field(description="Empty: reality")
    what: str
    skill: Skill
    place: str
    lat: float
    lon: float
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    asked_at: AwareDatetime
    answer: AnswerName | None
    answered_at: AwareDatetime | None
    coming_at: AwareDatetime | None
    stood_down_at: AwareDatetime | None
    moved_to: int | None
    closed_because: Closed | None


class AnswerSaid(Strict):
    """What a responder answers; ``after_minutes`` with ``later`` alone, and always there."""

    answer: Literal[Answer.YES, Answer.LATER, Answer.NO]
    after_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None


class AnswerTaken(Strict):
    """What an answer led to; ``text`` says it in the responder's language."""

    outcome: Outcome
    callout_id: int = Field(description="Theirs, or the one that they were moved to")
    coming_at: AwareDatetime | None
    text: str
