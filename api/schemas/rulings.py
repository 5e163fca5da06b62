"""What a person rules of an alert."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.geojson import Strict

VerdictName = Literal["surge", "spike", "overflow", "all_clear"]


class RulingAsked(Strict):
    """A verdict, and on what ground."""

    verdict: VerdictName = Field(
        description="surge: the jump is the river; spike: it is the sensor; overflow: the public "
        "may be told of it; all_clear: the alert may end when it has been low for long enough"
    )
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class RulingShown(Strict):
    """A ruling, and what became of it: judging obeys within a second, or says why not."""

    ruling_id: int
    alert_id: int
    verdict: VerdictName
    person: str
    reason: str
    made_at: AwareDatetime
    obeyed_at: AwareDatetime | None
    refused_because: str | None
