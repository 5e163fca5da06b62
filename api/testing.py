"""The API on a loopback port, for tests and benches: the real server, in a thread."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from api.app import create_app
from api.broadcast import Broadcast
from api.clock import Clock, wall_clock
from api.server import make_server
from kawamori.settings import Settings

ENDS_WITHIN_S = 20


@dataclass(frozen=True, slots=True)
class Served:
    """An API that answers: where, and who listens to it."""

    url: str
    broadcast: Broadcast


@contextmanager
def serve(settings: Settings, wall: Clock = wall_clock) -> Iterator[Served]:
    """Serve the API until the block ends, as `kawamori api` does."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()  # from here on nobody is refused; the first wait for the start
        host, port = listening.getsockname()
        app = create_app(settings, wall)
        server = make_server(app, host, port)
        thread = threading.Thread(target=server.run, args=([listening],), name="api")
        thread.start()
        try:
            yield Served(f"http://{host}:{port}", app.state.around.broadcast)
        finally:
            server.should_exit = True
            thread.join(ENDS_WITHIN_S)
        if thread.is_alive():
            raise TimeoutError(f"the API was still running after {ENDS_WITHIN_S} s")
