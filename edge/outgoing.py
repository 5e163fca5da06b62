"""Which spooled readings to publish now, and which to publish again.

When a connection begins, the newest batch goes first: it says how the river stands, and
what arrives after it is history that alerts nobody. From then on a fresh reading
goes out at once. What could not is the backlog: it follows oldest first, on the side,
one batch at a time, with a bounded number published and not yet covered by the
watermark. What stays uncovered too long is published again from the oldest on; while
nothing at all is covered (ingest is away, the broker queues for it) it is one reading
now and then, to ask.
"""

import logging

import msgspec

from edge.spool import Spool
from edge.tables import Spooled

log = logging.getLogger(__name__)

_START = (0, 0)


class Pace(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How much is published before it is known to be stored, and how long that is awaited.

    A batch of 100 is some 13 kB: it keeps a 64 kbit/s line busy for less than two
    seconds. ``boots`` is bounded because the watermark tells of eight boots only. While
    ingest works through a queue the watermark moves about once a second: ``quiet_s``
    without a move is the end of the queue.
    """

    batch: int = 100
    uncovered: int = 1000
    live_on_the_line: int = 100
    boots: int = 4
    resend_s: float = 30.0
    slowest_resend_s: float = 600.0
    quiet_s: float = 3.0


class Outgoing:
    """The window between a spool and the broker; every time is the stopwatch's, in seconds."""

    def __init__(self, spool: Spool, pace: Pace) -> None:
        self._spool = spool
        self._pace = pace
        self._wait_s = pace.resend_s
        self._asking = False
        self._progress_s = 0.0
        self._quiet_s = 0.0
        self._covered_to = 0
        self._sent: list[tuple[int, int]] = []
        self._live_from: int | None = None
        self._drained = False  # no more backlog than what is published
        self.published_to = 0  # the highest number of this boot that was ever published
        self.break_off()

    def break_off(self) -> None:
        """Count what the lost connection carried as not having arrived."""
        self._has_begun = False
        self._live_on_the_line = 0
        self._batches_on_the_line = 0
        self._rewind()

    def begin(self, now_s: float) -> list[Spooled]:
        """Return, once a connection, the newest batch of this boot; it goes out before all else."""
        if self._has_begun:
            return []
        batch, newest = self._pace.batch, self._spool.next_seq - 1
        rows = []
        if self._pace.live_on_the_line:
            rows = self._spool.after((self._spool.boot, max(0, newest - batch)), batch)
        self._has_begun = True
        if rows:
            self._begin_wait(now_s)
            self._live_from = rows[0].seq
            self._live_to = rows[-1].seq
            self.published_to = max(self.published_to, self._live_to)
        return rows

    def publish_live(self, rows: list[Spooled], now_s: float) -> list[Spooled]:
        """Return which of the readings spooled just now go out at once; the rest is backlog."""
        live = rows[: max(0, self._pace.live_on_the_line - self._live_on_the_line)]
        if live:
            self._begin_wait(now_s)
            if self._live_from is None:
                self._live_from = live[0].seq
            self._live_to = self.published_to = live[-1].seq
            self._live_on_the_line += len(live)
        if len(live) < len(rows):
            if self._drained and self._live_to:
                self._cursor = (self._spool.boot, self._live_to)  # all before it is published
            self._live_from, self._drained = None, False
        return live

    def next_batch(self, now_s: float) -> list[Spooled]:
        """Return the next of the backlog to publish; nothing if there is none or it must wait."""
        if self._drained or self._batches_on_the_line or now_s < self._quiet_s:
            return []
        rows = self._backlog(self._room())
        if rows:
            self._begin_wait(now_s)
            self._cursor = rows[-1].place
            self._sent += [row.place for row in rows]
            numbers = [row.seq for row in rows if row.boot == self._spool.boot]
            self.published_to = max(self.published_to, *numbers, 0)
        return rows

    def batch_on_the_line(self, messages: int) -> None:
        """Note that a batch went out as so many messages; the next waits for the broker."""
        self._batches_on_the_line = messages

    def live_acknowledged(self) -> None:
        """Note that the broker has a fresh reading."""
        self._live_on_the_line = max(0, self._live_on_the_line - 1)

    def batch_acknowledged(self) -> None:
        """Note that the broker has a message of a batch."""
        self._batches_on_the_line = max(0, self._batches_on_the_line - 1)

    def covered(self, boot: int, seq: int, now_s: float) -> None:
        """Forget what the watermark covers."""
        if boot == self._spool.boot:
            self._covered_to = max(self._covered_to, seq)
        if not self._spool.forget(boot, seq):
            return
        self._sent = [place for place in self._sent if place[0] != boot or place[1] > seq]
        if self._asking or now_s < self._quiet_s:
            self._quiet_s = (
                now_s + self._pace.quiet_s
            )  # what the broker kept may cover the rest by itself
        self._asking = False
        self._wait_s = self._pace.resend_s
        self._progress_s = max(now_s, self._quiet_s)

    def resend_if_due(self, now_s: float) -> None:
        """Go back to the oldest reading if nothing was covered for too long."""
        if not self._waiting or now_s < self._progress_s + self._wait_s:
            return
        log.info("nothing was covered for %.0f s: asking with the oldest reading", self._wait_s)
        self._rewind()
        self._asking = True
        self._progress_s = now_s
        self._wait_s = min(2 * self._wait_s, self._pace.slowest_resend_s)

    def renumbered(self) -> None:
        """Begin again: the boot has another number, under which nothing was published yet."""
        self.published_to = self._covered_to = 0
        self._rewind()

    def due_s(self, now_s: float) -> float:
        """Return when something is due even if nothing happens."""
        due_s = self._progress_s + self._wait_s if self._waiting else float("inf")
        return min(due_s, self._quiet_s) if now_s < self._quiet_s else due_s

    @property
    def _waiting(self) -> bool:
        return bool(self._sent) or self._live_to > self._covered_to

    def _begin_wait(self, now_s: float) -> None:
        if not self._waiting:
            self._progress_s = now_s

    def _rewind(self) -> None:
        self._cursor = _START
        self._sent = []
        self._live_from = None
        self._live_to = 0
        self._drained = False

    def _room(self) -> int:
        if self._asking:
            return 0 if self._sent else 1
        room = self._pace.uncovered - len(self._sent)
        return self._pace.batch if room >= self._pace.batch else 0

    def _backlog(self, limit: int) -> list[Spooled]:
        if not limit:
            return []
        boots = {boot for boot, _ in self._sent}
        rows: list[Spooled] = []
        for row in self._spool.after(self._cursor, limit):
            if self._live_from is not None and row.place >= (self._spool.boot, self._live_from):
                break
            boots.add(row.boot)
            if len(boots) > self._pace.boots:
                return rows
            rows.append(row)
        self._drained = not rows
        return rows
