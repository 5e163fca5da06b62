"""Cameras on the bank: what each looks at, and what its newest still is worth."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kawamori.errors import InvalidError
from kawamori.runs import CITY_NETWORK
from kawamori.stations import check_slug

LATE_AFTER, DEAD_AFTER = 3, 6  # intervals, as of a gauge
TRANSIT = timedelta(seconds=10)  # by the wall, however fast the run goes
FULL_CIRCLE_DEG = 360


class Look(StrEnum):
    """How a camera stands, by the age of its newest still."""

    LIVE = "live"
    LATE = "late"
    DEAD = "dead"
    NEVER = "never"


class Light(StrEnum):
    """By what a still was taken: a river looks another by night."""

    DAY = "day"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera: the device that sends its stills, and the station it looks at, if any.

    ``lat`` and ``lon`` are WGS 84 degrees; without them it stands where its station does.
    ``bearing_deg`` is where it looks, clockwise from north; ``interval`` the time between stills.
    """

    camera_id: str
    name: str
    device_id: str
    interval: timedelta
    station_id: str | None = None
    name_en: str = ""
    lat: float | None = None
    lon: float | None = None
    bearing_deg: int | None = None
    network: str = CITY_NETWORK

    def __post_init__(self) -> None:
        """Refuse a camera nobody could find or wait for."""
        check_slug("camera_id", self.camera_id)
        check_slug("device_id", self.device_id)
        if not self.name.strip():
            raise InvalidError(f"camera {self.camera_id} has no name")
        if (self.lat is None) != (self.lon is None):
            raise InvalidError(f"camera {self.camera_id}: give both latitude and longitude")
        if self.lat is not None and not -90 <= self.lat <= 90:  # noqa: PLR2004 degrees
            raise InvalidError(f"camera {self.camera_id}: latitude {self.lat} is outside ±90")
        if self.lon is not None and not -180 <= self.lon <= 180:  # noqa: PLR2004 degrees
            raise InvalidError(f"camera {self.camera_id}: longitude {self.lon} is outside ±180")
        if self.bearing_deg is not None and not 0 <= self.bearing_deg < FULL_CIRCLE_DEG:
            raise InvalidError(
                f"camera {self.camera_id}: bearing {self.bearing_deg} is outside 0 to 359"
            )
        if self.interval < timedelta(seconds=1):
            raise InvalidError(
                f"camera {self.camera_id}: interval {self.interval} is less than a second"
            )


def look_of(
    taken_at: datetime | None, interval: timedelta, now: datetime, *, speed: float = 1.0
) -> Look:
    """Say how a camera stands whose newest still is of ``taken_at``, at ``now`` by its run."""
    if taken_at is None:
        return Look.NEVER
    age = now - taken_at - TRANSIT * speed
    if age > DEAD_AFTER * interval:
        return Look.DEAD
    return Look.LATE if age > LATE_AFTER * interval else Look.LIVE
