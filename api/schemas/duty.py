"""Silences, and why somebody was told: what is asked for and what is answered."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.schemas.geojson import Freshness, LevelName, LevelNumber, Strict, Trend
from api.schemas.hq import DeliveryState, FamilyName, TransitionShown

SilenceKindName = Literal["silence", "maintenance"]
CauseName = Literal["level", "unconfirmed", "blind", "handed_over"]
KindName = Literal["raise", "escalate", "ease", "clear"]


class SilenceAsked(Strict):
    """What is to be kept back: one of ``station_id``, ``river`` and ``network``."""

    kind: SilenceKindName = "silence"
    station_id: str | None = None
    river: str | None = None
    network: str | None = None
    upto_level: LevelName = Field(description="From danger on only a commander may")
    reason: str = Field(min_length=1, max_length=500)
    ends_at: AwareDatetime = Field(description="By the run's clock; at most 7 days ahead")
    starts_at: AwareDatetime | None = Field(default=None, description="Now, if not given")


class SilenceShown(Strict):
    """A silence or a maintenance window; times by the run's clock."""

    silence_id: int
    kind: SilenceKindName
    station_id: str | None
    river: str | None
    network: str | None
    upto_level: LevelNumber
    reason: str
    author: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    lifted_at: AwareDatetime | None
    lifted_by: str | None
    is_in_force: bool
    messages_held: int = Field(description="To residents, waiting for its end")
    calls_held: int = Field(description="To staff, waiting for its end")


class CallTold(Strict):
    """A call that a staff delivery is about, and what became of it."""

    alert_id: int
    cause: CauseName
    level: LevelNumber
    opened_at: AwareDatetime
    nth: int = Field(description="Which text of this call it was")
    taken_at: AwareDatetime | None
    taken_by: str | None
    ended_at: AwareDatetime | None
    ended_because: str | None
    silence_id: int | None


class AssessmentThen(Strict):
    """What judging found by the reading that made a step."""

    policy_version: str
    level: LevelNumber
    public_level: LevelNumber
    confirmation: Literal["confirmed", "unconfirmed"]
    trend: Trend
    rise_m_per_h: float | None
    freshness: Freshness
    reasons: list[str]
    recorded_at: AwareDatetime


class ThresholdsThen(Strict):
    """The thresholds that were in force when a step was taken."""

    standby_m: float | None
    caution_m: float | None
    evacuation_m: float | None
    danger_m: float | None
    overflow_m: float | None
    release_m: float
    author: str
    recorded_at: AwareDatetime


class ReadingThen(Strict):
    """A reading, as it was stored."""

    observed_at: AwareDatetime
    received_at: AwareDatetime
    result: float
    flags: int


class StepBehind(TransitionShown):
    """A step of an alert that a delivery tells of."""

    alert_id: int
    station_id: str
    from_subscription: LevelNumber | None = Field(description="From which level the person hears")
    assessment: AssessmentThen | None
    thresholds: ThresholdsThen | None
    readings: list[ReadingThen] = Field(description="The reading of the step and those before it")


class SilenceThen(Strict):
    """What kept a message back."""

    silence_id: int
    kind: SilenceKindName
    reason: str
    author: str
    upto_level: LevelNumber
    ends_at: AwareDatetime
    lifted_at: AwareDatetime | None
    lifted_by: str | None


class Decision(Strict):
    """What became of one public message of the alerts in question."""

    station_id: str
    kind: KindName
    level: LevelNumber
    observed_at: AwareDatetime
    routed_at: AwareDatetime | None
    muted_because: str | None
    silence: SilenceThen | None


class Try(Strict):
    """One change of a delivery, by the wall clock."""

    written_at: AwareDatetime
    try_: int = Field(alias="try")
    state: DeliveryState
    provider_id: str | None
    provider_status: str | None
    provider_code: str | None


class OrderBehind(Strict):
    """The order that was told of, and whose act had it told."""

    order_id: int
    name: str
    reason: str
    composed_by: str
    composed_at: AwareDatetime
    step: Literal["release", "lift", "retract"]
    person: str
    at: AwareDatetime
    recorded_at: AwareDatetime
    note: str


class OfficialBehind(Strict):
    """The official information that was quoted."""

    official_id: int
    name: str
    issuer: str
    issued_at: AwareDatetime
    lifted_at: AwareDatetime | None
    entered_by: str


class OwnBehind(Strict):
    """The height of their own that a reading reached."""

    station_id: str
    mark_m: float
    stage_m: float
    observed_at: AwareDatetime
    recorded_at: AwareDatetime


class Why(Strict):
    """Everything behind one delivery, from what was stored when it happened."""

    delivery_id: UUID
    audience: Literal["public", "staff"]
    family: FamilyName
    state: DeliveryState
    level: LevelNumber
    kind: str
    channel: str
    language: str
    body: str
    created_at: AwareDatetime
    closed_by: str | None
    verified_by: Literal["list", "code"] | None = Field(
        description="Whose word it is that the address is theirs: a list's owner, or a code"
    )
    person: str | None = Field(description="Who was called; of a resident nothing is said")
    calls: list[CallTold]
    areas: list[str] = Field(description="Of those that it was for, where this person wants it")
    order: OrderBehind | None
    official: OfficialBehind | None
    own: OwnBehind | None
    steps: list[StepBehind]
    decisions: list[Decision]
    tries: list[Try]
