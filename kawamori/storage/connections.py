"""Connections to PostgreSQL that fail in Kawamori's words and speak UTC."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool

from kawamori.errors import InvalidError, UnavailableError
from kawamori.settings import Settings

Connection = psycopg.Connection[tuple[Any, ...]]
Pool = ConnectionPool[Connection]

CONNECT_TIMEOUT_S = 5

_NOT_A_URL = (
    "the database's URL can't be read (it is not repeated here, for its password): write"
    " postgresql://user:password@host:5432/database, with %40 for @ and %2F for / in a password"
)


def connect(url: str, *, name: str, autocommit: bool = True) -> Connection:
    """Return a connection; ``UnavailableError`` when the database can't be reached.

    ``InvalidError`` when the URL is not one, in words that repeat none of it.
    ``name`` is what the database's own views show as the application.
    """
    _check(url)
    try:
        return psycopg.connect(url, autocommit=autocommit, **connection_parameters(name))
    except psycopg.OperationalError as error:
        raise UnavailableError(f"database: {str(error).strip()}") from error
    except psycopg.Error:
        raise InvalidError(_NOT_A_URL) from None  # its text may hold the password


def connect_command(settings: Settings) -> Connection:
    """Return the connection of a command that somebody typed."""
    return connect(settings.database_url.get_secret_value(), name="command")


def open_pool(url: str, *, name: str, size: int = 4) -> Pool:
    """Return an open pool of autocommit connections, checked before each use."""
    _check(url)
    return ConnectionPool(
        url,
        kwargs={"autocommit": True, **connection_parameters(name)},
        min_size=1,
        max_size=size,
        timeout=CONNECT_TIMEOUT_S,
        check=ConnectionPool.check_connection,
        open=True,
    )


@contextmanager
def unavailable_when_lost() -> Iterator[None]:
    """Turn the loss of the database into ``UnavailableError``: wait and try again."""
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise UnavailableError(f"database: {str(error).strip()}") from error


def _check(url: str) -> None:
    """Refuse a URL of which libpq would take, and tell, a part of the password as a host."""
    try:
        read = conninfo_to_dict(url)
    except psycopg.Error:
        raise InvalidError(_NOT_A_URL) from None
    ports = str(read.get("port") or "").split(",")
    where = f"{read.get('host') or ''}{read.get('dbname') or ''}"
    if "@" in where or not all(port.isdigit() for port in ports if port):
        raise InvalidError(_NOT_A_URL)


def connection_parameters(name: str) -> dict[str, Any]:
    """Return what every connection of ours is opened with, whoever opens it."""
    return {
        "application_name": f"kawamori {name}",
        "connect_timeout": CONNECT_TIMEOUT_S,
        "options": "-c timezone=UTC",
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    }
