"""Every request that the SMS channel makes is one that the provider's OpenAPI describes."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx
import pytest

from alerting.channels.contract import Receipt
from alerting.channels.sms.transport import Sms
from kawamori.messages.codes import code_sms
from kawamori.people import Channel, Language, PhoneNumber
from kawamori.storage.telling.deliveries import Delivery
from simulators.sandbox.testing import OPENAPI, Sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from kawamori.settings import Settings

NOW = datetime.now(UTC)
DELIVERY = Delivery(
    delivery_id=uuid4(),
    run_no=0,
    subscriber_id=1,
    channel=Channel.SMS,
    level=4,
    risk=0,
    language=Language.JA,
    status="actual",
    family="gauge",
    kind="raise",
    thread="gauge/kawabe-bridge",
    body="氾濫危険水位に到達しました。",
    tries=1,
    created_at=NOW,
    answered_at=None,
    provider_code=None,
    address=PhoneNumber("+819012340000"),
    is_stopped=False,
    is_overtaken=False,
)
KINDS = ["raise", "escalate", "ease", "clear", "issue", "change", "lift", "correct", "retract"]


@pytest.fixture
def sms(configure: "Callable[[str], Settings]") -> Sms:
    return Sms(configure("postgresql://nobody/asks"))


def checked(sandbox: Sandbox) -> dict[str, Any]:
    return dict(httpx.get(f"{sandbox.url}/sandbox/openapi").json())


@pytest.mark.skipif(not OPENAPI, reason="KAWAMORI_TWILIO_OPENAPI names no folder")
def test_every_call_is_described(sms: Sms, sandbox: Sandbox) -> None:
    before = checked(sandbox)
    deliveries = [
        replace(DELIVERY, delivery_id=uuid4(), level=level, kind=kind, run_no=run_no)
        for level in range(6)
        for kind in KINDS
        for run_no in (0, 7)
    ]

    answers = [sms.send(each) for each in deliveries]
    found = [sms.find(each) for each in deliveries[:3]]
    codes = [sms.send_code(PhoneNumber("+819012340001"), "012345", each) for each in Language]
    sms.close()

    after = checked(sandbox)
    assert {type(each) for each in [*answers, *found, *codes]} == {Receipt}
    requests = len(answers) + len(found) + len(codes)
    assert after["checked"] - before["checked"] == requests
    assert after["faults"] == before["faults"]


@pytest.mark.parametrize("language", Language)
def test_a_code_comes_in_the_person_s_language(
    sms: Sms, sandbox: Sandbox, language: Language
) -> None:
    number = PhoneNumber("+819012340002")

    sms.send_code(number, "042917", language)
    sms.close()

    (newest, *_) = sandbox.accepted(to=number.e164, limit=1)
    assert newest["body"] == code_sms("042917", language, "川辺市")
    assert "042917" in newest["body"]
