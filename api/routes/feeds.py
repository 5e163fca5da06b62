"""Alerts for other systems: an Atom index, and each alert as it was published (CAP 1.2)."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.asked import Around, Asked, Database
from api.errors import UnauthenticatedError, answers
from api.partners import Partner
from api.state import Surroundings
from kawamori.cap.alerts import Scope
from kawamori.cap.atom import CAP_TYPE, Entry, Feed, write_feed
from kawamori.errors import NotAllowedError, NotFoundError, UnavailableError
from kawamori.runs import ACTUAL
from kawamori.storage.telling.index import Index, find_file, index_of

ATOM_TYPE = "application/atom+xml"
PUBLIC: Sequence[str] = (Scope.PUBLIC,)
FOR_PARTNERS: Sequence[str] = (Scope.PUBLIC, Scope.RESTRICTED)
FRESH_S = 15
_INDEX_IS_PUBLIC = f"public, max-age={FRESH_S}, must-revalidate"
_INDEX_IS_PRIVATE = "private, no-cache"
_NEVER_CHANGES = "max-age=31536000, immutable"

router = APIRouter(tags=["feeds"], responses=answers(UnavailableError))
PARTNERS_ERRORS = answers(UnauthenticatedError, NotAllowedError, NotFoundError)


def _told(media_type: str) -> dict[int | str, dict[str, Any]]:
    text = {"schema": {"type": "string"}}
    return {200: {"content": {media_type: text}}, 304: {"description": "Nothing has changed"}}


@router.get("/feeds/cap.atom", response_class=Response, responses=_told(ATOM_TYPE))
def index(request: Request, connection: Database, around: Around) -> Response:
    """Return the index of released orders: in force, and ended within a day."""
    found = index_of(connection, ACTUAL, PUBLIC, around.wall())
    feed = _feed(around, found, "避難情報", "/feeds/cap")
    return _answer(request, write_feed(feed), ATOM_TYPE, found.changed_at, _INDEX_IS_PUBLIC)


@router.get(
    "/feeds/cap/{identifier}.xml",
    response_class=Response,
    responses={**_told(CAP_TYPE), **answers(NotFoundError)},
)
def alert(request: Request, identifier: str, connection: Database) -> Response:
    """Return a public alert, byte for byte as it was published."""
    xml = find_file(connection, identifier, PUBLIC)
    return _answer(request, xml, CAP_TYPE, None, f"public, {_NEVER_CHANGES}")


@router.get(
    "/feeds/partners/cap.atom",
    response_class=Response,
    responses={**_told(ATOM_TYPE), **PARTNERS_ERRORS},
)
def partners_index(
    request: Request, connection: Database, around: Around, asked: Asked, _partner: Partner
) -> Response:
    """Return the index with gauge notices too, or that of a rehearsal."""
    found = index_of(connection, asked.run, FOR_PARTNERS, asked.now)
    title = "避難情報・水位通知" + (f"（{asked.run.run}）" if asked.run.run else "")
    feed = _feed(around, found, title, "/feeds/partners/cap", asked.run.run)
    return _answer(request, write_feed(feed), ATOM_TYPE, found.changed_at, _INDEX_IS_PRIVATE)


@router.get(
    "/feeds/partners/cap/{identifier}.xml",
    response_class=Response,
    responses={**_told(CAP_TYPE), **PARTNERS_ERRORS},
)
def partners_alert(
    request: Request, identifier: str, connection: Database, _partner: Partner
) -> Response:
    """Return any alert, byte for byte as it was published."""
    xml = find_file(connection, identifier, FOR_PARTNERS)
    return _answer(request, xml, CAP_TYPE, None, f"private, {_NEVER_CHANGES}")


def _feed(around: Surroundings, found: Index, title: str, path: str, run: str = "") -> Feed:
    base = around.settings.public_url.rstrip("/") + path
    return Feed(
        url=f"{base}.atom" + (f"?run={run}" if run else ""),
        title=f"{around.settings.city_name} {title}",
        author=around.settings.city_name,
        updated=found.changed_at,
        entries=[
            Entry(
                each.identifier,
                each.title,
                each.sent,
                f"{base}/{each.identifier}.xml",
                each.summary,
            )
            for each in found.listed
        ],
    )


def _answer(
    request: Request, body: bytes, media_type: str, changed_at: datetime | None, cache: str
) -> Response:
    """Return the body, or that the reader has it already."""
    headers = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "Cache-Control": cache,
    }
    if changed_at is not None:
        headers["Last-Modified"] = format_datetime(changed_at.astimezone(UTC), usegmt=True)
    if _has_it(request, headers["ETag"]):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, headers=headers, media_type=media_type)


def _has_it(request: Request, etag: str) -> bool:
    """Return whether the reader names what we would send; two alerts can have one second."""
    known = request.headers.get("if-none-match", "").split(",")
    return etag in [each.strip().removeprefix("W/") for each in known]
