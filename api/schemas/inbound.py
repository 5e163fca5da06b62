"""What people answered, as headquarters reads it."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

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
    taken_at: AwareDatetime | None
    taken_by: str | None = Field(description="Who sees to it")
    closed_at: AwareDatetime | None
    closed_by: str | None
    note: str = Field(description="What was done about it")


class InboundWaiting(Strict):
    """How much waits for a person; of what it says, nothing."""

    waiting: int
    untaken: int = Field(description="Of those, nobody has taken")
    newest_at: AwareDatetime | None


class TakingAsked(Strict):
    """Whom an answer is taken over from; null where nobody has taken it."""

    instead_of: str | None = None


class ClosingAsked(Strict):
    """What was done about an answer."""

    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=400)]


class NumberShown(Strict):
    """The number to call back."""

    number: str
