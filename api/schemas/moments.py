"""The time line that headquarters looks back along."""

from typing import Literal

from pydantic import AwareDatetime, Field

from api.schemas.geojson import Strict


class MomentShown(Strict):
    """Something that happened, at the time it became known."""

    at: AwareDatetime
    what: Literal["alert", "order"]
    kind: Literal["raise", "escalate", "ease", "clear", "release", "lift", "retract"]
    level: int = Field(ge=0, le=5, description="The gauge's of an alert, 警戒レベル of an order")
    station_id: str | None
    order_id: int | None


class Moments(Strict):
    """From when to when a run can be looked back along, and what happened meanwhile."""

    start: AwareDatetime = Field(description="The run's beginning; of reality, as many hours ago")
    end: AwareDatetime = Field(description="Now, by the run's own clock")
    marks: list[MomentShown] = Field(description="The oldest first; at most the newest 2000")
