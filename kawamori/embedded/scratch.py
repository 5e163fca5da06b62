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
MEMORY, ROOM_BYTES = Path("/dev/shm"), 4 << 30  # noqa: S108 where Linux keeps files in memory


@contextmanager
def scratch_database_server(
    kind: str, settings: Mapping[str, str] | None = None, *, in_memory: bool = False
) -> Iterator[PostgresServer]:
    """Start an empty server of a kind; fsync stays on unless the settings say otherwise.

    ``in_memory`` keeps its files there, where there is room and it sees what we see.
    """
    programs = DATABASES[kind]()
    place = programs.root / "tmp" if programs.root else _memory() if in_memory else None
    with _folder(place) as folder:
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


def _memory() -> Path | None:
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free >= ROOM_BYTES
    return MEMORY if roomy else None


@contextmanager
def _folder(parent: Path | None) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="kawamori-", dir=parent))
    folder.chmod(0o755)  # a database server runs as somebody else than root
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
