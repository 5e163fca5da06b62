"""Keeps the snapshot true: made anew when something was announced, and once a minute anyhow."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from api.residents.files import File
from api.residents.freshness import Freshness
from api.residents.making import Take
from kawamori.storage.connections import Connection, connect, unavailable_when_lost
from kawamori.storage.stream import listen, wait_for_announcement

WAIT_S = 0.5  # also how long an end may have to wait
GAP_S = 2.0  # a rushing river is told anew so often and no oftener
BEAT_S = 60.0  # who holds a copy sees by its age that nobody makes new ones
AGAIN_S = 1.0

Make = Callable[[Connection, Take], None]


class Keeper:
    """A thread that makes the snapshot; while the database is away the last one stands."""

    def __init__(self, url: str, make: Make, take: Take, freshness: Freshness) -> None:
        self._url = url
        self._make = make
        self._take = take
        self._freshness = freshness
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the step that runs."""
        self._stopped.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self._follow()
            except Exception as error:  # noqa: BLE001 whatever it is, the last one stands
                self._freshness.failed(error)
            self._stopped.wait(AGAIN_S)

    def _follow(self) -> None:
        """Make a snapshot whenever something was announced, until something fails or all ends."""
        with ExitStack() as opened, unavailable_when_lost():
            connection = opened.enter_context(connect(self._url, name="residents"))
            listen(connection)
            while not self._stopped.is_set():
                began = time.monotonic()
                self._make(connection, self._hand_out)
                self._rest(connection, began)

    def _hand_out(self, files: Sequence[File]) -> None:
        self._take(files)
        self._freshness.made()

    def _rest(self, connection: Connection, began: float) -> None:
        """Return when something was announced, not before the gap is over, or at the next beat."""
        self._stopped.wait(max(0.0, began + GAP_S - time.monotonic()))
        while not self._stopped.is_set() and time.monotonic() < began + BEAT_S:
            if wait_for_announcement(connection, WAIT_S):
                return
