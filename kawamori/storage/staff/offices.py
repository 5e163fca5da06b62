"""The city's offices besides headquarters, and the districts that each speaks for."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import errors
from psycopg.rows import class_row

from kawamori.errors import InvalidError, NotFoundError
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.staff.accounts import Author

_LIST = "SELECT slug, name, reading, area_ids FROM offices ORDER BY slug"
_SAVE = """
INSERT INTO offices (slug, name, reading, area_ids) VALUES (%s, %s, %s, %s)
ON CONFLICT (slug) DO UPDATE
SET name = excluded.name, reading = excluded.reading, area_ids = excluded.area_ids
"""
_UNKNOWN = """
SELECT area_id FROM unnest(%s::text[]) AS given (area_id)
WHERE NOT EXISTS (SELECT FROM areas a WHERE a.area_id = given.area_id)
"""
_DISTRICT = """
SELECT o.slug, o.name, o.reading, o.area_ids
FROM staff s JOIN offices o ON o.slug = s.office WHERE s.name = %s
"""


@dataclass(frozen=True, slots=True)
class Office:
    """One office: its slug, what it is called, and its districts."""

    slug: str
    name: str
    reading: str
    area_ids: list[str]


def offices(connection: Connection) -> Sequence[Office]:
    """Return every office."""
    with connection.cursor(row_factory=class_row(Office)) as cursor:
        return cursor.execute(_LIST).fetchall()


def office_of_person(connection: Connection, person: str) -> Office | None:
    """Return where a person sits; None: at headquarters."""
    with connection.cursor(row_factory=class_row(Office)) as cursor:
        return cursor.execute(_DISTRICT, (person,)).fetchone()


def save_office(connection: Connection, office: Office, author: Author) -> None:
    """Store an office, or what is new of it."""
    with connection.transaction():
        unknown = connection.execute(_UNKNOWN, (office.area_ids,)).fetchone()
        if unknown is not None:
            raise NotFoundError(
                f"there is no area {unknown[0]!r}: `kawamori areas list` shows them"
            )
        row = (office.slug, office.name, office.reading, office.area_ids)
        try:
            connection.execute(_SAVE, row)
        except errors.CheckViolation:
            raise InvalidError(
                f"{office.slug!r} is no slug, or the name is empty: write kita and 北支所"
            ) from None
        record_act(
            connection,
            author.person,
            author.role,
            "save_office",
            f"office/{office.slug}",
            name=office.name,
            areas=office.area_ids,
        )
