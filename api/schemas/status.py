"""How the system itself is."""

from typing import Literal

from pydantic import AwareDatetime, Field

from api.schemas.geojson import Strict

Part = Literal[
    "river", "device", "program", "judging", "dispatch", "channel", "canary", "official",
    "database", "api", "disk", "clock",
]  # fmt: skip
State = Literal["bad", "late", "good", "none"]
Trust = Literal["yes", "partly", "no"]


class Check(Strict):
    """One part of the system: whether it does what it should, and by what figures."""

    part: Part
    subject: str = Field(description="Which river, device, program or channel; may be empty")
    state: State = Field(description="none: nothing can be said, or nothing is expected")
    at: AwareDatetime | None = Field(description="When it was last heard of")
    age_s: float | None
    expected_s: float | None = Field(description="How often it should be heard of")
    figures: dict[str, float | str | None]


class StatusShown(Strict):
    """Every part of the system, the worst first."""

    now: AwareDatetime
    run: str
    wall: AwareDatetime = Field(description="The server's own time")
    trust: Trust = Field(description="Whether what the screen shows and sends can be relied on now")
    checks: list[Check]
