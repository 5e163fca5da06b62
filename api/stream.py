"""One open stream: what was missed, then what happens, until either side has had enough."""

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from api.broadcast import Listener
from api.frames import Batch, chunk, reconnect, reset, tick
from api.packing import GZIP_HEAD, Chunk, pack
from api.sessions import Credential
from api.state import Surroundings
from kawamori.alerts import Audience
from kawamori.runs import Run
from kawamori.storage.stream import changed_between, kept_events

log = logging.getLogger(__name__)

EVENT_ID = re.compile("[0-9]{1,18}")
LASTS_S = 3600.0  # then the browser comes back, and who is asking is asked again
PATIENCE_S = 30.0  # for a reader that takes nothing any more


class EventStream(StreamingResponse):
    """Server-sent events to one reader; a reader that stops reading is let go."""

    media_type = "text/event-stream"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events, waiting for each to be taken, but not for ever."""

        async def send_patiently(message: Message) -> None:
            async with asyncio.timeout(PATIENCE_S):
                await send(message)

        try:
            await super().__call__(scope, receive, send_patiently)
        except* TimeoutError:
            log.info("a stream's reader took nothing for %s s and is let go", PATIENCE_S)


async def open_stream(
    around: Surroundings,
    run: Run,
    audience: Audience,
    last_event_id: str | None,
    *,
    packed: bool,
    credential: Credential | None = None,
) -> EventStream:
    """Return the stream of a run; it ends soon after what was shown for it has ended.

    1. Join, so that nothing that happens from here on is missed.
    2. Read what happened between the reader's last event and the joining.
    3. Send that, and then what is queued; ``packed`` for a reader that takes gzip.
    """
    listener = around.broadcast.join(run, audience)
    try:
        turn = await around.turns.take()
        try:
            first = await run_in_threadpool(_missed, around, listener, last_event_id)
        finally:
            turn.end()
    except BaseException:
        around.broadcast.leave(listener)
        raise
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Vary": "Accept-Encoding"}
    events = _events(around, listener, pack(first), credential)
    if not packed:
        return EventStream((each.plain async for each in events), headers=headers)
    return EventStream(_packed(events), headers={**headers, "Content-Encoding": "gzip"})


async def _packed(events: AsyncIterator[Chunk]) -> AsyncIterator[bytes]:
    yield GZIP_HEAD
    async for each in events:
        yield each.packed


async def _events(
    around: Surroundings, listener: Listener, first: Chunk, credential: Credential | None
) -> AsyncIterator[Chunk]:
    ends_at = time.monotonic() + LASTS_S
    if credential is not None:
        around.streams.add(credential, listener)
    try:
        yield first
        async for made in listener.chunks():
            yield made
            if time.monotonic() > ends_at:
                return
    finally:
        around.broadcast.leave(listener)
        if credential is not None:
            around.streams.remove(credential, listener)


def _missed(around: Surroundings, listener: Listener, last_event_id: str | None) -> bytes:
    """Return what a reader is sent first: what it missed, or word that this can't be told."""
    upto, wall = listener.position, around.wall()
    clock = tick(listener.run, wall, upto)
    if last_event_id is None:
        return reconnect() + clock
    seen = int(last_event_id) if EVENT_ID.fullmatch(last_event_id) else -1
    with around.connection() as connection:
        kept = kept_events(connection)
        oldest = kept.oldest if kept.newest else upto + 1
        # Another process may have given out events that this one has not come to yet.
        if not oldest - 1 <= seen <= max(upto, kept.newest):
            return reconnect() + reset(upto) + clock
        changes = changed_between(connection, seen, upto, listener.run.run_no)
        batch = Batch(listener.run, changes, upto, wall)
        told = chunk(connection, around.facts, listener.channel, batch)
    return reconnect() + (told or b"") + clock
