"""The API as a value: settings in, application out; nothing is opened until it runs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from api.bodies import BodyLimit
from api.clock import Clock, wall_clock
from api.description import describe
from api.errors import tell_errors
from api.headers import SafeHeaders
from api.once import AnsweredAlreadyError, Once, answered_again
from api.pages import WEB, add_pages
from api.responder_pages import add_responder_pages
from api.routing import ROUTES
from api.state import CONNECTIONS, Surroundings
from api.tail import Tail
from api.whence import Whence
from kawamori.settings import Settings
from kawamori.storage.connections import open_pool

PACKED_FROM_BYTES, PACKING_LEVEL = 1_000, 3
PACKED_ALREADY = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/pdf", "application/vnd.pmtiles")

DESCRIPTION = """
What headquarters and the public see of the rivers, and what headquarters does.

Under `/hq` a named person is needed: their program's key, `Authorization: Bearer …`, or the
cookie that `POST /hq/session` gives their browser. What is under `/public` is confirmed and is
everybody's.
Times are UTC; stages are metres above the station's gauge zero.
"""


def create_app(settings: Settings, wall: Clock = wall_clock) -> FastAPI:
    """Return the application; its database and its stream are opened when it starts."""
    around = Surroundings(settings, wall)
    app = FastAPI(
        title="Kawamori",
        version=version("kawamori"),
        description=DESCRIPTION,
        docs_url=None,  # its page runs scripts from elsewhere
        redoc_url=None,
        lifespan=_lifespan,
        routes=[*ROUTES.routes],
    )
    app.state.around = around
    app.add_middleware(Once)
    app.add_middleware(BodyLimit)
    app.add_middleware(
        GZipMiddleware,
        minimum_size=PACKED_FROM_BYTES,
        compresslevel=PACKING_LEVEL,
        exclude_content_types=PACKED_ALREADY,
    )
    app.add_middleware(SafeHeaders, settings=settings, url=settings.public_url)
    app.add_middleware(Whence)
    tell_errors(app)
    app.add_exception_handler(AnsweredAlreadyError, answered_again)
    add_pages(app, settings.web_dir or WEB, settings.basemap_dir)
    add_responder_pages(app)
    app.openapi = partial(describe, app)  # type: ignore[method-assign]  # as FastAPI's manual has it
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the pool and follow the stream until the server ends."""
    around: Surroundings = app.state.around
    url = around.settings.database_url.get_secret_value()
    around.pool = open_pool(url, name="api", size=CONNECTIONS)
    tail = Tail(url, around.broadcast, around.facts, around.wall)
    following = asyncio.create_task(tail.run())
    watching = asyncio.create_task(around.streams.watch(around.connection, around.wall))
    try:
        yield
    finally:
        around.broadcast.close()
        tail.stop()
        watching.cancel()
        await asyncio.gather(following, asyncio.wait([watching]))
        around.pool.close()
        around.pool = None
