"""What is known of one station beside how it stands: its past, its thresholds, its devices."""

from typing import Literal

from pydantic import AwareDatetime, Field

from api.schemas.geojson import Strict


class UsualRange(Strict):
    """The middle nine tenths of what was observed."""

    month: int | None = Field(ge=1, le=12, description="Null: of the whole time")
    days: int = Field(description="How many days it rests on")
    p05: float
    p95: float


class Peak(Strict):
    """The highest of a time."""

    result: float
    at: AwareDatetime
    within_s: float = Field(description="It was within so many seconds after `at`")


class Past(Strict):
    """What a gauge has seen, from roll-ups; a rehearsal is shown reality's past where there is."""

    station_id: str
    datastream: str
    of_actual: bool = Field(description="Whether this is reality's past")
    first_observed_at: AwareDatetime | None
    days: int
    by: Literal["month", "all"]
    usual: list[UsualRange] = Field(description="By month once there is a year; empty: no past")
    record: Peak | None = Field(description="The highest known")
    flood_from: float | None = Field(description="From this stage on a day belongs to a flood")
    floods: list[Peak] = Field(description="The last three, the newest first")


class ThresholdsVersion(Strict):
    """Thresholds as somebody set them."""

    valid_from: AwareDatetime | None = Field(description="Null: ever since")
    recorded_at: AwareDatetime
    author: str
    standby_m: float | None
    caution_m: float | None
    evacuation_m: float | None
    danger_m: float | None
    overflow_m: float | None
    release_m: float


class DeviceShown(Strict):
    """A device that speaks for the station, as far as it has been heard."""

    device_id: str
    boot: int | None
    seen_at: AwareDatetime | None = Field(description="When its readings last came")
    reported_at: AwareDatetime | None = Field(description="When it last said how it is")
    online: bool | None
    time_ok: bool | None
    spooled: int | None = Field(description="Readings that wait on its disk")
    battery_v: float | None
    signal_dbm: float | None
    version: str | None
