"""What a person on the telephone has heard, and has said so by a key."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from psycopg.rows import args_row

from kawamori.errors import NotFoundError
from kawamori.people import Language
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.stream import announce
from kawamori.storage.telling.outcomes import RANKS

_SPOKEN = """
SELECT body, language, link, run_no FROM deliveries
WHERE delivery_id = %s AND channel = 'voice'
"""
_HEARD = """
UPDATE deliveries
SET state = 'delivered', provider_rank = greatest(provider_rank, %(rank)s),
    provider_id = coalesce(provider_id, %(provider_id)s), provider_code = 'key',
    opened_at = coalesce(opened_at, %(now)s), acknowledged_at = coalesce(acknowledged_at, %(now)s),
    answered_at = %(now)s, settled_at = coalesce(settled_at, %(now)s)
WHERE delivery_id = %(delivery_id)s
RETURNING run_no
"""


class Spoken(NamedTuple):
    """The words of a call."""

    body: str
    language: Language
    link: str
    run_no: int


def words_of_call(connection: Connection, delivery_id: UUID) -> Spoken:
    """Return what is said in a call; ``NotFoundError`` when there is no such call."""
    with unavailable_when_lost(), connection.cursor(row_factory=args_row(Spoken)) as cursor:
        found = cursor.execute(_SPOKEN, (delivery_id,)).fetchone()
    if found is None:
        raise NotFoundError(f"there is no call {delivery_id}")
    return found._replace(language=Language(found.language))


def acknowledge_call(
    connection: Connection, delivery_id: UUID, *, provider_id: str, now: datetime
) -> None:
    """Record that somebody pressed the key: they have heard it, whatever the provider says."""
    values = {
        "delivery_id": delivery_id,
        "provider_id": provider_id,
        "rank": RANKS["delivered"],
        "now": now,
    }
    with unavailable_when_lost(), connection.transaction():
        for (run_no,) in connection.execute(_HEARD, values).fetchall():
            announce(connection, run_no, "deliveries", [str(delivery_id)])
