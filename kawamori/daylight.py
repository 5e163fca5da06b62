"""Whether it is day at a place: by the height of the sun, not by the brightness of a picture."""

import math
from datetime import UTC, datetime

TWILIGHT_DEG = -4.0  # a camera needs no lamp until the sun is about this far below the horizon

_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)


def is_day(lat: float, lon: float, at: datetime) -> bool:
    """Say whether a camera at this place sees without a lamp."""
    return sun_height_deg(lat, lon, at) > TWILIGHT_DEG


def sun_height_deg(lat: float, lon: float, at: datetime) -> float:
    """Return the sun's height above the horizon, right to half a degree until 2050.

    After the low-precision formulae of the Astronomical Almanac.
    """
    days = (at - _J2000).total_seconds() / 86400
    anomaly = math.radians(357.528 + 0.9856003 * days)
    longitude = math.radians(
        280.460 + 0.9856474 * days + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly)
    )
    tilt = math.radians(23.439 - 4e-7 * days)
    ascension = math.atan2(math.cos(tilt) * math.sin(longitude), math.cos(longitude))
    declination = math.asin(math.sin(tilt) * math.sin(longitude))
    sidereal = math.radians(280.46062 + 360.98564737 * days + lon)
    hour_angle = sidereal - ascension
    latitude = math.radians(lat)
    return math.degrees(
        math.asin(
            math.sin(latitude) * math.sin(declination)
            + math.cos(latitude) * math.cos(declination) * math.cos(hour_angle)
        )
    )
