"""The live streams: what changes, as it changes."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from pydantic import BaseModel

from api.asked import Around, Asked, Shown, give_back
from api.auth import Anybody, allowed
from api.errors import UnauthenticatedError, answers
from api.packing import takes_gzip
from api.schemas.stream import PublicStreamEvent, StreamEvent
from api.stream import EventStream, open_stream
from kawamori.alerts import Audience
from kawamori.errors import NotAllowedError, NotFoundError, UnavailableError

router = APIRouter(default_response_class=EventStream)

LastEventId = Annotated[
    str | None,
    Header(description="The last event's id: what happened since is sent first"),
]


AcceptEncoding = Annotated[str | None, Header(include_in_schema=False)]


def _events(model: type[BaseModel]) -> dict[int | str, dict[str, object]]:
    words = "Server-sent events without end, each with `event`, `data` and sometimes `id`"
    return {HTTPStatus.OK.value: {"model": model, "description": words}}


@router.get(
    "/hq/stream",
    tags=["headquarters"],
    dependencies=[Depends(allowed("see"))],
    responses={
        **_events(StreamEvent),
        **answers(UnauthenticatedError, NotAllowedError, NotFoundError, UnavailableError),
    },
)
async def hq_stream(
    request: Request,
    around: Around,
    asked: Asked,
    who: Anybody,
    last_event_id: LastEventId = None,
    accept_encoding: AcceptEncoding = None,
) -> EventStream:
    """Follow a run as server-sent events: every kind of change, clock, reset."""
    packed = takes_gzip(accept_encoding)
    give_back(request)
    return await open_stream(
        around, asked.run, Audience.HQ, last_event_id, packed=packed, credential=who.credential
    )


@router.get(
    "/public/stream",
    tags=["public"],
    responses={**_events(PublicStreamEvent), **answers(UnavailableError)},
)
async def public_stream(
    request: Request,
    around: Around,
    shown: Shown,
    last_event_id: LastEventId = None,
    accept_encoding: AcceptEncoding = None,
) -> EventStream:
    """Follow the city's rivers as server-sent events: changes that are public, clock, reset."""
    packed = takes_gzip(accept_encoding)
    give_back(request)
    return await open_stream(around, shown.run, Audience.PUBLIC, last_event_id, packed=packed)
