"""A provider's callback moves a delivery on, if the provider it is."""

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from twilio.request_validator import RequestValidator

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

ACCOUNT = "the provider's secret"
FORM = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+819012345678", "Body": ""}


def call_back(
    api: "Api",
    delivery_id: str,
    form: dict[str, str],
    *,
    signed_with: str = ACCOUNT,
    url: str = "http://kawamori.test",
) -> httpx.Response:
    path = f"/hooks/twilio/status/{delivery_id}"
    signature = RequestValidator(signed_with).compute_signature(url + path, form)
    headers = {"X-Twilio-Signature": signature}
    return api.post(path, who=None, data=form, headers=headers)


def shown(api: "Api") -> dict[str, Any]:
    (delivery,) = api.get("/hq/deliveries").json()
    return dict(delivery)


def test_a_signed_callback_is_recorded(api: "Api", world: "World") -> None:
    delivery_id = world.tell(world.raise_alert(3))

    answer = call_back(api, delivery_id, FORM)

    assert answer.status_code == 204
    assert (shown(api)["state"], shown(api)["provider_status"]) == ("delivered", "delivered")


def test_a_callback_that_comes_late_takes_nothing_back(api: "Api", world: "World") -> None:
    delivery_id = world.tell(world.raise_alert(3))
    call_back(api, delivery_id, FORM)

    answer = call_back(api, delivery_id, FORM | {"MessageStatus": "sent"})

    assert answer.status_code == 204
    assert shown(api)["state"] == "delivered"


@pytest.mark.parametrize(
    "wrong",
    [{"signed_with": "another secret"}, {"url": "http://elsewhere.test"}],
    ids=["another secret", "another address"],
)
def test_a_callback_signed_wrongly_changes_nothing(
    api: "Api", world: "World", wrong: dict[str, str]
) -> None:
    delivery_id = world.tell(world.raise_alert(3))

    answer = call_back(api, delivery_id, FORM, **wrong)

    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "not_allowed"
    assert shown(api)["state"] == "due"


def test_a_callback_that_is_not_signed_changes_nothing(api: "Api", world: "World") -> None:
    delivery_id = world.tell(world.raise_alert(3))

    answer = api.post(f"/hooks/twilio/status/{delivery_id}", who=None, data=FORM)

    assert answer.status_code == 403
    assert shown(api)["state"] == "due"


def test_a_form_that_was_changed_on_the_way_changes_nothing(api: "Api", world: "World") -> None:
    delivery_id = world.tell(world.raise_alert(3))
    path = f"/hooks/twilio/status/{delivery_id}"
    signature = RequestValidator(ACCOUNT).compute_signature(
        f"http://kawamori.test{path}", FORM | {"MessageStatus": "sent"}
    )

    answer = api.post(path, who=None, data=FORM, headers={"X-Twilio-Signature": signature})

    assert answer.status_code == 403


def test_a_callback_about_nothing_we_sent_is_taken_and_forgotten(api: "Api") -> None:
    assert call_back(api, "00000000-0000-0000-0000-000000000000", FORM).status_code == 204


def test_a_callback_that_says_nothing_is_refused(api: "Api", world: "World") -> None:
    delivery_id = world.tell(world.raise_alert(3))

    answer = call_back(api, delivery_id, {"MessageSid": "SM1"})

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "the form lacks MessageStatus"
