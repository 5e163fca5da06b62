"""The rules of judging, and how well they foresaw."""

from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from api.schemas.geojson import LevelNumber, Strict

Rules = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class PolicyAsked(Strict):
    """A policy to be published, and why."""

    rules: Rules = Field(description="As TOML; rules that are not named are as by default")
    reason: Reason


class PolicyShown(Strict):
    """A policy as it was published; the newest is in force."""

    version: str
    recorded_at: AwareDatetime
    author: str
    reason: str
    rules: str = Field(description="As TOML, every rule named")


class LevelScore(Strict):
    """How well one level of one station was foreseen."""

    station_id: str
    level: LevelNumber
    hits: int = Field(description="Warnings after which the level was reached within 6 hours")
    missed: int = Field(description="Times the level was reached unwarned")
    false_ones: int = Field(description="Warnings after which it was not")
    waiting: int = Field(description="Warnings whose time is not over")
    median_lead_s: float | None
