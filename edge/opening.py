"""Open a spool come what may: a damaged one is set aside and rescued, a full disk worked around."""

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from edge.clock import Moment
from edge.spool import MAX_MB, Spool
from edge.tables import READINGS, READINGS_1, Owner, Spooled, TornError, as_spooled
from kawamori.errors import UnavailableError

log = logging.getLogger(__name__)

MEMORY_MB = 16.0


def open_spool(folder: Path, owner: Owner, moment: Moment, *, max_mb: float = MAX_MB) -> Spool:
    """Return the owner's spool, in every state of the disk that lets a device go on measuring.

    1. Open it.
    2. If it is damaged, set the file aside and begin a new one with what can be read of it.
    3. If the disk takes nothing, keep readings in memory: they are published as they come.
    """
    path = folder / owner.file_name()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return Spool(path, owner, moment, max_mb=max_mb)
        except TornError as error:
            aside = set_aside(path, moment)
            rescued = list(rescue(aside))
            log.critical(
                "%s. It is kept as %s; %d readings could be read and will be sent. "
                "Check the disk: this one may fail again",
                *(error, aside, len(rescued)),
            )
            return Spool(path, owner, moment, max_mb=max_mb, rescued=rescued)
    except (OSError, UnavailableError) as error:
        log.critical(
            "%s. Readings are kept in memory only, what is spooled waits: free some space or "
            "replace the disk, then restart",
            error,
        )
        return Spool(None, owner, moment, max_mb=MEMORY_MB)


def set_aside(path: Path, moment: Moment) -> Path:
    """Rename a damaged spool and what belongs to it, and return its new path."""
    stamp = f"{moment.at:%Y%m%dT%H%M%SZ}-{moment.stopwatch_s:.0f}"
    aside = path.with_name(f"{path.name}.torn-{stamp}")
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


def rescue(path: Path) -> Iterator[Spooled]:
    """Yield each reading that a damaged file still gives, from its front and from its back."""
    seen: set[tuple[int, int]] = set()
    database = sqlite3.connect(path)
    try:
        for order in ("ASC", "DESC"):
            for row in _readable(database, order):
                if row.place in seen:
                    break
                seen.add(row.place)
                yield row
    finally:
        database.close()


def _readable(database: sqlite3.Connection, order: str) -> Iterator[Spooled]:
    try:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        readings = READINGS_1 if version == 1 else READINGS
        for row in database.execute(f"{readings} ORDER BY boot {order}, seq {order}"):
            yield as_spooled(row)
    except (sqlite3.DatabaseError, TypeError, OverflowError, ValueError) as error:
        log.warning("the damaged spool can be read no further: %s", error)
