"""Every shape in which the SMS provider calls back is understood, or does no harm."""

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from twilio.request_validator import RequestValidator

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

ACCOUNT = "the provider's secret"
WAY = ["accepted", "scheduled", "queued", "sending", "sent", "delivered"]
ENDS = {
    "accepted": "accepted",
    "scheduled": "accepted",
    "queued": "accepted",
    "sending": "accepted",
    "sent": "accepted",  # by the carrier: nobody says that it was read
    "partially_delivered": "accepted",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "refused",
    "failed": "refused",
    "canceled": "refused",
    "receiving": "due",
    "received": "due",
    "frobnicated": "due",  # a status of tomorrow
}


def call_back(api: "Api", delivery_id: str, form: dict[str, str]) -> httpx.Response:
    path = f"/hooks/twilio/status/{delivery_id}"
    signature = RequestValidator(ACCOUNT).compute_signature(f"http://kawamori.test{path}", form)
    return api.post(path, who=None, data=form, headers={"X-Twilio-Signature": signature})


def form_of(status: str, **more: str) -> dict[str, str]:
    """Return a form as the provider posts it, with all that it may send along."""
    return {
        "AccountSid": "AC" + "0" * 32,
        "ApiVersion": "2010-04-01",
        "MessageSid": "SM1",
        "SmsSid": "SM1",
        "MessageStatus": status,
        "SmsStatus": status,
        "MessagingServiceSid": "MG" + "0" * 32,
        "From": "+815011112222",
        "To": "+819012345678",
        **more,
    }


def shown(api: "Api") -> dict[str, Any]:
    (delivery,) = api.get("/hq/deliveries").json()
    return dict(delivery)


@pytest.mark.parametrize(("status", "state"), ENDS.items())
def test_each_status_is_understood_and_an_unknown_one_changes_nothing(
    api: "Api", world: "World", status: str, state: str
) -> None:
    delivery_id = world.tell(world.raise_alert(3))

    answer = call_back(api, delivery_id, form_of(status))

    assert answer.status_code == 204
    assert shown(api)["state"] == state


@pytest.mark.parametrize(
    "order",
    [
        WAY,
        WAY[::-1],
        ["delivered", "queued", "sent"],
        ["sent", "delivered", "sending", "queued"],
        ["sent", "sent", "delivered", "delivered"],
    ],
    ids=" ".join,
)
def test_in_whatever_order_and_however_often_it_ends_delivered(
    api: "Api", world: "World", order: list[str]
) -> None:
    delivery_id = world.tell(world.raise_alert(3))

    answers = [call_back(api, delivery_id, form_of(status)).status_code for status in order]

    assert answers == [204] * len(order)
    assert shown(api)["state"] == "delivered"


def test_a_failure_that_is_told_after_a_delivery_takes_nothing_back(
    api: "Api", world: "World"
) -> None:
    delivery_id = world.tell(world.raise_alert(3))

    for status in ("delivered", "undelivered", "failed", "sent"):
        call_back(api, delivery_id, form_of(status, ErrorCode="30003"))

    assert shown(api)["state"] == "delivered"


@pytest.mark.parametrize(
    "more",
    [
        {"RawDlrDoneDate": "2609010312"},
        {"RawDlrDoneDate": ""},
        {"ErrorCode": "", "ErrorMessage": ""},
        {"NumSegments": "2", "Price": "-0.16", "ChannelPrefix": "sms"},
        {"Körper": "川 + 空白&=%"},
    ],
    ids=["carrier's time", "no carrier's time", "empty error", "unheard of", "odd letters"],
)
def test_fields_that_come_along_do_no_harm(
    api: "Api", world: "World", more: dict[str, str]
) -> None:
    delivery_id = world.tell(world.raise_alert(3))

    answer = call_back(api, delivery_id, form_of("delivered", **more))

    assert answer.status_code == 204
    assert shown(api)["state"] == "delivered"


@pytest.mark.parametrize("names", [("MessageSid", "MessageStatus"), ("SmsSid", "SmsStatus")])
def test_either_pair_of_names_is_enough(api: "Api", world: "World", names: tuple[str, str]) -> None:
    delivery_id = world.tell(world.raise_alert(3))
    form: dict[str, str] = dict(zip(names, ("SM1", "delivered"), strict=True))

    assert call_back(api, delivery_id, form).status_code == 204
    assert shown(api)["state"] == "delivered"


@pytest.mark.parametrize("gone", ["Sid", "Status"])
def test_a_form_without_what_it_is_about_is_refused(api: "Api", world: "World", gone: str) -> None:
    delivery_id = world.tell(world.raise_alert(3))
    form = {
        k: v for k, v in form_of("delivered").items() if k not in (f"Message{gone}", f"Sms{gone}")
    }

    answer = call_back(api, delivery_id, form)

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == f"the form lacks Message{gone}"
    assert shown(api)["state"] == "due"
