"""Cameras as GeoJSON."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import msgspec

from kawamori.cameras import Light, look_of
from kawamori.daylight import is_day
from kawamori.runs import Run
from kawamori.storage.cameras.map import Seen, cameras_seen
from kawamori.storage.connections import Connection

_encode = msgspec.json.Encoder().encode


def hq_cameras(
    connection: Connection, run: Run, now: datetime, among: Sequence[str] | None = None
) -> bytes:
    """Return the cameras of a run's network, all or those among some ids."""
    seen = cameras_seen(connection, run.run_no, run.network, among)
    return _encode(
        {
            "type": "FeatureCollection",
            "now": now,
            "run": run.run,
            "status": run.status,
            "features": [_feature(each, run, now) for each in seen],
        }
    )


def still_url(run: Run, camera_id: str, still_id: int, size: Literal["", "/small"] = "") -> str:
    """Return where a still is, whole or small."""
    return f"/hq/cameras/{camera_id}/stills/{still_id}{size}.jpg?run={run.run}"


def light_at(lat: float | None, lon: float | None, at: datetime | None) -> Light | None:
    """Return by what light it was at a place; None where either is not known."""
    if lat is None or lon is None or at is None:
        return None
    return Light.DAY if is_day(lat, lon, at) else Light.NIGHT


def _feature(c: Seen, run: Run, now: datetime) -> dict[str, object]:
    interval = timedelta(seconds=c.interval_s)
    place = None if c.lat is None or c.lon is None else (c.lon, c.lat)
    return {
        "type": "Feature",
        "id": c.camera_id,
        "geometry": None if place is None else {"type": "Point", "coordinates": place},
        "properties": {
            "camera_id": c.camera_id,
            "name": c.name,
            "name_en": c.name_en,
            "station_id": c.station_id,
            "bearing_deg": c.bearing_deg,
            "interval_s": c.interval_s,
            "look": look_of(c.taken_at, interval, now, speed=run.speed),
            "seen_at": c.taken_at,
            "received_at": c.received_at,
            "still_id": c.still_id,
            "still_url": None if c.still_id is None else still_url(run, c.camera_id, c.still_id),
            "width": c.width,
            "height": c.height,
            "light": light_at(c.lat, c.lon, c.taken_at),
            "normal": {
                "day": _normal(c, run, c.day_still_id, c.day_taken_at),
                "night": _normal(c, run, c.night_still_id, c.night_taken_at),
            },
            "is_public": c.is_public,
        },
    }


def _normal(
    c: Seen, run: Run, still_id: int | None, taken_at: datetime | None
) -> dict[str, object] | None:
    if still_id is None:
        return None
    url = still_url(run, c.camera_id, still_id)
    return {"still_id": still_id, "taken_at": taken_at, "url": url}
