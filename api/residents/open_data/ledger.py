"""Whom each notice reached, counted once it is known: a flood's notices reach ten thousands.

What was sent lately is counted anew each time, what was counted longest ago first; the rest
does not change and is counted once, the newest first: each as far as a moment allows.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from kawamori.storage.connections import Connection
from kawamori.storage.public.notices import Notice, Telling, notices_of, tellings_of

MOST = 1000  # notices, the newest
MOVES_FOR = timedelta(days=2)  # a text may wait ten hours for a phone, and be sent again by hand
FOR_S = 0.5


class Entry(NamedTuple):
    """A notice, and whom it reached; None until that is counted."""

    notice: Notice
    tellings: list[Telling] | None


class Ledger:
    """Keeps what was counted of one run."""

    def __init__(self, run_no: int) -> None:
        self._run_no = run_no
        self._moving: dict[int, list[Telling]] = {}  # what was counted longest ago is first
        self._settled: dict[int, list[Telling]] = {}

    def read(self, connection: Connection, wall: datetime, *, for_s: float = FOR_S) -> list[Entry]:
        """Return the newest notices, the newest first; ``for_s`` is what each count may take."""
        notices = notices_of(connection, self._run_no, limit=MOST)
        moving = {notice.message_id for notice in notices if _moves(notice, wall)}
        settled = {notice.message_id for notice in notices} - moving
        self._moving = {k: v for k, v in self._moving.items() if k in moving}
        self._settled = {k: v for k, v in self._settled.items() if k in settled}
        never = sorted(moving - self._moving.keys(), reverse=True)
        _count(connection, [*never, *self._moving], self._moving, for_s)
        _count(
            connection, sorted(settled - self._settled.keys(), reverse=True), self._settled, for_s
        )
        known = {**self._moving, **self._settled}
        return [Entry(notice, known.get(notice.message_id)) for notice in notices]


def _count(
    connection: Connection,
    message_ids: Sequence[int],
    counted: dict[int, list[Telling]],
    for_s: float,
) -> None:
    """Count one after the other until the time is over: one may have reached ten thousands."""
    ends = time.monotonic() + for_s
    for message_id in message_ids:
        counted.pop(message_id, None)
        counted |= tellings_of(connection, [message_id])
        if time.monotonic() > ends:
            return


def _moves(notice: Notice, wall: datetime) -> bool:
    return notice.routed_at is None or wall - notice.routed_at < MOVES_FOR
