"""The API as a process: uvicorn, ended so that open streams do not hold it up."""

import logging
import re
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

GRACE_S = 5
LINK = re.compile(r"^/a/.+")


class Server(uvicorn.Server):
    """Ends every stream as soon as the process is asked to end."""

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._end_streams = end_streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let the streams go, then wait for the other requests."""
        self._end_streams()
        await super().shutdown(sockets)


def make_server(app: FastAPI, host: str, port: int, *, notes_who: bool = True) -> Server:
    """Return a server that listens once it is run; ``notes_who`` asked for what, in its log."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        lifespan="on",
        log_level="info",
        access_log=notes_who,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    logging.getLogger("uvicorn.access").addFilter(hide_links)
    return Server(config, app.state.around.broadcast.close)


def hide_links(record: logging.LogRecord) -> bool:
    """Keep the links that take calls out of the log: whoever reads one could use it."""
    if isinstance(record.args, tuple):
        record.args = tuple(
            LINK.sub("/a/…", each) if isinstance(each, str) else each for each in record.args
        )
    return True
