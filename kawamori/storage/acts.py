"""Acts: what a named person did, kept for good beside what it changed."""

from psycopg.types.json import Jsonb

from kawamori.storage.connections import Connection

_RECORD = "INSERT INTO acts (person, role, act, subject, details) VALUES (%s, %s, %s, %s, %s)"


def record_act(
    connection: Connection,
    person: str,
    role: str,
    act: str,
    subject: str,
    **details: object,
) -> None:
    """Append what a person did, in the transaction that does it."""
    connection.execute(_RECORD, (person, role, act, subject, Jsonb(details)))
