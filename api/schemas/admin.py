"""Master data by drafts: what is proposed, what speaks against it, what it would do."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.backtests import BacktestResult
from api.schemas.geojson import LevelNumber, StatusName, Strict

WhatName = Literal[
    "station",
    "retirement",
    "thresholds",
    "sensor",
    "plausible",
    "neighbour",
    "area",
    "voices",
    "phrase",
    "policy",
]
Subject = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=130)]
Because = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Values = dict[str, Any]


class DraftAsked(Strict):
    """What somebody proposes of a subject; numbers may come as they were typed."""

    what: WhatName
    subject: Subject
    values: Values
    note: Because = ""


class FaultShown(Strict):
    """What is wrong with one value; what is wrong can't be stored, a doubt is to be thought of."""

    field: str
    weight: Literal["wrong", "doubt"]
    ja: str
    en: str


class DifferenceShown(Strict):
    """One value before and after."""

    field: str
    before: Any
    after: Any


class CheckShown(Strict):
    """A proposal as it would be stored, against what holds now."""

    values: Values
    standing: Values | None
    differences: list[DifferenceShown]
    faults: list[FaultShown]


class EffectShown(Strict):
    """A station whose level would be another at its next reading, if the river stays."""

    run: str
    status: StatusName
    station_id: str
    name: str
    stage_m: float
    observed_at: AwareDatetime | None
    level: LevelNumber
    level_then: LevelNumber
    becomes: Literal["none", "raised", "escalated", "eased"] = Field(description="Of its alert")
    tells_residents: bool = Field(description="High enough that residents are told of such a rise")


class DraftShown(Strict):
    """A draft, and how it ended, if it has."""

    draft_id: int
    what: WhatName
    subject: str
    name: str
    proposed: Values
    standing: Values | None = Field(description="What held as it was drafted")
    differences: list[DifferenceShown]
    note: str
    author: str
    drafted_at: AwareDatetime
    file_id: int | None
    state: Literal["draft", "published", "dropped"]
    ended_at: AwareDatetime | None
    ended_by: str | None
    because: str
    valid_from: AwareDatetime | None


class DraftWhole(DraftShown):
    """A draft with all that a person is shown before publishing it."""

    faults: list[FaultShown]
    effects: list[EffectShown]
    phrase: str = Field(description="What is typed to publish it")
    needs_trial: bool
    may_be_dated: bool
    trial: BacktestResult | None = Field(description="The newest")


class PublishAsked(Strict):
    """The typed phrase, why, and from when on."""

    phrase: str
    because: Because = Field("", description="Needed for what was not tried, or over an open alert")
    valid_from: AwareDatetime | None = Field(None, description="Null: from now on")


class DropAsked(Strict):
    """Why a draft is dropped."""

    because: Because = ""


class FileShown(Strict):
    """A file that was taken in as drafts."""

    file_id: int
    name: str
    kind: Literal["stations", "areas"]
    author: str
    taken_at: AwareDatetime
    same: int = Field(description="How many things it leaves as they are")
    drafts: int
    open: int = Field(description="How many of its drafts are neither published nor dropped")


class FileWhole(FileShown):
    """A file with what it would change, row by row."""

    rows: list[DraftShown]
    effects: list[EffectShown]
    phrase: str
    needs_trial: bool
    trial: BacktestResult | None


class VersionShown(Strict):
    """One version of a subject, and what it changed."""

    values: Values
    author: str
    recorded_at: AwareDatetime
    valid_from: AwareDatetime | None = Field(description="Null: from ever")
    is_ahead: bool
    differences: list[DifferenceShown]
    draft_id: int | None
    because: str


class AdministeredStation(Strict):
    """A station with its thresholds, its record and what waits to be published."""

    station_id: str
    name: str
    name_en: str
    river: str
    mode: Literal["regular", "crisis"] | None
    lat: float | None
    lon: float | None
    is_retired: bool
    is_planned: bool = Field(description="Published, and not yet in force")
    standby_m: float | None
    caution_m: float | None
    evacuation_m: float | None
    danger_m: float | None
    overflow_m: float | None
    release_m: float | None
    newest_m: float | None
    newest_at: AwareDatetime | None
    highest_m: float | None
    open_drafts: int
    thresholds_planned_from: AwareDatetime | None


class LearnedShown(Strict):
    """A travel time that the rises of two neighbours tell; it holds once somebody publishes it."""

    subject: str
    standing: Values | None
    values: Values


class PhraseShown(Strict):
    """A saved phrase (定型文) by language."""

    phrase_id: str
    kind: Literal["order_reason", "shelter", "hand_over", "chronology"]
    texts: dict[str, str]
