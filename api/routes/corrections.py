"""Correction of a gauge notice or a quotation: composed by one person, released by another."""

from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import Query

from api.asked import Around, Asked, Database
from api.auth import AnyStaff, Releaser, Settler
from api.desk import headquarters
from api.errors import answers
from api.people import Person
from api.responses import Json
from api.schemas.corrections import (
    HOW_IT_IS,
    CorrectionAsked,
    CorrectionDone,
    CorrectionPreview,
    CorrectionReleaseAsked,
    CorrectionShown,
    KindName,
    Reason,
)
from api.state import Surroundings
from kawamori.errors import ConflictError
from kawamori.messages.corrections import CorrectionKind
from kawamori.orders import Actor
from kawamori.runs import Run, Status
from kawamori.storage.connections import Connection
from kawamori.storage.orders.rules import release_policy_of
from kawamori.storage.runs import run_of
from kawamori.storage.telling.corrections import who_would_hear
from kawamori.storage.telling.proposed import (
    Proposed,
    find_correction,
    needs_another,
    propose,
    release_correction,
    waiting_corrections,
    withdraw_correction,
    wording_of,
)

router = headquarters()

_encode = msgspec.json.Encoder().encode


@router.get(
    "/hq/messages/{message_id}/correction",
    response_model=CorrectionPreview,
    responses=answers(ConflictError),
)
def preview(
    message_id: int,
    connection: Database,
    asked: Asked,
    kind: Annotated[KindName, Query()],
    right: Annotated[Reason, Query(description=HOW_IT_IS)] = "",
    because: Annotated[Reason, Query()] = "",
) -> Json:
    """Show what would be sent, in every language, and to how many."""
    said = wording_of(
        connection,
        asked.run,
        message_id,
        CorrectionKind(kind),
        asked.now,
        right=right,
        because=because,
    )
    to_tell, to_cancel = who_would_hear(connection, asked.run.run_no, message_id)
    written = [
        {"channel": channel, "language": language, "body": body}
        for (channel, language), body in said.texts.items()
    ]
    return Json(_encode({"texts": written, "to_tell": to_tell, "to_cancel": to_cancel}))


@router.post(
    "/hq/messages/{message_id}/correction",
    status_code=HTTPStatus.CREATED,
    responses=answers(ConflictError),
)
def compose_correction(
    message_id: int,
    wanted: CorrectionAsked,
    person: Settler,
    connection: Database,
    around: Around,
    asked: Asked,
) -> CorrectionShown:
    """Compose a correction; nobody is told until a commander releases it."""
    made = propose(
        connection,
        asked.run,
        message_id,
        CorrectionKind(wanted.kind),
        right=wanted.right,
        because=wanted.because,
        actor=_actor(person, around),
    )
    return _shown(connection, around, asked.run, find_correction(connection, made), person)


@router.get("/hq/corrections")
def corrections(
    connection: Database, around: Around, asked: Asked, person: AnyStaff
) -> list[CorrectionShown]:
    """List what was composed and waits for a commander."""
    return [
        _shown(connection, around, asked.run, each, person)
        for each in waiting_corrections(connection, asked.run.run_no)
    ]


@router.post("/hq/corrections/{correction_id}/release", responses=answers(ConflictError))
def release_correction_now(
    correction_id: int,
    asked: CorrectionReleaseAsked,
    person: Releaser,
    connection: Database,
    around: Around,
) -> CorrectionDone:
    """Cancel what was not sent, and tell everybody else by the channel they got it by."""
    done = release_correction(
        connection,
        run_of(connection, find_correction(connection, correction_id).run_no),
        correction_id,
        typed=asked.phrase,
        alone_because=asked.alone_because,
        policy=release_policy_of(around.settings),
        actor=_actor(person, around),
    )
    return CorrectionDone(message_id=done.message_id, canceled=done.canceled)


@router.post(
    "/hq/corrections/{correction_id}/withdraw",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(ConflictError),
)
def withdraw_correction_now(
    correction_id: int, person: Settler, connection: Database, around: Around
) -> None:
    """Have a correction that waits never told."""
    withdraw_correction(connection, correction_id, _actor(person, around))


def _actor(person: Person, around: Surroundings) -> Actor:
    return Actor(person.person, person.role, around.wall())


def _shown(
    connection: Connection, around: Surroundings, run: Run, found: Proposed, person: Person
) -> CorrectionShown:
    said = wording_of(
        connection,
        run,
        found.message_id,
        CorrectionKind(found.kind),
        run.now(around.wall()),
        right=found.how_it_is,
        because=found.because,
    )
    return CorrectionShown(
        correction_id=found.correction_id,
        message_id=found.message_id,
        kind=CorrectionKind(found.kind).value,
        right=found.how_it_is,
        because=found.because,
        composed_by=found.composed_by,
        composed_at=found.composed_at,
        phrase=said.phrase if run.status is Status.ACTUAL else None,
        needs_another=needs_another(found, person.person),
    )
