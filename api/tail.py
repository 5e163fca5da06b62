"""Follow what is announced and hand it to the broadcast: one task for the whole process."""

import asyncio
import logging
import time
from collections.abc import Iterable, Sequence

from api.broadcast import Broadcast, Channel
from api.clock import Clock
from api.facts import FactsBook
from api.frames import HALTED, Batch, chunk, reset, tick
from api.packing import Chunk, pack
from kawamori.alerts import Audience
from kawamori.errors import UnavailableError
from kawamori.storage.connections import Connection, connect, unavailable_when_lost
from kawamori.storage.runs import list_runs
from kawamori.storage.stream import (
    Kept,
    StreamEvent,
    events_after,
    kept_events,
    listen,
    wait_for_announcement,
)

log = logging.getLogger(__name__)

WAIT_S = 0.2  # also how long a shutdown may have to wait, and how late a lost wake-up is made up
GAP_S = 0.1  # a rushing river is shown ten times a second, and the first change at once
TICK_S = 10.0
AGAIN_S = 1.0
EVENTS_AT_ONCE = 2000


class Tail:
    """Where the process has read to, and the connection it reads by."""

    def __init__(self, url: str, broadcast: Broadcast, book: FactsBook, wall: Clock) -> None:
        self._url = url
        self._broadcast = broadcast
        self._book = book
        self._wall = wall
        self._connection: Connection | None = None
        self._position: int | None = None
        self._ticked_at = 0.0
        self._stopped = False

    def stop(self) -> None:
        """Have ``run`` return after the step it is in."""
        self._stopped = True

    async def run(self) -> None:
        """Follow until stopped; a lost database is told and waited for, a fault has all reload."""
        while not self._stopped:
            try:
                await self.step()
            except UnavailableError as error:
                log.warning("stream: %s", error)
                self._broadcast.tell_all(pack(HALTED))
                await self._pause()
            except Exception:
                log.exception("stream: what follows event %s broke: all reload", self._position)
                self._position = None
                await self._pause()
        self._hang_up()

    async def step(self) -> None:
        """Hand over what was announced, if anything is before the wait is over.

        1. Connect if need be; where events are gone by then, everybody reloads.
        2. Wait for an announcement and read the events.
        3. Make a chunk for each channel that is listened to, and publish it.
        """
        if self._connection is None:
            self._resume(await asyncio.to_thread(self._connect))
            self._ticked_at = 0.0
        events = await asyncio.to_thread(self._next_events)
        if events:
            upto = events[-1].event_id
            channels = self._broadcast.begin(upto)
            chunks = await asyncio.to_thread(self._chunks, events, channels)
            for channel, made in chunks.items():
                self._broadcast.publish(channel, made, upto)
            self._position = upto
            await asyncio.sleep(GAP_S)
        self._tick()

    def _connect(self) -> Kept:
        self._connection = connect(self._url, name="api stream")
        with unavailable_when_lost():
            listen(self._connection)
            return kept_events(self._connection)

    def _resume(self, kept: Kept) -> None:
        if self._position is not None and kept.oldest - 1 <= self._position <= kept.newest:
            return
        self._position = kept.newest
        self._broadcast.begin(kept.newest)
        self._broadcast.tell_all(pack(reset(kept.newest)))

    def _next_events(self) -> list[StreamEvent]:
        assert self._connection is not None  # noqa: S101 step() connects first
        assert self._position is not None  # noqa: S101 same
        with unavailable_when_lost():
            events = events_after(self._connection, self._position, EVENTS_AT_ONCE)
            if not events and wait_for_announcement(self._connection, WAIT_S):
                events = events_after(self._connection, self._position, EVENTS_AT_ONCE)
            return events

    def _chunks(
        self, events: Sequence[StreamEvent], channels: Iterable[Channel]
    ) -> dict[Channel, Chunk]:
        assert self._connection is not None  # noqa: S101 step() connects first
        made = {}
        with unavailable_when_lost():
            runs = {run.run_no: run for run in list_runs(self._connection)}
            for channel in channels:
                changes = _changes(events, channel)
                batch = Batch(runs[channel.run_no], changes, events[-1].event_id, self._wall())
                if changes and (told := chunk(self._connection, self._book, channel, batch)):
                    made[channel] = pack(told)
        return made

    def _tick(self) -> None:
        if self._position is None or time.monotonic() < self._ticked_at + TICK_S:
            return
        self._ticked_at = time.monotonic()
        for channel, run in self._broadcast.followed().items():
            self._broadcast.tell(channel, pack(tick(run, self._wall(), self._position)))

    async def _pause(self) -> None:
        self._hang_up()
        await asyncio.sleep(AGAIN_S)

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _changes(events: Iterable[StreamEvent], channel: Channel) -> dict[str, list[str]]:
    """Return what a channel is told of some events: its run's, and for headquarters all runs."""
    changes: dict[str, dict[str, None]] = {}
    for event in events:
        if event.run_no == channel.run_no or (
            event.kind == "runs" and channel.audience is Audience.HQ
        ):
            changes.setdefault(event.kind, {}).update(dict.fromkeys(event.subjects))
    return {kind: list(subjects) for kind, subjects in changes.items()}
