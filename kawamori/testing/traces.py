"""What a database or a log tells of somebody: every place where a secret can be read."""

import base64
from typing import Any

from psycopg.sql import SQL, Identifier

from kawamori.storage.connections import Connection

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"


def rows(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    """Return what a query finds."""
    return connection.execute(query.encode()).fetchall()


def dump(connection: Connection) -> dict[str, str]:
    """Return every table as text, as ``COPY`` writes it."""
    return {table: _copied(connection, table) for (table,) in rows(connection, _TABLES)}


def found(secrets: dict[str, str | bytes], where: dict[str, str]) -> list[tuple[str, str]]:
    """Return which secret is written where: as it is, as bytes, or in base64."""
    return [
        (name, place)
        for name, secret in secrets.items()
        for place, text in where.items()
        if any(form in text for form in _forms(secret))
    ]


def _copied(connection: Connection, table: str) -> str:
    query = SQL("COPY (SELECT * FROM {}) TO STDOUT").format(Identifier(table))
    with connection.cursor().copy(query) as written:
        return b"".join(bytes(row) for row in written).decode()


def _forms(secret: str | bytes) -> set[str]:
    raw = secret if isinstance(secret, bytes) else secret.encode()
    written = {raw.hex(), base64.b64encode(raw).decode().rstrip("=")}
    return written if isinstance(secret, bytes) else {*written, secret}
