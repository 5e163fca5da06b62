"""The API on a loopback port, for tests and benches: the real server, in a thread."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi import FastAPI

from api.app import create_app
from api.broadcast import Broadcast
from api.clock import Clock, wall_clock
from api.packing import pack
from api.server import make_server
from kawamori.settings import Settings

WITHIN_S = 20

Make = Callable[[Settings, Clock], FastAPI]


@dataclass(slots=True)
class Served:
    """An API that answers: where, and who listens to it."""

    url: str
    broadcast: Broadcast
    stop: Callable[[], None]
    loop: asyncio.AbstractEventLoop | None = None

    def tell_all(self, chunk: bytes) -> None:
        """Send everybody who listens some bytes."""
        assert self.loop is not None  # noqa: S101 serve() waits for it
        self.loop.call_soon_threadsafe(self.broadcast.tell_all, pack(chunk))


@contextmanager
def serve(
    settings: Settings, wall: Clock = wall_clock, make: Make = create_app
) -> Iterator[Served]:
    """Serve the API until the block ends, as `kawamori api` does; or the residents' pages."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # from here on nobody is refused; the first wait for the start
        host, port = listening.getsockname()
        app = make(settings, wall)
        server = make_server(app, host, port)

        def stop() -> None:
            server.should_exit = True

        served = Served(f"http://{host}:{port}", app.state.around.broadcast, stop)
        started = threading.Event()

        async def run() -> None:
            served.loop = asyncio.get_running_loop()
            started.set()
            await server.serve([listening])

        thread = threading.Thread(target=asyncio.run, args=(run(),), name="api")
        thread.start()
        try:
            started.wait(WITHIN_S)
            yield served
        finally:
            stop()
            thread.join(WITHIN_S)
        if thread.is_alive():
            raise TimeoutError(f"the API was still running after {WITHIN_S} s")
