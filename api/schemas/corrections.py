"""Taking a message back, or setting it right: seen before, composed, released."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.geojson import Strict
from kawamori.messages.corrections import LONGEST_REASON

KindName = Literal["correct", "retract"]
Reason = Annotated[str, StringConstraints(max_length=LONGEST_REASON)]
HOW_IT_IS = "How it is, if corrected"


class CorrectionAsked(Strict):
    """What is to be said; ``right`` and ``because`` are in Japanese, as they will be read."""

    kind: KindName
    right: Reason = Field(default="", description=HOW_IT_IS)
    because: Reason = ""


class CorrectionReleaseAsked(Strict):
    """What a person types so that a correction leaves, and why one person is enough, if so."""

    phrase: str = ""
    alone_because: Annotated[str, StringConstraints(strip_whitespace=True, max_length=400)] = ""


class CorrectionText(Strict):
    """The words of one channel in one language."""

    channel: str
    language: str
    body: str


class CorrectionPreview(Strict):
    """What would be sent to how many, and how many have not been sent the original yet."""

    texts: list[CorrectionText]
    to_tell: dict[str, int] = Field(description="By channel: all not known to have failed")
    to_cancel: int = Field(description="Not sent yet, and then never sent")


class CorrectionShown(Strict):
    """A correction as somebody composed it; nobody is told until a commander releases it."""

    correction_id: int
    message_id: int
    kind: KindName
    right: str
    because: str
    composed_by: str
    composed_at: AwareDatetime
    phrase: str | None = Field(description="What has to be typed; null in a rehearsal")
    needs_another: bool = Field(description="You composed it: another releases it, or say why")


class CorrectionDone(Strict):
    """The message that corrects, and how many deliveries of the original were taken back."""

    message_id: int
    canceled: int
