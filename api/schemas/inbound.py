"""What people answered, as headquarters reads it."""

from typing import Literal

from pydantic import AwareDatetime, Field

from api.schemas.geojson import Strict


class InboundShown(Strict):
    """One answer to a text; of the number the last digits alone."""

    inbound_id: int
    received_at: AwareDatetime
    sender: str = Field(description="The last four digits")
    language: str | None = Field(description="Null: nobody who is subscribed")
    body: str
    meaning: Literal["stop", "start", "help", "take", "other"]
    rehearsed: bool = Field(description="A rehearsal's provider told of it: nobody is in need")
    closed_at: AwareDatetime | None
    closed_by: str | None


class NumberShown(Strict):
    """The number to call back."""

    number: str
