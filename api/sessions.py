"""Open streams by whose they are, so that one ends soon after the session that opened it."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from api.broadcast import Listener
from kawamori.errors import UnavailableError
from kawamori.storage.connections import Connection
from kawamori.storage.staff.keys import standing_keys
from kawamori.storage.staff.sessions import USE_NOTED_EVERY, note_use, standing_sessions

log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0

Lend = Callable[[], AbstractContextManager[Connection]]


class Credential(NamedTuple):
    """What somebody has shown, hashed: a session's cookie, or else an access key."""

    hash: bytes
    is_session: bool


class OpenStreams:
    """Who follows the stream in this process; a session is in use while a stream of it is open.

    All of it happens on the event loop's thread, but for looking whether a session is here.
    """

    def __init__(self) -> None:
        self._listeners: dict[Credential, set[Listener]] = {}
        self._noted_at: datetime | None = None

    def __contains__(self, credential: Credential) -> bool:
        return credential in self._listeners

    def add(self, credential: Credential, listener: Listener) -> None:
        """Note a stream that was opened."""
        self._listeners.setdefault(credential, set()).add(listener)

    def remove(self, credential: Credential, listener: Listener) -> None:
        """Forget a stream that has ended."""
        listeners = self._listeners.get(credential, set())
        listeners.discard(listener)
        if not listeners:
            self._listeners.pop(credential, None)

    async def watch(self, lend: Lend, wall: Callable[[], datetime]) -> None:
        """End streams as their sessions end, until cancelled."""
        while True:
            with suppress(UnavailableError):  # while the database is away nobody is put out
                await self.step(lend, wall())
            await asyncio.sleep(LOOK_EVERY_S)

    async def step(self, lend: Lend, now: datetime) -> None:
        """End the streams of what has ended, and have the rest count as in use."""
        shown = set(self._listeners)
        if not shown:
            return
        standing = await run_in_threadpool(self._standing, lend, shown, now)
        for credential in shown - standing:
            for listener in tuple(self._listeners.get(credential, ())):
                listener.end()

    def _standing(self, lend: Lend, shown: set[Credential], now: datetime) -> set[Credential]:
        sessions = [each.hash for each in shown if each.is_session]
        keys = [each.hash for each in shown if not each.is_session]
        with lend() as connection:
            stand = standing_sessions(connection, sessions, now) if sessions else set()
            if stand and (self._noted_at is None or abs(now - self._noted_at) > USE_NOTED_EVERY):
                note_use(connection, stand, now)
                self._noted_at = now
            valid = standing_keys(connection, keys, now) if keys else set()
        return {Credential(each, True) for each in stand} | {
            Credential(each, False) for each in valid
        }
