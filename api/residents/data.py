"""What the app reads: how things stand (now.json), and what seldom changes (places.json)."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

from api.facts import thresholds_of
from api.residents.files import JSON, MOMENT, File
from api.residents.shown import Shown
from kawamori.storage.areas.map import MappedArea
from kawamori.storage.judged.map import PublicState
from kawamori.storage.public.normal import Normal

_encode = msgspec.json.Encoder().encode

_SHELTER = ("shelter_id", "name", "name_en", "reading", "address", "lon", "lat", "capacity",
            "hazards", "note")  # fmt: skip


class Camera(NamedTuple):
    """A camera that everybody may look through, and its newest still."""

    camera_id: str
    name: str
    station_id: str | None
    taken_at: datetime
    url: str


def now_file(shown: Shown, cameras: Sequence[Camera] = ()) -> File:
    """Return how everything stands, in no language; ``made_at`` is by the run's own clock."""
    city = shown.city
    told = {
        "made_at": shown.now,
        "run": shown.run.run,
        "status": shown.run.status,
        "city": {"name": city.name, "name_en": city.name_en, "reading": city.reading},
        "orders": shown.orders,
        "official": shown.official,
        "stations": {state.station_id: _state(state) for state in shown.states},
        "shelters": {
            each.shelter_id: {"state": each.state, "changed_at": each.changed_at}
            for each in shown.shelters
        },
        "cameras": {
            each.camera_id: {"taken_at": each.taken_at, "url": each.url} for each in cameras
        },
    }
    return File("now.json", JSON, _encode(told), MOMENT)


def places_file(
    shown: Shown,
    areas: Sequence[MappedArea],
    normals: Mapping[str, Normal],
    cameras: Sequence[Camera] = (),
) -> File:
    """Return where things are and what they are called."""
    told = {
        "areas": [
            {
                "area_id": area.area_id,
                "name": area.name,
                "name_en": area.name_en,
                "reading": area.reading,
                "kind": area.kind,
                "station_ids": area.station_ids,
                "geometry": Raw(area.geometry.encode()),
            }
            for area in areas
        ],
        "stations": [_station(state, shown, normals) for state in shown.states],
        "shelters": [{name: getattr(each, name) for name in _SHELTER} for each in shown.shelters],
        "cameras": [
            {"camera_id": each.camera_id, "name": each.name, "station_id": each.station_id}
            for each in cameras
        ],
        "credits": shown.credits,
    }
    version = hashlib.blake2b(_encode(told), digest_size=6).hexdigest()
    return File("places.json", JSON, _encode({"version": version, **told}), MOMENT)


def _state(state: PublicState) -> dict[str, Any]:
    return {
        "level": state.level,
        "stage_m": state.stage_m,
        "observed_at": state.observed_at,
        "trend": state.trend,
        "freshness": state.freshness,
    }


def _station(state: PublicState, shown: Shown, normals: Mapping[str, Normal]) -> dict[str, Any]:
    facts = shown.stations[state.station_id].facts
    past = normals.get(state.station_id)
    return {
        "station_id": facts.station_id,
        "name": facts.name,
        "name_en": facts.name_en,
        "river": facts.river,
        "lon": facts.lon,
        "lat": facts.lat,
        "thresholds": thresholds_of(facts),
        "usual": _range(past),
        "record": _record(past),
    }


def _range(past: Normal | None) -> dict[str, Any] | None:
    return {"p05": past.p05, "p95": past.p95} if past and past.p05 is not None else None


def _record(past: Normal | None) -> dict[str, Any] | None:
    if past is None or past.record_m is None:
        return None
    return {"stage_m": past.record_m, "at": past.record_at}
