"""Throwaway servers for tests and benches: real ones, gone when the block ends."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kawamori.embedded.broker import Mosquitto
from kawamori.embedded.postgres import PostgresServer, Programs, from_wheel
from kawamori.embedded.trixie import find_timescaledb

DATABASES: Mapping[str, Callable[[], Programs]] = {
    "postgresql-18": from_wheel,
    "timescaledb-apache": find_timescaledb,
}


@contextmanager
def scratch_database_server(
    kind: str, settings: Mapping[str, str] | None = None
) -> Iterator[PostgresServer]:
    """Start an empty server of a kind; fsync stays on unless the settings say otherwise."""
    programs = DATABASES[kind]()
    with _folder(programs.root / "tmp" if programs.root else None) as folder:
        server = PostgresServer(programs, folder / "data", settings=settings)
        server.start()
        try:
            yield server
        finally:
            server.stop(at_once=True)


@contextmanager
def scratch_broker() -> Iterator[Mosquitto]:
    """Start an empty Mosquitto."""
    with _folder(None) as folder:
        broker = Mosquitto(folder)
        broker.start()
        try:
            yield broker
        finally:
            broker.stop()


@contextmanager
def _folder(parent: Path | None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="kawamori-", dir=parent))
    folder.chmod(0o755)  # a database server runs as somebody else than root
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
