"""Acts: what a named person did, kept for good beside what it changed; none is ever rewritten."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from kawamori.acts import Act
from kawamori.storage.connections import Connection

# From where whoever acts is asking: set around a request, nothing for what is typed at the server.
_address: ContextVar[str | None] = ContextVar("address", default=None)

_RECORD = """
INSERT INTO acts (person, role, act, subject, details, address, office)
VALUES (%s, %s, %s, %s, %s, %s, (SELECT office FROM staff WHERE name = %s))
"""
_FIND = """
SELECT act_id, acted_at, person, role, office, address, act, subject, details FROM acts
WHERE (%(person)s::text IS NULL OR person = %(person)s)
  AND (%(act)s::text IS NULL OR act = %(act)s)
  AND (%(subject)s::text IS NULL OR starts_with(subject, %(subject)s))
  AND (%(since)s::timestamptz IS NULL OR acted_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR acted_at < %(until)s)
  AND (%(before)s::bigint IS NULL OR act_id < %(before)s)
ORDER BY act_id DESC LIMIT %(limit)s
"""
_KINDS = "SELECT DISTINCT act FROM acts ORDER BY act"


@dataclass(frozen=True, slots=True)
class Deed:
    """One act as it is kept."""

    act_id: int
    acted_at: datetime
    person: str
    role: str
    office: str | None
    address: str | None
    act: str
    subject: str
    details: dict[str, object]


@dataclass(frozen=True, slots=True)
class Sought:
    """Which acts somebody looks for; ``before`` is the act that the last page ended with."""

    person: str | None = None
    act: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    limit: int = 200


def record_act(
    connection: Connection,
    person: str,
    role: str,
    act: str,
    subject: str,
    /,
    **details: object,
) -> None:
    """Append what a person did, in the transaction that does it; ``ValueError`` if unknown."""
    row = (person, role, Act(act), subject, Jsonb(details), _address.get(), person)
    connection.execute(_RECORD, row)


@contextmanager
def acting_from(address: str | None) -> Iterator[None]:
    """Have what is done inside be kept with the address that it was asked for from."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def find_acts(connection: Connection, sought: Sought) -> Sequence[Deed]:
    """Return acts, the newest first."""
    values = {name: getattr(sought, name) for name in Sought.__dataclass_fields__}
    with connection.cursor(row_factory=class_row(Deed)) as cursor:
        return cursor.execute(_FIND, values).fetchall()


def kinds_of_acts(connection: Connection) -> list[str]:
    """Return every kind of act that there was."""
    return [row[0] for row in connection.execute(_KINDS)]
