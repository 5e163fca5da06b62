"""Answers that were given to requests with a key, so that the same request is done once."""

from typing import NamedTuple

from kawamori.errors import ConflictError
from kawamori.storage.connections import Connection

_PATIENCE = "SET LOCAL lock_timeout = '5s'"
_CLAIM = """
INSERT INTO answered_requests (person, key, digest) VALUES (%s, %s, %s)
ON CONFLICT DO NOTHING RETURNING true
"""
_FIND = """
SELECT digest, status, media_type, body FROM answered_requests WHERE person = %s AND key = %s
"""
_ANSWER = """
UPDATE answered_requests SET status = %s, media_type = %s, body = %s WHERE person = %s AND key = %s
"""


class Answer(NamedTuple):
    """What a request was answered."""

    status: int
    media_type: str
    body: bytes


def claim_key(connection: Connection, person: str, key: str, digest: bytes) -> Answer | None:
    """Take a person's key for one request, or return what that request was answered before.

    Call it in the transaction that does what is asked. Whoever comes with a key that is being
    dealt with waits for the end of that, for some seconds (then ``UnavailableError``).
    ``ConflictError`` when the key stands for another request.
    """
    connection.execute(_PATIENCE)
    if connection.execute(_CLAIM, (person, key, digest)).fetchone():
        return None
    row = connection.execute(_FIND, (person, key)).fetchone()
    if row is None or row[0] != digest:
        raise ConflictError(
            f"the key {key} stands for another request already: make a new one for each act"
        )
    return Answer(*row[1:])


def keep_answer(connection: Connection, person: str, key: str, answer: Answer) -> None:
    """Keep what a request is answered, in the transaction that did it."""
    connection.execute(_ANSWER, (*answer, person, key))
