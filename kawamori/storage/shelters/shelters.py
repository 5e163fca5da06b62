"""The city's list of shelters, and storing it: facts are appended, never changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

from kawamori.errors import NotFoundError
from kawamori.shelters import Hazard, Shelter
from kawamori.storage.connections import Connection, unavailable_when_lost

_CURRENT = """
SELECT shelter_id, name, lat, lon, hazards, name_en, reading, address, capacity, note
FROM current_shelters ORDER BY shelter_id
"""
_ADD = "INSERT INTO shelters (shelter_id) VALUES (%s) ON CONFLICT DO NOTHING"
_FACTS = """
INSERT INTO shelter_facts (shelter_id, author, name, lat, lon, hazards, name_en, reading, address,
                           capacity, note)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_RETIRE = """
INSERT INTO shelter_facts (shelter_id, author, name, lat, lon, hazards, name_en, reading, address,
                           capacity, note, retired)
SELECT shelter_id, %s, name, lat, lon, hazards, name_en, reading, address, capacity, note, true
FROM current_shelters WHERE shelter_id = %s
"""
_LOCK = "LOCK TABLE shelter_facts IN SHARE ROW EXCLUSIVE MODE"


@dataclass(frozen=True, slots=True)
class ShelterChange:
    """What becomes of one shelter: ``new``, or the differences; neither is no change."""

    shelter_id: str
    name: str
    new: bool
    differences: tuple[str, ...] = ()


def current_shelters(connection: Connection) -> list[Shelter]:
    """Return every shelter in the city's list."""
    with unavailable_when_lost():
        return [_shelter(row) for row in connection.execute(_CURRENT)]


def store_shelters(
    connection: Connection, shelters: Sequence[Shelter], *, author: str
) -> list[ShelterChange]:
    """Store what differs from what stands there, in one transaction, and return the changes."""
    with unavailable_when_lost(), connection.transaction():
        connection.execute(_LOCK)
        standing = {shelter.shelter_id: shelter for shelter in current_shelters(connection)}
        changes = [_change(standing.get(shelter.shelter_id), shelter) for shelter in shelters]
        for shelter, change in zip(shelters, changes, strict=True):
            if change.new or change.differences:
                connection.execute(_ADD, (shelter.shelter_id,))
                connection.execute(_FACTS, _facts(shelter, author))
        return changes


def retire_shelters(connection: Connection, shelter_ids: Iterable[str], *, author: str) -> None:
    """Take shelters off the list; ``NotFoundError`` names one that isn't on it."""
    with unavailable_when_lost(), connection.transaction():
        for shelter_id in shelter_ids:
            if connection.execute(_RETIRE, (author, shelter_id)).rowcount == 0:
                raise NotFoundError(f"there is no shelter {shelter_id!r} on the list")


def _change(before: Shelter | None, shelter: Shelter) -> ShelterChange:
    differences = () if before is None else tuple(_differences(before, shelter))
    return ShelterChange(shelter.shelter_id, shelter.name, before is None, differences)


def _differences(before: Shelter, after: Shelter) -> Iterator[str]:
    for field in fields(before):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            yield f"{field.name} {_said(old)} → {_said(new)}"


def _said(value: object) -> str:
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _facts(shelter: Shelter, author: str) -> tuple[object, ...]:
    place = (shelter.name, shelter.lat, shelter.lon, sorted(shelter.hazards))
    words = (shelter.name_en, shelter.reading, shelter.address)
    return (shelter.shelter_id, author, *place, *words, shelter.capacity, shelter.note)


def _shelter(row: tuple[Any, ...]) -> Shelter:
    shelter_id, name, lat, lon, hazards, *others = row
    return Shelter(shelter_id, name, lat, lon, frozenset(map(Hazard, hazards)), *others)
