"""What waits to be sent, and how long that takes."""

from typing import Literal

from pydantic import Field

from api.schemas.geojson import Strict


class LevelWaiting(Strict):
    """What waits of one level; ``seconds`` until the last of it has left."""

    level: int
    deliveries: int
    parts: int
    seconds: float | None


class Drain(Strict):
    """What waits for the SMS provider's sender, the highest level first."""

    channel: Literal["sms"]
    deliveries: int
    parts: int
    parts_per_s: float | None = Field(description="KAWAMORI_SMS_PARTS_PER_S; null: not known")
    seconds: float | None = Field(description="Until all has left; null: the pace is not known")
    within_an_hour: int | None = Field(
        description="Parts that leave in an hour; texts still here then are handed to a person"
    )
    yen: float | None = Field(description="What it costs; null: no price is set")
    levels: list[LevelWaiting]
