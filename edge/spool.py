"""The readings a device has taken and the city has not yet stored, on disk.

A reading is spooled before it is published and forgotten only when the ``stored``
watermark covers its boot and sequence number. Commits are synchronous, so a power cut
loses nothing that was spooled. Where the disk takes no more, readings wait in
memory, as many as ``TAIL``; beyond that the newest are refused, because a hole in
the sequence would hold the watermark up for good.
"""

import logging
import sqlite3
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from edge.clock import Moment, machine_boot
from edge.tables import (
    PAGE_BYTES,
    READINGS,
    Boot,
    Owner,
    Spooled,
    as_spooled,
    open_tables,
    refusal,
    since_us,
)
from kawamori.errors import InvalidError, UnavailableError
from kawamori.times import from_us, to_us

log = logging.getLogger(__name__)

TAIL = 10_000
MAX_MB = 256.0

_CHUNK = 500  # readings in one transaction while the disk recovers
_BOOTS_SINCE = datetime(2020, 1, 1, tzinfo=UTC)
_BOOTS_UNTIL = datetime(2100, 1, 1, tzinfo=UTC)


class Spool:
    """One device's spool; for one thread at a time, and one process at a time."""

    def __init__(
        self,
        path: Path | None,
        owner: Owner,
        moment: Moment,
        *,
        max_mb: float = MAX_MB,
        rescued: Sequence[Spooled] = (),
    ) -> None:
        """Open a spool, or make one with the rescued readings of a damaged one; begin a boot.

        Refuses as ``open_tables`` does. Without a path all is kept in memory.
        """
        self.path = path
        self.owner = owner
        self.started_s = moment.stopwatch_s
        self.is_new = False
        self._tail: deque[Spooled] = deque()
        self._streams: dict[tuple[str, str], int] = {}
        self._seq = 0
        self._failing = False
        self._database = open_tables(path, owner)
        try:
            self._insert(rescued)
            self.boot = self._begin_boot(moment)
            self._boots = {boot.boot: boot for boot in self._read_boots()}
            self._on_disk = self._count()
            pages = int(max_mb * 1e6 / PAGE_BYTES)
            self._database.execute(f"PRAGMA max_page_count = {pages}")
        except sqlite3.Error as error:
            self._database.close()
            raise refusal(path, error) from error

    def __len__(self) -> int:
        """Return how many readings wait to be covered."""
        return self._on_disk + len(self._tail)

    @property
    def next_seq(self) -> int:
        """The sequence number of the next reading of this boot; the first is 1."""
        return self._seq + 1

    @property
    def in_memory(self) -> int:
        """How many readings the disk has not taken: a power cut would lose them."""
        return len(self._tail) if self.path else len(self)

    def boot_of(self, row: Spooled) -> Boot | None:
        """Return the boot in which a reading was taken, unless that was in a damaged spool."""
        return self._boots.get(row.boot)

    def add(self, rows: Sequence[Spooled]) -> None:
        """Keep readings, numbered from ``next_seq`` without a gap; on disk when this returns.

        A disk that is full or fails is logged, and they wait in memory until it
        recovers. ``UnavailableError``: the memory is full too, none was kept and
        no number is used up.
        """
        if [row.place for row in rows] != [
            (self.boot, self._seq + 1 + i) for i in range(len(rows))
        ]:
            raise InvalidError(
                f"readings must be numbered from {self.next_seq} of boot {self.boot}"
            )
        if len(self._tail) + len(rows) > TAIL and not self._write_tail():
            raise UnavailableError(
                f"spool {self.path}: the disk takes nothing and {len(self._tail)} readings wait "
                "in memory, so the newest is lost: free some space or replace the disk"
            )
        self._tail.extend(rows)
        self._seq += len(rows)
        self._write_tail()

    def after(self, place: tuple[int, int], limit: int) -> list[Spooled]:
        """Return the oldest readings beyond a place, oldest first."""
        try:
            found = self._database.execute(
                f"{READINGS} WHERE (boot, seq) > (?, ?) ORDER BY boot, seq LIMIT ?",
                (*place, limit),
            ).fetchall()
        except sqlite3.Error as error:
            raise refusal(self.path, error) from error
        rows = [as_spooled(row) for row in found]
        waiting = (row for row in self._tail if row.place > place)
        return rows + list(islice(waiting, limit - len(rows)))

    def forget(self, boot: int, seq: int) -> int:
        """Forget what a watermark covers, and return how many readings that was.

        Where the disk fails nothing is forgotten: it will only be sent again.
        """
        gone = 0
        try:
            gone = self._database.execute(
                "DELETE FROM readings WHERE boot = ? AND seq <= ?", (boot, seq)
            ).rowcount
        except sqlite3.Error as error:
            log.warning("%s; what is covered can't be forgotten yet", refusal(self.path, error))
        self._on_disk -= gone
        while self._tail and self._tail[0].boot == boot and self._tail[0].seq <= seq:
            self._tail.popleft()
            gone += 1
        return gone

    def renumber(self, boot: int) -> None:
        """Give this boot a number that nobody has used, and its readings with it."""
        try:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.execute("UPDATE readings SET boot = ? WHERE boot = ?", (boot, self.boot))
            self._database.execute("UPDATE boots SET boot = ? WHERE boot = ?", (boot, self.boot))
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            self._roll_back()
            raise refusal(self.path, error) from error
        self._boots[boot] = replace(self._boots.pop(self.boot), boot=boot)
        self._tail = deque(replace(row, boot=boot) for row in self._tail)
        self.boot = boot

    def date_boot(self, started_at: datetime) -> None:
        """Note when this boot began, now that the clock is trusted, for readings taken before."""
        boot = replace(self._boots[self.boot], started_at=started_at)
        try:
            self._database.execute(
                "UPDATE boots SET started_us = ? WHERE boot = ?", (to_us(started_at), self.boot)
            )
        except sqlite3.Error as error:
            log.warning("%s; the boot is not dated", refusal(self.path, error))
        self._boots[self.boot] = boot

    def close(self) -> None:
        """Write what waits in memory, if the disk takes it, and let go of the file."""
        self._write_tail()
        self._database.close()

    def _begin_boot(self, moment: Moment) -> int:
        """Take a boot number above every one used before.

        The minutes since 2020 keep it so even where the file is new because a card was
        replaced; where the clock is wrong as well, the agent learns the numbers used
        from the watermark, and renumbers.
        """
        last: int | None
        (last,) = self._database.execute(
            "SELECT max(boot) FROM (SELECT boot FROM boots UNION ALL SELECT boot FROM readings)"
        ).fetchone()
        self.is_new = last is None
        boot = (last or 0) + 1
        if _BOOTS_SINCE < moment.at < _BOOTS_UNTIL:
            boot = max(boot, (moment.at - _BOOTS_SINCE) // timedelta(minutes=1))
        self._database.execute("BEGIN IMMEDIATE")
        self._database.execute("DELETE FROM boots WHERE boot NOT IN (SELECT boot FROM readings)")
        self._database.execute(
            "INSERT INTO boots VALUES (?, ?, ?, NULL)", (boot, machine_boot(), moment.stopwatch_s)
        )
        self._database.execute("COMMIT")
        return boot

    def _count(self) -> int:
        count: int
        (count,) = self._database.execute("SELECT count(*) FROM readings").fetchone()
        return count

    def _read_boots(self) -> Iterable[Boot]:
        for boot, machine, started_s, us in self._database.execute(
            "SELECT boot, machine_boot, started_s, started_us FROM boots"
        ):
            yield Boot(boot, machine, started_s, None if us is None else from_us(us))

    def _write_tail(self) -> bool:
        """Move what waits in memory to the disk; False if the disk does not take it all."""
        while self._tail:
            rows = list(islice(self._tail, _CHUNK))
            try:
                self._insert(rows)
            except sqlite3.Error as error:
                self._roll_back()
                if not self._failing:
                    log.error("%s; readings wait in memory", refusal(self.path, error))  # noqa: TRY400 a traceback adds nothing
                self._failing = True
                return False
            for _ in rows:
                self._tail.popleft()
            self._on_disk += len(rows)
        self._failing = False
        return True

    def _insert(self, rows: Sequence[Spooled]) -> None:
        # "OR IGNORE": a commit that failed in the disk's cache may have happened all the same.
        self._database.execute("BEGIN IMMEDIATE")
        self._database.executemany(
            "INSERT OR IGNORE INTO readings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *row.place,
                    self._stream_id(row.station_id, row.datastream),
                    to_us(row.observed_at),
                    row.result,
                    row.uptime_s,
                    row.confidence,
                    row.still,
                    row.spread,
                    since_us(row.calibration),
                )
                for row in rows
            ],
        )
        self._database.execute("COMMIT")

    def _stream_id(self, station_id: str, datastream: str) -> int:
        key = (station_id, datastream)
        if key not in self._streams:
            self._database.execute(
                "INSERT OR IGNORE INTO streams (station_id, datastream) VALUES (?, ?)", key
            )
            (self._streams[key],) = self._database.execute(
                "SELECT stream_id FROM streams WHERE station_id = ? AND datastream = ?", key
            ).fetchone()
        return self._streams[key]

    def _roll_back(self) -> None:
        self._streams.clear()  # an identifier given in a transaction that failed is not kept
        if self._database.in_transaction:
            self._database.execute("ROLLBACK")
