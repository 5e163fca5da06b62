"""Responders as headquarters sees them, and what it decides of them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.geojson import Strict
from api.schemas.responders.registering import Certificate
from kawamori.responders.fitness import Reason
from kawamori.responders.people import Category, Skill, State

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class ResponderShown(Strict):
    """A responder; whoever may not enrol anybody sees no name."""

    responder_id: int
    state: State
    category: Category
    name: str | None
    reading: str | None
    registered_at: AwareDatetime
    language: str
    languages: list[str]
    equipment: list[str]
    home_area: str | None
    work_area: str | None
    reachable: bool = Field(description="Whether there is an address that has not been stopped")
    reasons: list[Reason] = Field(description="What keeps them from a task; nothing: they are fit")


class SkillShown(Strict):
    """What somebody says that they can do; nobody: not checked yet."""

    skill: Skill
    certificate: str
    checked_by: str | None
    checked_at: AwareDatetime | None


class CoverAsked(Strict):
    """What covers somebody if they are hurt; no name in it: it is kept for years."""

    legal_basis: Words
    document: Words = Field(description="The appointment's or order's number")
    insurance: Note = Field("", description="Its reference; a volunteer's can't be empty")
    valid_from: AwareDatetime
    valid_until: AwareDatetime


class CoverShown(CoverAsked):
    """A cover as it was recorded."""

    cover_id: int
    recorded_by: str
    recorded_at: AwareDatetime


class PassWanted(Strict):
    """For what, where and how long a pass is to be; no area: the whole city."""

    skills: list[Skill] = Field(default_factory=lambda: [Skill.GENERAL], max_length=len(Skill))
    area_ids: list[str] = Field(default_factory=list, max_length=200)
    valid_from: AwareDatetime | None = Field(None, description="Now if not given")
    valid_until: AwareDatetime = Field(description="Within seven days of its begin")


class PassShown(Strict):
    """A pass as it was given."""

    pass_id: int
    skills: list[str]
    area_ids: list[str]
    valid_from: AwareDatetime
    valid_until: AwareDatetime
    issued_by: str
    issued_as: str
    issued_at: AwareDatetime
    withdrawn_at: AwareDatetime | None
    withdrawn_by: str | None
    withdrawn_because: str | None


class ResponderStepShown(Strict):
    """What happened to a registration; a person of '' is the responder."""

    step: Literal["register", "approve", "refuse", "withdraw", "brief", "leave"]
    person: str
    role: str
    at: AwareDatetime
    note: str


class ResponderInFull(ResponderShown):
    """A responder with all that was decided of them."""

    law: str
    cover: str
    is_adult_from: date | None = Field(description="Null for whoever may not enrol anybody")
    consent: str
    consented_at: AwareDatetime
    skills: list[SkillShown]
    covers: list[CoverShown]
    passes: list[PassShown]
    steps: list[ResponderStepShown]


class NoteSaid(Strict):
    """Why; a refusal and a withdrawal need it. It goes with the person when they are erased."""

    note: Note = ""


class ReasonSaid(Strict):
    """Why."""

    reason: Words


class CertificateSeen(Strict):
    """What was looked at; empty for what needs no certificate."""

    certificate: Certificate = ""


class ResponderStands(Strict):
    """How a responder stands after what was done."""

    responder_id: int
    state: State
    reasons: list[Reason]


class CoverRecorded(ResponderStands):
    """That a cover was recorded."""

    cover_id: int


class PassGiven(ResponderStands):
    """That a pass was given."""

    pass_id: int


class EmergencyRead(Strict):
    """Whom to ring; that you have read it, and why, is kept in `acts`."""

    responder_id: int
    name: str
    number: str


class SkillCounted(Strict):
    """How many say so, how many were checked, and how many could go now."""

    skill: Skill
    said: int
    checked: int
    fit: int


class ReadinessShown(Strict):
    """How ready the city is, by the wall's clock; `lacking` is of those who are approved."""

    now: AwareDatetime
    states: dict[State, int]
    fit: int
    unreachable: int
    lacking: dict[Reason, int]
    skills: list[SkillCounted]
    fit_by_area: dict[str, int] = Field(description="Of those who are fit, where they live or work")
    passes_ending: int = Field(description="Within 24 hours")
    covers_ending: int = Field(description="Within 30 days")
