"""What providers call back: how far a message has come. Believed only when it is signed."""

from typing import Annotated, Any
from urllib.parse import parse_qsl
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request
from twilio.request_validator import RequestValidator

from api.asked import Around, Database
from api.errors import answers
from kawamori.errors import InvalidError, NotAllowedError, UnavailableError
from kawamori.settings import Settings
from kawamori.storage.telling.outcomes import record_status

router = APIRouter(tags=["hooks"])

CANCELED = "canceled"  # a status without a code: somebody canceled it at the provider

_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["MessageSid", "MessageStatus"],
                    "properties": {
                        "MessageSid": {"type": "string"},
                        "MessageStatus": {"type": "string"},
                        "ErrorCode": {"type": "string"},
                    },
                }
            }
        },
    }
}


async def signed_form(
    request: Request,
    around: Around,
    x_twilio_signature: Annotated[str, Header(description="Over the URL and the form")] = "",
) -> dict[str, str]:
    """Return the form, if whoever sent it knows the account's secret."""
    body = await request.body()
    form = dict(parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True))
    if not _is_signed(around.settings, request, form, x_twilio_signature):
        raise NotAllowedError(
            "this is not signed with the account's token over KAWAMORI_PUBLIC_URL"
        )
    return form


@router.post(
    "/hooks/twilio/status/{delivery_id}",
    status_code=204,
    responses=answers(InvalidError, NotAllowedError, UnavailableError),
    openapi_extra=_FORM,
)
def twilio_status(
    delivery_id: UUID,
    form: Annotated[dict[str, str], Depends(signed_form)],
    connection: Database,
    around: Around,
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


def _is_signed(settings: Settings, request: Request, form: dict[str, str], signature: str) -> bool:
    if settings.twilio_auth_token is None:
        return False
    query = f"?{request.url.query}" if request.url.query else ""
    url = settings.public_url.rstrip("/") + request.url.path + query
    validator = RequestValidator(settings.twilio_auth_token.get_secret_value())
    return bool(validator.validate(url, form, signature))
