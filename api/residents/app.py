"""The residents' program as a value: pages from memory, behind them what is public, no more."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute

from api.bodies import BodyLimit
from api.clock import Clock, wall_clock
from api.errors import tell_errors
from api.headers import SafeHeaders, strict_transport
from api.residents import proving, readiness
from api.residents.answers import Answers
from api.residents.built import BUILT, read_built
from api.residents.files import File
from api.residents.folder import Folder
from api.residents.freshness import Freshness
from api.residents.keeper import Keeper
from api.residents.making import Maker
from api.residents.rendering import Frame
from api.residents.serving import Handing
from api.residents.shedding import Load
from api.routing import ROUTES
from api.state import CONNECTIONS, Surroundings
from api.tail import Tail
from api.whence import Whence
from kawamori.settings import Settings
from kawamori.storage.connections import open_pool

PUBLIC = ("/public/", "/feeds/cap", "/health")
NOTHING = APIRouter()
PACKED_FROM_BYTES, PACKING_LEVEL = 1_000, 3


def create_residents(settings: Settings, wall: Clock = wall_clock) -> FastAPI:
    """Return the application; its database and its snapshot are opened when it starts."""
    around = Surroundings(settings, wall)
    answers, load = Answers(strict_transport(settings.pages_url())), Load()
    built = read_built(settings.residents_web_dir or BUILT)
    app = FastAPI(
        title="Kawamori for residents",
        version=version("kawamori"),
        openapi_url=None,  # the API describes these routes among its own
        lifespan=_lifespan,
        routes=list(_public(ROUTES.routes)),
    )
    app.state.around = around
    app.state.answers, app.state.load, app.state.freshness = answers, load, Freshness()
    app.state.built, app.state.frame = built, Frame(built)
    app.include_router(readiness.router)
    app.include_router(proving.router)
    app.add_middleware(BodyLimit)
    app.add_middleware(GZipMiddleware, minimum_size=PACKED_FROM_BYTES, compresslevel=PACKING_LEVEL)
    app.add_middleware(SafeHeaders, settings=settings, url=settings.pages_url())
    app.add_middleware(Whence)
    app.add_middleware(Handing, answers=answers, load=load)
    tell_errors(app)
    return app


def _public(routes: Iterable[BaseRoute]) -> Iterator[APIRoute]:
    """Yield what everybody may ask; what was included by a router lies within that router."""
    for each in routes:
        if isinstance(each, APIRoute):
            if each.path.startswith(PUBLIC):
                yield each
        else:
            yield from _public(getattr(each, "original_router", NOTHING).routes)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the pool, keep the snapshot, follow the stream until the server ends."""
    around: Surroundings = app.state.around
    settings = around.settings
    url = settings.database_url.get_secret_value()
    around.pool = open_pool(url, name="residents", size=CONNECTIONS)
    tail = Tail(url, around.broadcast, around.facts, around.wall)
    maker = Maker(settings, app.state.built, around.wall)
    folder = Folder(settings.residents_dir) if settings.residents_dir else None

    def take(files: Sequence[File]) -> None:
        changed = app.state.answers.replace(files)
        if folder is not None:
            folder.write(files, changed)

    keeper = Keeper(url, maker.make, take, app.state.freshness)
    keeper.start()
    following = asyncio.create_task(tail.run())
    watching = asyncio.create_task(app.state.load.watch())
    try:
        yield
    finally:
        around.broadcast.close()
        tail.stop()
        watching.cancel()
        await asyncio.gather(following, asyncio.wait([watching]), asyncio.to_thread(keeper.stop))
        around.pool.close()
        around.pool = None
