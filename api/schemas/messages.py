"""Messages with their funnels, and whom they did not reach."""

from pydantic import AwareDatetime, Field

from api.schemas.geojson import LevelNumber, Strict
from api.schemas.hq import FamilyName


class FunnelShown(Strict):
    """How many came how far over one channel; each stage counts those who came further too."""

    channel: str
    targeted: int
    withheld: int = Field(description="Quiet hours: never sent")
    canceled: int = Field(description="Taken back before it was sent")
    queued: int
    accepted: int = Field(description="By the provider; more is not known of push")
    delivered: int = Field(description="The provider has reported it")
    failed: int
    unknown: int
    handed_over: int
    opened: int
    acknowledged: int


class MessageShown(Strict):
    """A public message, and what became of it."""

    message_id: int
    code: str | None = Field(description="What its texts end with; null: it is older than codes")
    family: FamilyName
    kind: str
    level: LevelNumber
    created_at: AwareDatetime
    routed_at: AwareDatetime | None
    muted_because: str | None
    order_id: int | None
    official_id: int | None
    station_id: str | None
    area_ids: list[str]
    corrects: int | None
    corrected_by: int | None
    funnel: list[FunnelShown]


class AreaReachShown(Strict):
    """How many of an area's people a message reached."""

    area_id: str | None
    name: str | None
    households: int | None
    targeted: int
    reached: int
    without_receipt: int = Field(description="Accepted by the provider, which has said no more")
    waiting: int
    not_reached: int
