"""Correction: one act retracts a gauge notice, or sets it right, for all who may have read it."""

from typing import Annotated

import msgspec
from fastapi import Query

from api.asked import Around, Asked, Database
from api.auth import Settler
from api.desk import headquarters
from api.errors import answers
from api.responses import Json
from api.schemas.corrections import (
    HOW_IT_IS,
    CorrectionAsked,
    CorrectionDone,
    CorrectionPreview,
    KindName,
    Reason,
)
from kawamori.errors import ConflictError
from kawamori.messages.corrections import (
    CorrectionKind,
    correction_of_notice,
    correction_texts,
)
from kawamori.messages.written import Texts
from kawamori.storage.connections import Connection
from kawamori.storage.telling.corrections import correct_message, who_would_hear
from kawamori.storage.telling.funnel import message_of_run
from kawamori.storage.telling.messages import matters_of

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
    wanted = CorrectionAsked(kind=kind, right=right, because=because)
    texts = _texts(connection, asked.run.run_no, message_id, wanted)
    to_tell, to_cancel = who_would_hear(connection, asked.run.run_no, message_id)
    written = [
        {"channel": channel, "language": language, "body": body}
        for (channel, language), body in texts.items()
    ]
    return Json(_encode({"texts": written, "to_tell": to_tell, "to_cancel": to_cancel}))


@router.post(
    "/hq/messages/{message_id}/correction",
    response_model=CorrectionDone,
    responses=answers(ConflictError),
)
def correct(
    message_id: int,
    wanted: CorrectionAsked,
    person: Settler,
    connection: Database,
    around: Around,
    asked: Asked,
) -> CorrectionDone:
    """Cancel what was not sent, and tell everybody else by the channel they got it by."""
    with connection.transaction():
        done = correct_message(
            connection,
            message_id,
            wanted.kind,
            _texts(connection, asked.run.run_no, message_id, wanted),
            person=person.person,
            role=person.role,
            reason=wanted.because or wanted.right,
            now=around.wall(),
        )
    return CorrectionDone(message_id=done.message_id, canceled=done.canceled)


def _texts(connection: Connection, run_no: int, message_id: int, wanted: CorrectionAsked) -> Texts:
    """Return the words; ``ConflictError`` where the message is not a gauge's."""
    sent = message_of_run(connection, run_no, message_id)
    matters = matters_of(connection, [message_id])
    if not matters:
        raise ConflictError(
            f"message {message_id} is no gauge notice but {sent.family}: "
            "correct the order, or the official information, that it tells of"
        )
    kind = CorrectionKind(wanted.kind)
    matter = correction_of_notice(matters[0], kind, right=wanted.right, because=wanted.because)
    return correction_texts(matter)
