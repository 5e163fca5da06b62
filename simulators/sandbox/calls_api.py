"""The provider's HTTP for calls: make one, find one, list them; and what was heard of each."""

from collections.abc import Mapping
from datetime import UTC, datetime
from secrets import token_hex
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse

from simulators.sandbox.account import Account
from simulators.sandbox.api import LARGEST_PAGE, MOST_FIELDS, PAGE_SIZE, admission
from simulators.sandbox.behaviours import Answer, Behaviours
from simulators.sandbox.calls import Call, CallBook
from simulators.sandbox.messages import API
from simulators.sandbox.refusals import RefusedError, broken, not_found, too_many
from simulators.sandbox.submissions import check_number, may_call
from simulators.sandbox.telephone import Telephone

LONGEST_TWIML = 4000
_PATH = f"/{API}/Accounts/{{account_sid}}/Calls"


def routes(
    account: Account, behaviours: Behaviours, book: CallBook, telephone: Telephone
) -> APIRouter:
    """Return the routes, all of them for the account alone."""
    router = APIRouter(dependencies=[Depends(admission(account))])

    @router.post(f"{_PATH}.json")
    async def create(request: Request) -> JSONResponse:
        """Begin a call, then answer as the behaviour wants it."""
        text = (await request.body()).decode("utf-8", "replace")
        form = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
        call = _accept(form, behaviours)
        book.add(call)
        telephone.call(call)
        if call.behaviour.answer is Answer.LOST:
            raise broken()
        return JSONResponse(call.resource(account.sid), 201)

    @router.get(f"{_PATH}.json")
    def read(
        request: Request,
        to: Annotated[str | None, Query(alias="To")] = None,
        size: Annotated[int, Query(alias="PageSize", ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
    ) -> dict[str, object]:
        """Return the newest calls; one page is all there is."""
        shown = book.newest(to)[:size]
        uri = f"{request.url.path}?{request.url.query}"
        return {
            "calls": [call.resource(account.sid) for call in shown],
            "uri": uri,
            "first_page_uri": uri,
            "next_page_uri": None,
            "previous_page_uri": None,
            "page": 0,
            "page_size": size,
            "start": 0,
            "end": max(len(shown) - 1, 0),
        }

    @router.get(f"{_PATH}/{{sid}}.json")
    def fetch(request: Request, sid: str) -> dict[str, object]:
        """Return one call."""
        call = book.find(sid)
        if call is None:
            raise not_found(request.url.path)
        return call.resource(account.sid)

    return router


def control(book: CallBook) -> APIRouter:
    """Return what a rehearsal or a test asks; no part of the provider's API."""
    router = APIRouter(prefix="/sandbox")

    @router.get("/calls")
    def calls(to: str | None = None) -> list[dict[str, object]]:
        """Return the calls, the newest first, with what was said and which keys were pressed."""
        return [
            {
                "sid": call.sid,
                "delivery_id": call.delivery_id,
                "to": call.to,
                "status": call.status,
                "heard": call.heard,
                "pressed": call.pressed,
                "created_at": call.created_at.isoformat(),
            }
            for call in book.newest(to)
        ]

    return router


def _accept(form: list[tuple[str, str]], behaviours: Behaviours) -> Call:
    """Return the call that a form asks for; ``RefusedError`` in the provider's words."""
    given = dict(form)
    to, sender = given.get("To", ""), given.get("From", "")
    twiml, url, callback = given.get("Twiml"), given.get("Url"), given.get("StatusCallback")
    _check(given, twiml, url, callback)
    behaviour = behaviours.take(to)
    if behaviour.answer is Answer.BROKEN:
        raise broken()
    if behaviour.answer is Answer.BUSY:
        raise too_many(behaviour.retry_after_s)
    events = tuple(value for name, value in form if name == "StatusCallbackEvent")
    return Call(
        sid=f"CA{token_hex(16)}",
        to=to,
        sender=sender,
        twiml=twiml,
        url=url,
        callback_url=callback,
        events=events or ("completed",),
        behaviour=behaviour,
        created_at=datetime.now(UTC),
    )


def _check(
    given: Mapping[str, str], twiml: str | None, url: str | None, callback: str | None
) -> None:
    if not given.get("To"):
        raise RefusedError(21201, "No 'To' number specified")
    if not given.get("From"):
        raise RefusedError(21213, "No 'From' number specified")
    check_number(given["To"])
    if not twiml and not url:
        raise RefusedError(21205, "Url or Twiml is required")
    if twiml and len(twiml) > LONGEST_TWIML:
        raise RefusedError(21218, f"Twiml is longer than {LONGEST_TWIML} characters")
    if url and not may_call(url):
        raise RefusedError(21205, f"Url is not valid: {url}")
    if callback and not may_call(callback):
        raise RefusedError(21609, f"Invalid 'StatusCallback' URL: {callback}")
