"""Answers to a call-out, given as they are: by a text from the provider, or on one's page."""

from itertools import count
from typing import Any
from xml.etree import ElementTree as ET

import httpx
from twilio.request_validator import RequestValidator

from api.testing.asking import Api
from api.testing.responders import as_responder
from kawamori.testing.callouts import Desk

ACCOUNT = "the provider's secret"
_sids = count(1)


def text(
    api: Api, desk: Desk, who: int, body: str, *, way: str = "", sid: str = "", **more: str
) -> str | None:
    """Post a text as the provider does, signed, and return what is answered."""
    form = {
        "MessageSid": sid or f"SM{next(_sids)}",
        "From": desk.numbers[who],
        "To": "+815011112222",
        "Body": body,
        "NumMedia": "0",
        **more,
    }
    path = f"/hooks/twilio/{way}inbound"
    signature = RequestValidator(ACCOUNT).compute_signature(f"http://kawamori.test{path}", form)
    headers = {"X-Twilio-Signature": signature}
    response = api.post(path, who=None, data=form, headers=headers).raise_for_status()
    message = ET.fromstring(response.text).find("Message")  # noqa: S314 our own answer
    return None if message is None else message.text


def asked(desk: Desk, needed: int = 1, **differs: Any) -> tuple[int, int]:
    """Enrol somebody, call out, and return who was asked by which call-out."""
    who = desk.enrol()
    callout_id = desk.call_out(needed, **differs)
    desk.work()
    desk.sent()
    return who, callout_id


def waiting(api: Api, query: str = "") -> list[str]:
    """Return what waits to be read by a person."""
    return [each["body"] for each in api.get(f"/hq/inbound{query}").json()]


def answer_of(desk: Desk, callout_id: int, who: int) -> tuple[str | None, bool]:
    """Return what somebody answered, and whether they are counted as coming."""
    ask = desk.asks(callout_id)[who]
    return ask["answer"], ask["is_coming"]


def on_page(
    api: Api, desk: Desk, who: int, callout_id: int, query: str = "", **said: object
) -> httpx.Response:
    """Answer on their page, as they would."""
    path = f"/responders/me/asks/{callout_id}/answer{query}"
    return as_responder(api, desk.keys[who], "POST", path, json=said)
