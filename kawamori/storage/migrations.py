"""Bring the database's schema up to date, once, whoever starts first.

Plain numbered SQL files are applied in order, each in its transaction, under an
advisory lock. What one edition of the database can do more stands in a file of
its own, applied when that edition is found. An applied file must never change.
"""

import hashlib
from importlib.resources import files
from typing import NamedTuple

from psycopg.errors import LockNotAvailable

from kawamori.errors import ConflictError, UnavailableError
from kawamori.storage.connections import Connection

LOCK = 7700
OLDEST_POSTGRESQL = 150000

_LEDGER = """
CREATE TABLE IF NOT EXISTS schema_migrations (
  name text PRIMARY KEY,
  sha256 text NOT NULL,
  applied_at timestamptz NOT NULL DEFAULT now()
)
"""
# Whoever waits for a table keeps everybody waiting who comes after, readings too.
_BRIEFLY = "SET LOCAL lock_timeout = '5s'"
_TIMESCALE_THERE = "SELECT 1 FROM pg_available_extensions WHERE name = 'timescaledb'"


class Migration(NamedTuple):
    """One file of SQL; psycopg takes bytes as they are, so nothing in it is a parameter."""

    name: str
    sql: bytes

    @property
    def sha256(self) -> str:
        """What the file hashes to."""
        return hashlib.sha256(self.sql).hexdigest()


def migrate(connection: Connection) -> list[str]:
    """Apply what is missing and return its names; needs an autocommit connection.

    1. Wait for whoever else is migrating.
    2. Switch on TimescaleDB where the server has it.
    3. Apply each missing file of this edition in its own transaction.
    """
    _refuse_old(connection)
    connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
    try:
        if connection.execute(_TIMESCALE_THERE).fetchone():
            connection.execute("CREATE EXTENSION IF NOT EXISTS timescaledb")
        connection.execute(_LEDGER)
        return [m.name for m in _files(edition(connection)) if _apply(connection, m)]
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))


def missing(connection: Connection) -> list[str]:
    """Return the names of files that are not applied yet."""
    there = connection.execute("SELECT to_regclass('schema_migrations') IS NOT NULL").fetchone()
    applied: set[str] = set()
    if there and there[0]:
        applied = {row[0] for row in connection.execute("SELECT name FROM schema_migrations")}
    return [m.name for m in _files(edition(connection)) if m.name not in applied]


def edition(connection: Connection) -> str:
    """Return ``postgresql``, ``timescaledb-apache`` or ``timescaledb-community``."""
    there = connection.execute(
        "SELECT 1 FROM pg_extension WHERE extname = 'timescaledb'"
    ).fetchone()
    if not there:
        return "postgresql"
    licence = connection.execute("SHOW timescaledb.license").fetchone()
    community = licence is not None and licence[0] == "timescale"
    return "timescaledb-community" if community else "timescaledb-apache"


def _files(found: str) -> list[Migration]:
    folder = files("kawamori.storage") / "schema"
    names = sorted(f.name for f in folder.iterdir() if f.name[:4].isdigit())
    if found != "postgresql":
        names.append("timescaledb.sql")
    if found == "timescaledb-community":
        names.append("community.sql")
    return [_read(name) for name in names]


def _read(name: str) -> Migration:
    return Migration(name, (files("kawamori.storage") / "schema" / name).read_bytes())


def _apply(connection: Connection, migration: Migration) -> bool:
    row = connection.execute(
        "SELECT sha256 FROM schema_migrations WHERE name = %s", (migration.name,)
    ).fetchone()
    if row and row[0] != migration.sha256:
        raise ConflictError(
            f"{migration.name} was changed after it was applied here: "
            "restore it and write the change as a new file"
        )
    if row:
        return False
    try:
        with connection.transaction():
            connection.execute(_BRIEFLY)
            connection.execute(migration.sql)
            connection.execute(
                "INSERT INTO schema_migrations (name, sha256) VALUES (%s, %s)",
                (migration.name, migration.sha256),
            )
    except LockNotAvailable as error:
        raise UnavailableError(
            f"{migration.name} is not applied: a table it changes is in use, by a dump perhaps. "
            "Nothing was changed: apply it again once that is over"
        ) from error
    return True


def _refuse_old(connection: Connection) -> None:
    version = connection.info.server_version
    if version < OLDEST_POSTGRESQL:
        raise ConflictError(f"PostgreSQL {version // 10000} is too old: Kawamori needs 15 or newer")
