"""Errors as HTTP: the one table, and the one shape they are told in."""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.schemas.errors import Code, ErrorBody, Problem
from kawamori.errors import (
    ConflictError,
    InvalidError,
    KawamoriError,
    NotAllowedError,
    NotFoundError,
    TooOftenError,
    UnavailableError,
)

log = logging.getLogger(__name__)

RETRY_AFTER_S = "2"
AWAY = "this is not available just now: try again in a moment"


class UnauthenticatedError(KawamoriError):
    """Nobody has said who is asking, or nobody we know."""


class LockedOutError(KawamoriError):
    """Too many tries were refused: whoever it is waits."""


TABLE: dict[type[KawamoriError], tuple[HTTPStatus, Code]] = {
    InvalidError: (HTTPStatus.BAD_REQUEST, "invalid"),
    UnauthenticatedError: (HTTPStatus.UNAUTHORIZED, "unauthenticated"),
    NotAllowedError: (HTTPStatus.FORBIDDEN, "not_allowed"),
    NotFoundError: (HTTPStatus.NOT_FOUND, "not_found"),
    ConflictError: (HTTPStatus.CONFLICT, "conflict"),
    TooOftenError: (HTTPStatus.TOO_MANY_REQUESTS, "too_often"),
    LockedOutError: (HTTPStatus.TOO_MANY_REQUESTS, "locked_out"),
    UnavailableError: (HTTPStatus.SERVICE_UNAVAILABLE, "unavailable"),
}
_HEADERS = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": RETRY_AFTER_S},
}
_CODE_OF_STATUS: dict[int, Code] = {
    **dict(TABLE.values()),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
}


def answers(*errors: type[KawamoriError]) -> dict[int | str, dict[str, object]]:
    """Return the OpenAPI entries of the errors that a route may answer with."""
    return {
        TABLE[error][0].value: {"model": ErrorBody, "description": TABLE[error][0].phrase}
        for error in errors
    }


def tell_errors(app: FastAPI) -> None:
    """Have every error leave the app in the one shape."""
    app.add_exception_handler(KawamoriError, _told)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _broken)


def body(status: int, code: Code, message: str) -> JSONResponse:
    """Return an error as a response."""
    content = ErrorBody(error=Problem(code=code, message=message)).model_dump()
    headers = _HEADERS.get(HTTPStatus(status))
    return JSONResponse(content, status, headers)


async def _told(request: Request, error: Exception) -> JSONResponse:
    status, code = next(
        (TABLE[kind] for kind in type(error).__mro__ if kind in TABLE),
        (HTTPStatus.INTERNAL_SERVER_ERROR, "broken"),
    )
    if isinstance(error, UnavailableError):  # its words may be libpq's, with host, port, user
        log.warning("%s %s: %s", request.method, request.url.path, error)
        return body(status, code, AWAY)
    told = body(status, code, str(error))
    if isinstance(error, TooOftenError):
        told.headers["Retry-After"] = str(error.again_in_s)
    return told


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 registered for it alone
    faults = "; ".join(_fault(found) for found in error.errors())
    return body(HTTPStatus.BAD_REQUEST, "invalid", faults)


def _fault(found: dict[str, object]) -> str:
    """Return what is wrong with one value, with the value, unless it may be a secret."""
    where, *path = found["loc"] if isinstance(found["loc"], tuple) else (found["loc"],)
    name = ".".join(map(str, path)) or "all of it"
    given = "" if where == "body" else f" {found['input']!r}"
    return f"{where} {name}{given}: {found['msg']}"


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 registered for it alone
    code = _CODE_OF_STATUS.get(error.status_code, "invalid")
    told = body(error.status_code, code, error.detail)
    told.headers.update(error.headers or {})
    return told


async def _broken(request: Request, error: Exception) -> JSONResponse:
    log.error("%s %s broke", request.method, request.url.path, exc_info=error)
    return body(
        HTTPStatus.INTERNAL_SERVER_ERROR, "broken", "this is a fault of ours; the log has it"
    )
