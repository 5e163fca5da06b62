"""Fan the changes of each run out to everybody who follows it, without waiting for anybody.

A chunk is made once and the same bytes are queued for every listener. Whoever
falls behind by a queue is let go: the browser comes back with the id of the last
event it saw and is given what it missed, in one piece.

Everything here happens on the event loop's thread, so that joining and publishing
can't fall between one another.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import NamedTuple

from api.packing import Chunk
from kawamori.alerts import Audience
from kawamori.errors import UnavailableError
from kawamori.runs import Run

QUEUED_CHUNKS = 100
MOST_LISTENERS = 2000


class Channel(NamedTuple):
    """One run, as one audience is shown it."""

    run_no: int
    audience: Audience


class Listener:
    """One open stream: what is queued for it, and the event up to which it needs to catch up."""

    def __init__(self, channel: Channel, run: Run, position: int) -> None:
        self.channel = channel
        self.run = run
        self.position = position
        self._queue: asyncio.Queue[Chunk | None] = asyncio.Queue(QUEUED_CHUNKS)

    def put(self, chunk: Chunk) -> bool:
        """Queue a chunk; False when the queue is full and the listener is to be let go."""
        try:
            self._queue.put_nowait(chunk)
        except asyncio.QueueFull:
            return False
        return True

    def end(self) -> None:
        """Forget what is queued and end the stream."""
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    async def chunks(self) -> AsyncIterator[Chunk]:
        """Yield what is queued until the stream ends."""
        while (chunk := await self._queue.get()) is not None:
            yield chunk


class Broadcast:
    """Everybody who listens, by channel, and the newest event that was given out."""

    def __init__(self) -> None:
        self._head: int | None = None
        self._closed = False
        self._listeners: dict[Channel, set[Listener]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._listeners.values()))

    @property
    def is_open(self) -> bool:
        """Whether the stream is followed, so that it can be joined."""
        return self._head is not None and not self._closed

    def join(self, run: Run, audience: Audience) -> Listener:
        """Return a new listener: it is given every event after its ``position``."""
        if self._head is None or not self.is_open:
            raise UnavailableError("the stream is not there yet: try again in a moment")
        if len(self) >= MOST_LISTENERS:
            raise UnavailableError(f"{MOST_LISTENERS} streams are open already: try again later")
        listener = Listener(Channel(run.run_no, audience), run, self._head)
        self._listeners.setdefault(listener.channel, set()).add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a listener."""
        channel = self._listeners.get(listener.channel, set())
        channel.discard(listener)
        if not channel:
            self._listeners.pop(listener.channel, None)

    def begin(self, head: int) -> set[Channel]:
        """Move to a newer event and return the channels that chunks up to it are needed for.

        Whoever joins from now on catches up to ``head`` alone.
        """
        self._head = head
        return set(self._listeners)

    def publish(self, channel: Channel, chunk: Chunk, upto: int) -> None:
        """Queue a chunk for those of a channel who joined before ``begin(upto)``."""
        for listener in list(self._listeners.get(channel, ())):
            if listener.position < upto:
                self._put(listener, chunk)

    def tell(self, channel: Channel, chunk: Chunk) -> None:
        """Queue a chunk for all of a channel."""
        for listener in list(self._listeners.get(channel, ())):
            self._put(listener, chunk)

    def tell_all(self, chunk: Chunk) -> None:
        """Queue a chunk for everybody."""
        for listener in self._everybody():
            self._put(listener, chunk)

    def followed(self) -> dict[Channel, Run]:
        """Return the channels that somebody listens to, each with its run."""
        return {channel: next(iter(of)).run for channel, of in self._listeners.items()}

    def close(self) -> None:
        """End every stream and take no more."""
        self._closed = True
        for listener in self._everybody():
            self._let_go(listener)

    def _everybody(self) -> Iterator[Listener]:
        yield from [listener for of in self._listeners.values() for listener in of]

    def _put(self, listener: Listener, chunk: Chunk) -> None:
        if not listener.put(chunk):
            self._let_go(listener)

    def _let_go(self, listener: Listener) -> None:
        self.leave(listener)
        listener.end()
