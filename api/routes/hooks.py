"""What providers call back: how far a message has come. Believed only when it is signed."""

from uuid import UUID

from fastapi import APIRouter

from api.asked import Around, Database
from api.errors import answers
from api.signatures import SignedForm, form_of
from kawamori.errors import InvalidError, NotAllowedError, UnavailableError
from kawamori.storage.telling.outcomes import record_status

router = APIRouter(tags=["hooks"])

CANCELED = "canceled"  # a status without a code: somebody canceled it at the provider


@router.post(
    "/hooks/twilio/status/{delivery_id}",
    status_code=204,
    responses=answers(InvalidError, NotAllowedError, UnavailableError),
    openapi_extra=form_of("MessageSid", "MessageStatus", optional=("ErrorCode",)),
)
def twilio_status(
    delivery_id: UUID, form: SignedForm, connection: Database, around: Around
) -> None:
    """Record what the provider says of a message; saying it twice, or late, changes nothing."""
    sid, status = (_either(form, "Message", name) for name in ("Sid", "Status"))
    code = form.get("ErrorCode") or (status if status == CANCELED else None)
    record_status(
        connection, delivery_id, provider_id=sid, status=status, code=code, now=around.wall()
    )


def _either(form: dict[str, str], kind: str, name: str) -> str:
    """Return a field by its name or by the older one that the provider sends beside it."""
    found = form.get(kind + name) or form.get(f"Sms{name}")
    if not found:
        raise InvalidError(f"the form lacks {kind}{name}")
    return found
