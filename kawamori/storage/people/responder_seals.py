"""What temporary responders wrote, sealed by the people key for one purpose each."""

from psycopg.sql import SQL, Identifier

from kawamori.storage.connections import Connection
from kawamori.storage.sealing import Seal, keys_of

PERSON = b"kawamori responders"
EMERGENCY = b"kawamori responders' emergency contacts"
REGISTRATION = b"kawamori responders' registrations"
SEALED = {"person_sealed": PERSON, "emergency_sealed": EMERGENCY}

_NEXT = """
SELECT responder_id, {sealed} FROM responders
WHERE responder_id > %s AND {sealed} IS NOT NULL AND substr({sealed}, 1, length(%s)) <> %s
ORDER BY responder_id LIMIT %s FOR UPDATE
"""
_RESEAL = "UPDATE responders SET {sealed} = %s WHERE responder_id = %s"


def about(responder_id: int) -> bytes:
    """Return what a sealed value is bound to, so that it can't be moved to another row."""
    return b"responder %d" % responder_id


def reseal(connection: Connection, people_key: bytes, column: str, slice_of: int) -> list[int]:
    """Seal a column anew under the newest key; return how many were, and how many no key opens."""
    seal = Seal(keys_of(people_key), SEALED[column])
    sealed = Identifier(column)
    renewed = unreadable = last = 0
    while True:
        with connection.transaction():
            values = (last, seal.key_id, seal.key_id, slice_of)
            rows = connection.execute(SQL(_NEXT).format(sealed=sealed), values).fetchall()
            if not rows:
                return [renewed, unreadable]
            last = rows[-1][0]
            for number, kept in rows:
                try:
                    again = seal.close(seal.open(kept, about(number)), about(number))
                except ValueError:
                    unreadable += 1
                    continue
                connection.execute(SQL(_RESEAL).format(sealed=sealed), (again, number))
                renewed += 1
