"""The provider's own HTTP: send a message, find one, list them."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from fastapi.security import HTTPBasic, HTTPBasicCredentials
from starlette.concurrency import run_in_threadpool

from simulators.sandbox.account import Account
from simulators.sandbox.behaviours import Answer
from simulators.sandbox.messages import API
from simulators.sandbox.openapi import OpenApi
from simulators.sandbox.periods import Period
from simulators.sandbox.provider import Provider
from simulators.sandbox.refusals import RefusedError, broken, not_found, unauthenticated
from simulators.sandbox.submissions import read_submission

PAGE_SIZE = 50
LARGEST_PAGE = 1000
MOST_FIELDS = 200
_PATH = f"/{API}/Accounts/{{account_sid}}/Messages"
_credentials = HTTPBasic(auto_error=False)


def routes(provider: Provider, openapi: OpenApi) -> APIRouter:
    """Return the routes, all of them for the account alone."""
    router = APIRouter(
        dependencies=[Depends(admission(provider.account)), Depends(_check(openapi))]
    )

    @router.post(f"{_PATH}.json")
    async def create(request: Request) -> JSONResponse:
        """Accept a message, then answer as the behaviour wants it."""
        form = dict(_form(await request.body()))
        now = datetime.now(UTC)
        message = await run_in_threadpool(provider.submit, form, now)
        if message.answer == Answer.LOST:
            raise broken()
        if message.answer == Answer.SILENT:
            await _say_nothing(request)
        return JSONResponse(message.resource(provider.account.sid, now), 201)

    @router.get(f"{_PATH}.json")
    def read(
        request: Request,
        period: Annotated[Period, Depends(Period)],
        to: Annotated[str | None, Query(alias="To")] = None,
        sender: Annotated[str | None, Query(alias="From")] = None,
        size: Annotated[int, Query(alias="PageSize", ge=1, le=LARGEST_PAGE)] = PAGE_SIZE,
        page: Annotated[int, Query(alias="Page", ge=0)] = 0,
        token: Annotated[str | None, Query(alias="PageToken")] = None,
    ) -> dict[str, object]:
        """Return a page of messages, newest first."""
        now = datetime.now(UTC)
        found = provider.journal.sent(
            to=to or None,
            sender=sender or None,
            between=period.between(now),
            before_sid=token.removeprefix("PA") if token else None,
            limit=size + 1,
        )
        shown = found[:size]
        more = f"PA{shown[-1].sid}" if len(found) > size else None
        return {
            "messages": [message.resource(provider.account.sid, now) for message in shown],
            "uri": _page_uri(request, page, token),
            "first_page_uri": _page_uri(request, 0, None),
            "next_page_uri": _page_uri(request, page + 1, more) if more else None,
            "previous_page_uri": None,
            "page": page,
            "page_size": size,
            "start": page * size,
            "end": page * size + max(len(shown) - 1, 0),
        }

    @router.get(f"{_PATH}/{{sid}}.json")
    def fetch(request: Request, sid: str) -> dict[str, object]:
        """Return one message."""
        message = provider.journal.find(sid)
        if message is None:
            raise not_found(request.url.path)
        return message.resource(provider.account.sid, datetime.now(UTC))

    return router


def admission(account: Account) -> Callable[..., None]:
    """Return a dependency that lets the account alone through, to what is its own."""

    def admit(
        request: Request,
        account_sid: str,
        given: Annotated[HTTPBasicCredentials | None, Depends(_credentials)],
    ) -> None:
        if given is None or not account.admits(given.username, given.password):
            raise unauthenticated()
        if account_sid != account.sid:
            raise not_found(request.url.path)

    return admit


def _check(openapi: OpenApi) -> Callable[[Request], Awaitable[None]]:
    """Return a dependency that refuses what is not described, after the provider's own refusals."""

    async def check(request: Request) -> None:
        form = _form(await request.body())
        if request.method == "POST":
            read_submission(dict(form))
        query = request.query_params.multi_items()
        if faults := openapi.check(request.method, request.url.path, query, form):
            raise RefusedError(20001, "; ".join(faults))

    return check


def _form(body: bytes) -> list[tuple[str, str]]:
    text = body.decode("utf-8", "replace")
    return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)


async def _say_nothing(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _page_uri(request: Request, page: int, token: str | None) -> str:
    kept = [(k, v) for k, v in request.query_params.multi_items() if k not in ("Page", "PageToken")]
    place = [("Page", str(page)), *([("PageToken", token)] if token else [])]
    return f"{request.url.path}?{urlencode([*kept, *place])}"
