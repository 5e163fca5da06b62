"""People who ask for a visit; what is written here is shown to whoever goes there alone."""

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.geojson import Strict
from kawamori.people.visits import LONGEST

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST)]


class VisitAsked(Strict):
    """Somebody who asks for a visit."""

    area_id: str
    name: Words
    address: Words
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST)] = ""
    phone: str | None = None
    ends_at: AwareDatetime = Field(description="Until when the request holds; then it is deleted")


class VisitsAsked(Strict):
    """Whom somebody wants to visit, and why they look: kept with their name for good."""

    reason: Words
    areas: list[str] | None = Field(default=None, description="All if not given")
    message: int | None = Field(default=None, description="Whoever this message reached comes last")


class VisitRecorded(Strict):
    """A request that was stored."""

    visit_id: int
    area_id: str
    ends_at: AwareDatetime


class VisitShown(VisitRecorded):
    """Somebody to visit."""

    area_name: str
    name: str
    address: str
    note: str
    phone: str | None
    asked_at: AwareDatetime
    recorded_by: str
    reached: bool | None = Field(
        description="Whether the message reached the same number; null where nothing is known"
    )
