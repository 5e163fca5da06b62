"""The ledger by message: how far each came with how many, and whom it did not reach."""

from dataclasses import asdict, fields
from itertools import groupby
from typing import Annotated

import msgspec
from fastapi import Query
from starlette.responses import Response

from api.asked import Asked, Database, Looked
from api.desk import headquarters
from api.responses import Json
from api.schemas.messages import AreaReachShown, MessageShown
from kawamori.messages.proof import read_code
from kawamori.spreadsheets import BOM, as_csv
from kawamori.storage.past.telling import funnels_then, messages_then
from kawamori.storage.telling.funnel import (
    Funnel,
    Sent,
    funnels,
    message_of_run,
    messages_of_run,
)
from kawamori.storage.telling.unreached import AreaReach, reach_by_area

router = headquarters()

_encode = msgspec.json.Encoder().encode

Limit = Annotated[int, Query(ge=1, le=2000)]
OfCode = Annotated[
    str | None,
    Query(max_length=100, description="What ends with this code alone, however it is typed"),
]


@router.get("/hq/messages", response_model=list[MessageShown])
def messages(connection: Database, asked: Looked, limit: Limit = 100, code: OfCode = None) -> Json:
    """List a run's public messages with their funnels, the newest first."""
    if code is not None:
        code = read_code(code) or code
    if asked.moment:
        sent = messages_then(connection, asked.run, asked.moment, limit=limit, code=code)
        ids = [each.message_id for each in sent]
        return Json(_encode(_shown(sent, funnels_then(connection, asked.moment, ids))))
    sent = messages_of_run(connection, asked.run.run_no, limit=limit, code=code)
    return Json(_encode(_shown(sent, funnels(connection, [each.message_id for each in sent]))))


@router.get("/hq/messages.csv", response_class=Response)
def messages_as_csv(connection: Database, asked: Asked, limit: Limit = 2000) -> Response:
    """Export a run's funnels: a line for each message and channel."""
    sent = messages_of_run(connection, asked.run.run_no, limit=limit)
    about = {each.message_id: each for each in sent}
    lines = [
        {
            "family": about[f.message_id].family,
            "kind": about[f.message_id].kind,
            "level": about[f.message_id].level,
            "created_at": about[f.message_id].created_at.isoformat(),
            "code": about[f.message_id].code,
            **asdict(f),
        }
        for f in funnels(connection, list(about))
    ]
    of_message = ["family", "kind", "level", "created_at", "code"]
    names = [*of_message, *(field.name for field in fields(Funnel))]
    return _csv(names, lines, "messages.csv")


@router.get("/hq/messages/{message_id}", response_model=MessageShown)
def message(message_id: int, connection: Database, asked: Asked) -> Json:
    """Return one public message with its funnel."""
    sent = message_of_run(connection, asked.run.run_no, message_id)
    return Json(_encode(_shown([sent], funnels(connection, [message_id]))[0]))


@router.get("/hq/messages/{message_id}/reach", response_model=list[AreaReachShown])
def reach(message_id: int, connection: Database, asked: Asked) -> Json:
    """Count by area who was reached and who was not, the least reached area first."""
    message_of_run(connection, asked.run.run_no, message_id)
    return Json(_encode([asdict(area) for area in reach_by_area(connection, message_id)]))


@router.get("/hq/messages/{message_id}/reach.csv", response_class=Response)
def reach_as_csv(message_id: int, connection: Database, asked: Asked) -> Response:
    """Export the same, for whoever goes from door to door."""
    message_of_run(connection, asked.run.run_no, message_id)
    lines = [asdict(area) for area in reach_by_area(connection, message_id)]
    return _csv([field.name for field in fields(AreaReach)], lines, f"reach-{message_id}.csv")


def _shown(sent: list[Sent], counted: list[Funnel]) -> list[dict[str, object]]:
    by_message = {
        message_id: [_without_message(funnel) for funnel in group]
        for message_id, group in groupby(counted, key=lambda funnel: funnel.message_id)
    }
    return [{**asdict(each), "funnel": by_message.get(each.message_id, [])} for each in sent]


def _without_message(funnel: Funnel) -> dict[str, object]:
    counts = asdict(funnel)
    del counts["message_id"]
    return counts


def _csv(names: list[str], lines: list[dict[str, object]], file: str) -> Response:
    return Response(
        (BOM + as_csv(names, lines)).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file}"'},
    )
