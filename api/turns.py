"""Turns at the database: as many at once as there are connections, and no thread to wait in.

Who waits for a connection in a thread keeps the thread from those who have a connection: when
more ask at once than there are threads, nobody comes to an end.
"""

import asyncio
from threading import Lock

from kawamori.errors import UnavailableError

TURN_WITHIN_S = 10.0  # a whole headquarters that comes back at once is served by then


class Turn:
    """Somebody's turn; it is ended once, however often and from whichever thread."""

    def __init__(self, turns: asyncio.Semaphore) -> None:
        """Begin on the loop that handed the turn out."""
        self._turns = turns
        self._loop = asyncio.get_running_loop()
        self._lock = Lock()
        self._has_ended = False

    def end(self) -> None:
        """Let the next one have it."""
        with self._lock:
            if self._has_ended:
                return
            self._has_ended = True
        self._loop.call_soon_threadsafe(self._turns.release)


class Turns:
    """So many turns at once."""

    def __init__(self, most: int) -> None:
        """Hand out at most so many."""
        self._turns = asyncio.Semaphore(most)

    async def take(self) -> Turn:
        """Wait for a turn; ``UnavailableError`` when none has ended in time."""
        try:
            async with asyncio.timeout(TURN_WITHIN_S):
                await self._turns.acquire()
        except TimeoutError as error:
            raise UnavailableError(f"nobody's turn ended within {TURN_WITHIN_S:g} s") from error
        return Turn(self._turns)
