"""Connections to PostgreSQL that fail in Kawamori's words and speak UTC."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg_pool import ConnectionPool

from kawamori.errors import UnavailableError

Connection = psycopg.Connection[tuple[Any, ...]]
Pool = ConnectionPool[Connection]

CONNECT_TIMEOUT_S = 5


def connect(url: str, *, name: str, autocommit: bool = True) -> Connection:
    """Return a connection; ``UnavailableError`` when the database can't be reached.

    ``name`` is what the database's own views show as the application.
    """
    try:
        return psycopg.connect(url, autocommit=autocommit, **_parameters(name))
    except psycopg.OperationalError as error:
        raise UnavailableError(f"database: {str(error).strip()}") from error


def open_pool(url: str, *, name: str, size: int = 4) -> Pool:
    """Return an open pool of autocommit connections, checked before each use."""
    return ConnectionPool(
        url,
        kwargs={"autocommit": True, **_parameters(name)},
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


def _parameters(name: str) -> dict[str, Any]:
    return {
        "application_name": f"kawamori {name}",
        "connect_timeout": CONNECT_TIMEOUT_S,
        "options": "-c timezone=UTC",
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    }
