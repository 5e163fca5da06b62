"""Areas as they stand now, and storing them: facts are appended, never changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from kawamori.areas import Area, AreaKind
from kawamori.errors import NotFoundError
from kawamori.polygons import Shape
from kawamori.storage.connections import Connection, unavailable_when_lost

_CURRENT = """
SELECT area_id, name, geometry, kind, name_en, reading, municipality, population, households, risk
FROM offered_areas
"""
_ALL = f"{_CURRENT} ORDER BY area_id"
_AMONG = f"{_CURRENT} WHERE area_id = ANY(%s) ORDER BY area_id"
_ADD = "INSERT INTO areas (area_id) VALUES (%s) ON CONFLICT DO NOTHING"
_FACTS = """
INSERT INTO area_facts (area_id, author, name, name_en, reading, kind, municipality, population,
                        households, risk, geometry, valid_from)
SELECT given.*, coalesce(%s, CASE
  WHEN EXISTS (SELECT FROM area_facts f WHERE f.area_id = given.area_id) THEN now()
  ELSE '-infinity' END)
FROM (SELECT %s::text AS area_id, %s, %s, %s, %s, %s, %s, %s::int, %s::int, %s::int, %s::jsonb)
  AS given
"""
_WITHDRAW = """
INSERT INTO area_facts (area_id, author, name, name_en, reading, kind, municipality, population,
                        households, risk, geometry, valid_from, withdrawn)
SELECT area_id, %s, name, name_en, reading, kind, municipality, population, households, risk,
       geometry, coalesce(%s, now()), true
FROM offered_areas WHERE area_id = %s
"""
_LOCK = "LOCK TABLE area_facts IN SHARE ROW EXCLUSIVE MODE"


@dataclass(frozen=True, slots=True)
class AreaChange:
    """What becomes of one area: ``new``, or the differences; neither is no change."""

    area_id: str
    name: str
    new: bool
    differences: tuple[str, ...] = ()


def current_areas(connection: Connection) -> list[Area]:
    """Return every area as it stands now; those withdrawn are left out."""
    with unavailable_when_lost():
        return [_area(row) for row in connection.execute(_ALL.encode())]


def find_areas(connection: Connection, area_ids: Sequence[str]) -> list[Area]:
    """Return these areas; ``NotFoundError`` names those that do not exist."""
    with unavailable_when_lost():
        rows = connection.execute(_AMONG.encode(), (list(area_ids),)).fetchall()
    found = [_area(row) for row in rows]
    if missing := sorted(set(area_ids) - {area.area_id for area in found}):
        raise NotFoundError(f"there is no area {', '.join(missing)}")
    return found


def areas_at(areas: Iterable[Area], lon: float, lat: float) -> list[Area]:
    """Return the areas that a place lies in: its district, and the zones over it."""
    return [area for area in areas if area.shape.contains(lon, lat)]


def store_areas(
    connection: Connection,
    areas: Iterable[Area],
    *,
    author: str,
    valid_from: datetime | None = None,
) -> list[AreaChange]:
    """Store what differs from what stands there, in one transaction, and return the changes.

    A first version holds from ever, a later one from now on, unless a time is given.
    """
    with unavailable_when_lost(), connection.transaction():
        connection.execute(_LOCK)
        standing = {area.area_id: area for area in current_areas(connection)}
        changes = [_change(standing.get(area.area_id), area) for area in areas]
        for area, change in zip(areas, changes, strict=True):
            if change.new or change.differences:
                connection.execute(_ADD, (area.area_id,))
                connection.execute(_FACTS, (valid_from, *_facts(area, author)))
        return changes


def withdraw_area(
    connection: Connection, area_id: str, *, author: str, valid_from: datetime | None = None
) -> None:
    """Have an area offered no longer; what was told there keeps its name."""
    with unavailable_when_lost():
        done = connection.execute(_WITHDRAW, (author, valid_from, area_id))
    if not done.rowcount:
        raise NotFoundError(f"there is no area {area_id!r}")


def _change(before: Area | None, area: Area) -> AreaChange:
    differences = () if before is None else tuple(_differences(before, area))
    return AreaChange(area.area_id, area.name, before is None, differences)


def _differences(before: Area, after: Area) -> Iterator[str]:
    for field in fields(before):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            yield "outline moved" if field.name == "shape" else f"{field.name} {old} → {new}"


def _facts(area: Area, author: str) -> tuple[object, ...]:
    words = (area.name, area.name_en, area.reading, area.kind, area.municipality)
    counts = (area.population, area.households, area.risk)
    return (area.area_id, author, *words, *counts, Jsonb(area.shape.geojson()))


def _area(row: tuple[Any, ...]) -> Area:
    area_id, name, geometry, kind, *others = row
    return Area(area_id, name, Shape.from_geojson(geometry), AreaKind(kind), *others)
