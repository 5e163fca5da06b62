"""What the provider posts to us: believed only under its signature over our public address."""

from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends, Header, Request
from twilio.request_validator import RequestValidator

from api.asked import Around
from kawamori.errors import NotAllowedError
from kawamori.settings import Settings


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


SignedForm = Annotated[dict[str, str], Depends(signed_form)]


def form_of(*required: str, optional: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return what the OpenAPI says of a form that a provider posts."""
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {
                        "type": "object",
                        "required": list(required),
                        "properties": {name: {"type": "string"} for name in (*required, *optional)},
                    }
                }
            },
        }
    }


def _is_signed(settings: Settings, request: Request, form: dict[str, str], signature: str) -> bool:
    if settings.twilio_auth_token is None:
        return False
    query = f"?{request.url.query}" if request.url.query else ""
    url = settings.public_url.rstrip("/") + request.url.path + query
    validator = RequestValidator(settings.twilio_auth_token.get_secret_value())
    return bool(validator.validate(url, form, signature))
