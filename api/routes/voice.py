"""Calls as the provider tells of them: how far they came, and which key was pressed."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.asked import Around, Database
from api.errors import answers
from api.signatures import SignedForm, form_of
from kawamori.errors import InvalidError, NotAllowedError, NotFoundError, UnavailableError
from kawamori.storage.telling.hearing import acknowledge_call, words_of_call
from kawamori.storage.telling.outcomes import record_status
from kawamori.twiml import HEARD, call_twiml, heard_twiml

router = APIRouter(tags=["hooks"], prefix="/hooks/twilio/voice")

NOT_PICKED_UP = frozenset({"busy", "no-answer", "failed", "canceled"})


@router.post(
    "/{delivery_id}",
    status_code=204,
    responses=answers(InvalidError, NotAllowedError, UnavailableError),
    openapi_extra=form_of("CallSid", "CallStatus"),
)
def twilio_voice_status(
    delivery_id: UUID, form: SignedForm, connection: Database, around: Around
) -> None:
    """Record how far a call came; saying it twice, or late, changes nothing.

    A call that was picked up is accepted: a machine may have done so. Only a key delivers it.
    """
    _require(form, "CallSid", "CallStatus")
    status = form["CallStatus"]
    record_status(
        connection,
        delivery_id,
        provider_id=form["CallSid"],
        status=status,
        code=status if status in NOT_PICKED_UP else None,
        now=around.wall(),
    )


@router.post(
    "/{delivery_id}/keys",
    response_class=Response,
    responses={
        200: {"content": {"application/xml": {}}, "description": "TwiML: what is said next"},
        **answers(InvalidError, NotAllowedError, NotFoundError, UnavailableError),
    },
    openapi_extra=form_of("CallSid", "Digits"),
)
def twilio_voice_keys(
    delivery_id: UUID, form: SignedForm, connection: Database, around: Around
) -> Response:
    """Take 1 for "I have heard it"; say it again at any other key."""
    _require(form, "CallSid")
    spoken = words_of_call(connection, delivery_id)
    if form.get("Digits") == HEARD:
        sid = form["CallSid"]
        acknowledge_call(connection, delivery_id, provider_id=sid, now=around.wall())
        twiml = heard_twiml(spoken.language)
    else:
        base = around.settings.public_url.rstrip("/")
        keys = f"{base}{router.prefix}/{delivery_id}/keys"
        twiml = call_twiml(spoken.body, spoken.language, keys)
    return Response(twiml, media_type="application/xml")


def _require(form: dict[str, str], *names: str) -> None:
    if missing := [name for name in names if not form.get(name)]:
        raise InvalidError(f"the form lacks {' and '.join(missing)}")
