"""Tasks, check-ins, positions, reports and withdraw orders, as headquarters and phones say them."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.geojson import Collection, Point, Strict
from api.schemas.orders import Note
from api.schemas.responders.callouts import InALine, Lat, Lon
from kawamori.responders.checkins import Step
from kawamori.responders.incidents import IncidentKind
from kawamori.responders.interlock import Verdict
from kawamori.responders.people import Skill

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Accuracy = Annotated[float, Field(ge=0, le=100_000, description="Metres, 95 %")]
Route = Annotated[
    list[tuple[Lon, Lat]], Field(max_length=2000, description="Longitude, latitude: the way there")
]


class PlaceAsked(Strict):
    """A place, and the way to it."""

    lat: Lat
    lon: Lon
    route: Route = Field(default_factory=list)


class TaskWanted(PlaceAsked):
    """What a responder is to do, and where."""

    responder_id: int
    what: InALine
    instructions: Words = ""
    skill: Skill = Skill.GENERAL
    place: InALine
    check_in_minutes: Annotated[int, Field(ge=5, le=240)] = 30
    callout_id: int | None = None


class GaugeLooked(Strict):
    """A gauge that the interlock looked at."""

    station_id: str
    name: str
    level: int | None
    freshness: str | None
    observed_at: AwareDatetime | None


class FindingShown(Strict):
    """What the interlock says of a district; an empty area_id: outside every district."""

    area_id: str
    name: str
    verdict: Verdict
    gauges: list[GaugeLooked]
    text: str


class InterlockShown(Strict):
    """Whether a task may go there."""

    passable: bool
    findings: list[FindingShown]


class OverrideAsked(Strict):
    """Why somebody lets tasks go where the interlock says no, and for how long."""

    reason: Reason
    minutes: Annotated[int, Field(ge=1, le=360)]


class TaskShown(Strict):
    """A task as it stands."""

    task_id: int
    callout_id: int | None
    responder_id: int
    what: str
    instructions: str
    skill: str
    place: str
    lat: float
    lon: float
    route: dict[str, Any] | None
    area_ids: list[str]
    check_in_minutes: int
    given_by: str
    given_at: AwareDatetime
    is_open: bool
    is_out: bool = Field(description="They set out")
    step: str | None
    step_at: AwareDatetime | None
    heard_at: AwareDatetime
    due_at: AwareDatetime = Field(description="When they have to be heard of again")


class Standing(Strict):
    """A withdraw order that has not been answered."""

    withdraw_id: int
    reason: str
    ordered_at: AwareDatetime


class OwnTask(TaskShown):
    """A task as its responder has it."""

    interlock: InterlockShown


class OwnTasks(Strict):
    """Somebody's tasks; after valid_until, without contact, nobody acts on them."""

    now: AwareDatetime
    valid_until: AwareDatetime
    withdraw: Standing | None
    tasks: list[OwnTask]


class StepSaid(Strict):
    """A step of a task; ref is made by the phone, at is by the run's clock."""

    ref: UUID
    step: Step
    at: AwareDatetime
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


class SafeSaid(Strict):
    """They are safe: closes the withdraw orders before this time."""

    at: AwareDatetime


class PointSaid(Strict):
    """Where a phone was."""

    at: AwareDatetime
    lat: Lat
    lon: Lon
    accuracy_m: Accuracy


class PointsSaid(Strict):
    """Where a phone was, the oldest first."""

    points: Annotated[list[PointSaid], Field(min_length=1, max_length=500)]


class Kept(Strict):
    """How much was kept."""

    kept: int


class ReportSaid(Strict):
    """What a responder saw; picture is a JPEG in base64."""

    report_id: UUID
    task_id: int | None = None
    kind: IncidentKind
    body: Words = ""
    lat: Lat
    lon: Lon
    accuracy_m: Accuracy | None = None
    at: AwareDatetime
    picture: Annotated[str, StringConstraints(max_length=6_000_000)] | None = None


class ReportTaken(Strict):
    """A report was kept; picture_kept false: the report is there, its picture could not be kept."""

    report_id: UUID
    picture_kept: bool


class Incident(Strict):
    """A report of a responder."""

    report_id: UUID
    type: Literal["IncidentReport"]
    kind: IncidentKind
    body: str
    responder_id: int
    task_id: int | None
    accuracy_m: float | None
    pictured: bool
    at: AwareDatetime
    recorded_at: AwareDatetime


class IncidentFeature(Strict):
    """A report on the map."""

    type: Literal["Feature"]
    id: str
    geometry: Point
    properties: Incident


class Incidents(Collection):
    """Reports of a run."""

    features: list[IncidentFeature]


class Whereabouts(Strict):
    """Where somebody on duty was last, and how long ago."""

    responder_id: int
    at: AwareDatetime
    age_s: int
    accuracy_m: float


class ResponderFeature(Strict):
    """A responder on the map."""

    type: Literal["Feature"]
    id: str
    geometry: Point
    properties: Whereabouts


class RespondersOnMap(Collection):
    """Responders on duty whose page is open, or was."""

    features: list[ResponderFeature]


class WithdrawAsked(Strict):
    """Whom to order out: everybody inside a GeoJSON Polygon or MultiPolygon, WGS 84."""

    geometry: dict[str, Any]
    reason: Reason


class Missing(Strict):
    """Somebody who was ordered out; safe_at null: not accounted for."""

    responder_id: int
    task_id: int | None
    safe_at: AwareDatetime | None
    accounted_by: str | None


class WithdrawShown(Strict):
    """A withdraw order and who is out, those who are missing first."""

    withdraw_id: int
    geometry: dict[str, Any]
    reason: str
    ordered_by: str
    ordered_at: AwareDatetime
    people: list[Missing]


class DutyNote(Strict):
    """Why, in words."""

    note: Note = ""
