"""What a page says when it subscribes its browser, and what it is told."""

from typing import Annotated, Literal

from pydantic import Field

from api.schemas.geojson import Strict
from kawamori.people import Language
from kawamori.people.subscribers import MOST_OWN_MARKS

FromLevel = Literal["caution", "evacuation", "danger"]
Slug = Annotated[str, Field(max_length=63)]


class OwnMarkWanted(Strict):
    """A height of somebody's own on a gauge, above gauge zero: told once when it is reached."""

    station_id: Slug
    stage_m: float = Field(gt=-1000, lt=1000, description="To the centimetre")


OwnMarks = Annotated[list[OwnMarkWanted], Field(default_factory=list, max_length=MOST_OWN_MARKS)]
QuietYieldsFrom = Annotated[
    Literal["caution", "evacuation", "danger", "overflow"],
    Field(
        description="Gauge notices from this level on come all the same, as 警戒レベル4 and 5 do"
    ),
]


class PushKey(Strict):
    """What ``pushManager.subscribe`` needs."""

    key: str = Field(description="applicationServerKey, base64url")


class BrowserKeys(Strict):
    """The keys of a ``PushSubscription``."""

    p256dh: str = Field(max_length=100)
    auth: str = Field(max_length=40)


class BrowserAddress(Strict):
    """A ``PushSubscription``, as its ``toJSON`` has it."""

    endpoint: str = Field(max_length=1024, pattern="^https://[!-~]+$")
    keys: BrowserKeys


class PushSubscription(BrowserAddress):
    """A browser, and all that it wants to hear of: what is not among it any more is dropped."""

    language: Language = Language.JA
    areas: list[Slug] = Field(default_factory=list, max_length=50)
    stations: list[Slug] = Field(default_factory=list, max_length=50)
    from_level: FromLevel = Field(default="evacuation", description="Of gauge notices alone")
    quiet_hours: str | None = Field(
        default=None, max_length=20, description="Such as 22:00-07:00, by Japan's clock"
    )
    quiet_yields_from: QuietYieldsFrom = "danger"
    own_marks: OwnMarks
    replaces: BrowserAddress | None = Field(
        default=None, description="What the browser had before, after a pushsubscriptionchange"
    )
