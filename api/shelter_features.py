"""Shelters as GeoJSON: everybody may know where they are and whether they are open."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from kawamori.runs import Run
from kawamori.storage.shelters.states import ShelterShown, StateShown

_FIELDS = ("shelter_id", "name", "name_en", "reading", "address", "capacity", "hazards", "note")
_STATE = ("state", "changed_at")
_WITHIN = ("people", "state_note", "changed_by", "state_no")

_encode = msgspec.json.Encoder().encode


def hq_shelters(shelters: Iterable[ShelterShown], run: Run, now: datetime) -> bytes:
    """Return shelters with who is in them and who said so."""
    return _collection(shelters, run, now, (*_FIELDS, *_STATE, *_WITHIN))


def public_shelters(shelters: Iterable[ShelterShown], run: Run, now: datetime) -> bytes:
    """Return shelters as everybody may know them."""
    return _collection(shelters, run, now, (*_FIELDS, *_STATE))


def states_shown(states: Iterable[StateShown]) -> bytes:
    """Return what was said of one shelter."""
    return _encode([state._asdict() for state in states])


def _collection(
    shelters: Iterable[ShelterShown], run: Run, now: datetime, fields: tuple[str, ...]
) -> bytes:
    features = [
        {
            "type": "Feature",
            "id": shelter.shelter_id,
            "geometry": {"type": "Point", "coordinates": (shelter.lon, shelter.lat)},
            "properties": {field: getattr(shelter, field) for field in fields},
        }
        for shelter in shelters
    ]
    head = {"type": "FeatureCollection", "now": now, "run": run.run, "status": run.status}
    return _encode({**head, "features": features})
