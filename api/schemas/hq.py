"""What headquarters is shown: everything that is known, the unconfirmed included."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.schemas.geojson import (
    Collection,
    Freshness,
    LevelName,
    LevelNumber,
    Point,
    StatusName,
    Strict,
    Thresholds,
    Trend,
)

Role = Literal["commander", "operator", "branch", "viewer"]
DeliveryState = Literal[
    "due",
    "claimed",
    "accepted",
    "delivered",
    "refused",
    "unknown",
    "handed_over",
    "withheld",
    "canceled",
]
FamilyName = Literal["gauge", "official", "order", "canary", "duty", "own", "responder"]


class Me(Strict):
    """Who is asking, and what their role lets them do."""

    person: str
    role: Role
    office: str | None = Field(description="An office's slug; null: headquarters")
    office_name: str | None
    district: list[str] | None = Field(description="Where alone they may order; null: anywhere")
    acts: list[str]
    must_change: bool = Field(description="They choose a password of their own before all else")


class RunShown(Strict):
    """A rehearsal, or, with an empty name, reality."""

    run: str
    status: StatusName
    network: str
    speed: float
    sim_started_at: AwareDatetime
    now: AwareDatetime
    ended_at: AwareDatetime | None


class MapConfig(Strict):
    """What the map needs to know of the city it shows."""

    city_name: str
    center: tuple[float, float] = Field(description="Longitude and latitude")
    zoom: float
    version: str = Field(description="Of this server")
    build: str = Field(description="Of the pages it serves; a page of another one is old")
    basemap_url: str
    tiles_url: str | None
    tiles_attribution: str
    credits: list[str] = Field(description="Owed to those whose readings the city's map shows")
    default_run: str


class Crossing(Strict):
    """How surely a threshold is reached within six hours, and when, in seconds from ``as_of``."""

    level: LevelNumber
    threshold_m: float
    chance: float = Field(ge=0, le=1)
    p10_s: float
    p50_s: float
    p90_s: float


class Projection(Strict):
    """Which thresholds may be reached next, and when."""

    as_of: AwareDatetime
    next: list[Crossing]


class Coming(Strict):
    """Water that rises upstream and is on its way: seconds from ``as_of``, give or take."""

    as_of: AwareDatetime
    station_id: str = Field(description="Where it rises")
    expected_in_s: float
    spread_s: float


class StationState(Strict):
    """A station and how it stands."""

    station_id: str
    name: str
    name_en: str
    river: str
    mode: Literal["regular", "crisis"]
    tidal: bool
    network: str
    thresholds: Thresholds
    interval_s: int
    level: LevelNumber | None
    level_name: LevelName | None
    public_level: LevelNumber | None
    confirmation: Literal["confirmed", "unconfirmed"] | None
    stage_m: float | None
    observed_at: AwareDatetime | None
    received_at: AwareDatetime | None
    rise_m_per_h: float | None
    trend: Trend
    projection: Projection | None
    freshness: Freshness | None = Field(description="Null: the station has never reported")
    reasons: list[str]
    assessed_at: AwareDatetime | None
    alert_id: int | None
    upstream: Coming | None = Field(description="The rise upstream that comes next, if any")


class StationFeature(Strict):
    """A station on the map; no geometry where its place is not known."""

    type: Literal["Feature"]
    id: str
    geometry: Point | None
    properties: StationState


class Stations(Collection):
    """The stations of a run's network."""

    features: list[StationFeature]


class TransitionShown(Strict):
    """One step of an alert."""

    audience: Literal["hq", "public"] = Field(description="Whose side of the alert took it")
    kind: Literal["raise", "escalate", "ease", "clear"]
    from_level: LevelNumber
    to_level: LevelNumber
    observed_at: AwareDatetime
    stage_m: float
    recorded_at: AwareDatetime
    reasons: list[str]


class SilenceMark(Strict):
    """What keeps messages about an alert back now, and until when."""

    silence_id: int
    kind: Literal["silence", "maintenance"]
    reason: str
    author: str
    upto_level: LevelNumber
    ends_at: AwareDatetime


class AssignedMark(Strict):
    """Who has an alert in hand, by whose word and since when."""

    assignment_id: int
    assignee: str | None = Field(description="Null: it was given back, and nobody has it")
    is_office: bool = Field(description="An office, else a person")
    note: str
    assigned_by: str
    assigned_at: AwareDatetime


class AlertState(Strict):
    """An alert: the whole case, from its opening on."""

    alert_id: int
    station_id: str
    station_name: str
    river: str
    run: str
    status: StatusName
    level: LevelNumber
    level_name: LevelName
    peak_level: LevelNumber
    opened_at: AwareDatetime
    closed_at: AwareDatetime | None
    acknowledged_at: AwareDatetime | None
    acknowledged_by: str | None
    transitions: list[TransitionShown]
    silence: SilenceMark | None = Field(description="In force at the alert's level")
    assigned: AssignedMark | None = Field(description="The newest word; null: there was none")


class AlertFeature(Strict):
    """An alert, where its station stands."""

    type: Literal["Feature"]
    id: int
    geometry: Point | None
    properties: AlertState


class Alerts(Collection):
    """Alerts of a run."""

    features: list[AlertFeature]


class DeliveryShown(Strict):
    """One message to one person over one channel, without who the person is."""

    delivery_id: UUID
    message_id: int
    created_at: AwareDatetime
    audience: Literal["public", "staff"] = Field(description="Staff: somebody on duty was called")
    family: FamilyName
    station_id: str | None = Field(description="The gauge of a gauge notice")
    station_name: str | None
    level: LevelNumber = Field(description="The gauge's, or 警戒レベル of what is no gauge notice")
    kind: str = Field(description="raise, escalate, ease, clear; issue, change, lift; correct, …")
    channel: str
    language: str
    body: str
    state: DeliveryState
    provider_status: str | None
    tries: int
    answered_at: AwareDatetime | None
    opened_at: AwareDatetime | None
    acknowledged_at: AwareDatetime | None
    closed_by: str | None = Field(description="Who dealt with one that was handed over")


class FeedShown(Strict):
    """When a device was last heard: by its readings, and by what it says of itself."""

    device_id: str
    boot: int | None
    seen_at: AwareDatetime | None
    reported_at: AwareDatetime | None
    online: bool | None
    time_ok: bool | None
    spooled: int | None
    battery_v: float | None
    version: str | None
