"""Calls about what is no alert, as headquarters reads them."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from api.schemas.geojson import Strict
from api.schemas.hq import FamilyName


class StrandedCallShown(Strict):
    """An announcement that does not reach all its people: who was called, and who took it."""

    call_id: int
    message_id: int
    family: FamilyName
    kind: str
    alert_level: Annotated[int, Field(ge=0, le=5)]
    name: str
    areas: list[str]
    undelivered: int = Field(description="How many of its people were not told")
    opened_at: AwareDatetime
    called: list[str] = Field(description="Who was called so far")
    taken_at: AwareDatetime | None
    taken_by: str | None
