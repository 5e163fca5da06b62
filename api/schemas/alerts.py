"""What is asked of one alert, and what is answered: who has it, and why it stands as it does."""

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.duty import (
    AssessmentThen,
    CauseName,
    KindName,
    SilenceThen,
    ThresholdsThen,
)
from api.schemas.geojson import LevelNumber, Strict
from api.schemas.hq import AssignedMark, DeliveryState, TransitionShown
from api.schemas.rulings import RulingShown
from kawamori.storage.duty.assignments import LONGEST_NAME


class AssignmentAsked(Strict):
    """Who is to have an alert; nobody, where it is given back."""

    assignee: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_NAME)] = (
        Field(description="A person's or an office's name; empty: nobody has it any more")
    )
    is_office: bool = False
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class AssigneeShown(Strict):
    """A person or an office that an alert may be given to; any other name may be written too."""

    name: str
    is_office: bool


class StepThen(TransitionShown):
    """A step of an alert, and what judging found by the reading that made it."""

    assessment: AssessmentThen | None
    thresholds: ThresholdsThen | None


class ToldBy(Strict):
    """How many were told over a channel, or were not, and why not."""

    channel: str
    state: DeliveryState
    because: str | None = Field(description="Why it was withheld, canceled or refused")
    people: int


class MessageBehind(Strict):
    """A message to residents about an alert, and what became of it."""

    message_id: int
    kind: KindName
    level: LevelNumber
    created_at: AwareDatetime
    routed_at: AwareDatetime | None
    muted_because: str | None
    corrected_by: int | None
    silence: SilenceThen | None = Field(description="What kept it back")
    told: list[ToldBy]


class TextBehind(Strict):
    """One person on duty who was called, and whether that reached them."""

    nth: int
    person: str | None
    channel: str
    state: DeliveryState
    created_at: AwareDatetime


class CallBehind(Strict):
    """A call about an alert: who was called in which order, and who took it."""

    call_id: int
    cause: CauseName
    level: LevelNumber
    opened_at: AwareDatetime
    taken_at: AwareDatetime | None
    taken_by: str | None
    ended_at: AwareDatetime | None
    ended_because: str | None
    silence_id: int | None
    texts: list[TextBehind]


class AlertWhy(Strict):
    """Everything behind an alert, as it was stored when it happened."""

    alert_id: int
    station_id: str
    steps: list[StepThen]
    messages: list[MessageBehind]
    calls: list[CallBehind]
    silences: list[SilenceThen] = Field(description="All that covered it while it stood")
    rulings: list[RulingShown]
    assignments: list[AssignedMark]
