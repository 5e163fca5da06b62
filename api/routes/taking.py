"""The page behind the link in a call: what it is about, and one button to take it.

Whoever holds the link was sent it. Looking takes nothing, because phones and scanners
look at links by themselves.
"""

from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from api.asked import Around, Database
from api.call_page import call_page
from kawamori.errors import NotFoundError
from kawamori.storage.connections import Connection
from kawamori.storage.duty.links import LinkedCall, find_call, take_by_link
from kawamori.storage.runs import run_of

router = APIRouter(include_in_schema=False)


@router.get("/a/{code}")
def look(code: str, connection: Database, around: Around) -> HTMLResponse:
    """Show what somebody was called to."""
    try:
        return HTMLResponse(call_page(_find(connection, around, code)))
    except NotFoundError as error:
        return HTMLResponse(call_page(None, str(error)), HTTPStatus.NOT_FOUND)


@router.post("/a/{code}")
def take(code: str, connection: Database, around: Around) -> RedirectResponse:
    """Take it, in the name of whoever was called."""
    call = _find(connection, around, code)
    run = run_of(connection, call.run_no)
    take_by_link(connection, call, run.now(around.wall()))
    return RedirectResponse(f"/a/{code}", HTTPStatus.SEE_OTHER)


def _find(connection: Connection, around: Around, code: str) -> LinkedCall:
    link = f"{around.settings.public_url.rstrip('/')}/a/{code}"
    return find_call(connection, link, around.wall())
