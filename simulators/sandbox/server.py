"""The sandbox as a web server: the provider's API, the controls and the page, on one port."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from simulators.sandbox import api, calls_api, control, pages
from simulators.sandbox.account import Account
from simulators.sandbox.behaviours import Behaviours
from simulators.sandbox.calls import CallBook
from simulators.sandbox.inbox import Inbox
from simulators.sandbox.journal import Journal
from simulators.sandbox.openapi import OpenApi, read_openapi
from simulators.sandbox.posting import Poster
from simulators.sandbox.postman import Postman
from simulators.sandbox.provider import Provider
from simulators.sandbox.refusals import RefusedError, not_found, unauthenticated
from simulators.sandbox.telephone import Telephone

GRACE_S = 1  # a sender who is kept waiting on purpose would wait for ever


@dataclass(frozen=True, slots=True)
class Options:
    """How to run: on which account, where to listen, what to keep."""

    account: Account
    host: str
    port: int
    journal: Path | None = None
    callback_address: str | None = None
    openapi: Path | None = None
    inbound: str | None = None


def serve(options: Options, show: Callable[[str], None]) -> None:
    """Run until SIGTERM or Ctrl-C; ``show`` gets a line for each message accepted."""
    config = uvicorn.Config(
        create_app(options, show),
        host=options.host,
        port=options.port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    uvicorn.Server(config).run()


def create_app(options: Options, show: Callable[[str], None]) -> FastAPI:
    """Wire the parts together."""
    journal = Journal(options.journal)
    behaviours = Behaviours()
    poster = Poster(options.account, options.callback_address)
    postman = Postman(journal, options.account, poster)
    inbox = Inbox(options.account, journal, poster, options.inbound, show)
    telephone, book = Telephone(options.account, poster, show), CallBook()
    openapi = read_openapi(options.openapi) if options.openapi else OpenApi({})
    provider = Provider(options.account, journal, behaviours, show=show, wake=postman.wake)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        postman.start()
        yield
        postman.end()
        telephone.end()
        journal.close()

    app = FastAPI(lifespan=lifespan, openapi_url=None)
    app.include_router(api.routes(provider, openapi))
    app.include_router(control.routes(journal, behaviours, openapi, provider.line))
    app.include_router(control.people(journal, inbox))
    app.include_router(calls_api.routes(options.account, behaviours, book, telephone))
    app.include_router(calls_api.control(book))
    app.include_router(pages.routes(journal, book))
    app.add_exception_handler(RefusedError, _refuse)
    app.add_exception_handler(HTTPException, _refuse)
    app.add_exception_handler(RequestValidationError, _refuse)
    return app


def _refuse(request: Request, error: Exception) -> Response:
    """Answer every error in the provider's shape."""
    refusal = _refusal(request, error)
    return JSONResponse(refusal.body(), refusal.status, refusal.headers())


def _refusal(request: Request, error: Exception) -> RefusedError:
    if isinstance(error, RefusedError):
        return error
    if isinstance(error, RequestValidationError):
        faults = "; ".join(
            f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors()
        )
        return RefusedError(20001, faults)
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == HTTPStatus.UNAUTHORIZED:
        return unauthenticated()
    if status == HTTPStatus.NOT_FOUND:
        return not_found(request.url.path)
    code = 20004 if status == HTTPStatus.METHOD_NOT_ALLOWED else 20001
    return RefusedError(code, HTTPStatus(status).phrase, status)
