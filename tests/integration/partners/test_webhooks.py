"""A partner's program is posted each message, signed, and knows a second try of it."""

import base64
import hashlib
import hmac
import json
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from alerting.channels.contract import Effect, Receipt, Refused, Unknown
from alerting.channels.webhook.transport import LEFT, Webhook
from kawamori.errors import InvalidError
from kawamori.people import WebhookUrl
from kawamori.storage.telling.deliveries import Delivery

if TYPE_CHECKING:
    from conftest import Partner

Deliveries = Callable[..., Delivery]
NOON = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    webhook = Webhook(timeout_s=1.0, wall=lambda: NOON)
    yield webhook
    webhook.close()


def test_a_message_is_posted_as_json_under_its_delivery_s_id(
    webhook: Webhook, partner: "Partner", delivery: Deliveries
) -> None:
    sent = delivery(partner.address())

    (answer,) = webhook.send([sent])

    assert answer == Receipt(str(sent.delivery_id), "accepted")
    ((headers, body),) = partner.taken
    assert headers["webhook-id"] == str(sent.delivery_id)
    told = json.loads(body)
    assert told["type"] == "message.order"
    assert told["data"]["title"] == "警戒レベル4避難指示 川原町"
    assert told["data"]["text"] == "危険な場所から全員避難。\n市民会館へ。"
    assert (told["data"]["status"], told["data"]["level"]) == ("actual", 4)


def test_the_signature_is_that_of_standard_webhooks(
    webhook: Webhook, partner: "Partner", delivery: Deliveries
) -> None:
    sent = delivery(partner.address())
    webhook.send([sent])

    ((headers, body),) = partner.taken
    key = base64.urlsafe_b64decode(partner.address().secret + "=")
    assert headers["webhook-timestamp"] == str(int(NOON.timestamp()))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"


def test_a_second_try_has_the_same_id_and_the_same_words(
    webhook: Webhook, partner: "Partner", delivery: Deliveries
) -> None:
    sent = delivery(partner.address())
    webhook.send([sent])
    webhook.send([sent])

    (_, first), (_, second) = partner.taken
    assert first == second
    assert len(set(partner.ids)) == 1


@pytest.mark.parametrize(
    ("status", "headers", "answer"),
    [
        (204, {}, Receipt),
        (410, {}, Refused("410", permanent=True, effect=Effect.BAD_ADDRESS)),
        (404, {}, Refused("404", permanent=True, effect=Effect.PAGE)),
        (401, {}, Refused("401", permanent=True, effect=Effect.PAGE)),
        (302, {"Location": "/elsewhere"}, Refused("302", permanent=True, effect=Effect.PAGE)),
        (
            429,
            {"Retry-After": "7"},
            Refused("429", permanent=False, again_in_s=7, effect=Effect.WAIT),
        ),
        (
            503,
            {"Retry-After": "86400"},
            Refused("503", permanent=False, again_in_s=60, effect=Effect.WAIT),
        ),
        (429, {}, Refused("429", permanent=False, effect=Effect.WAIT)),
        (503, {}, Unknown("503")),
        (500, {}, Unknown("500")),
    ],
)
def test_what_each_answer_means(
    webhook: Webhook,
    partner: "Partner",
    delivery: Deliveries,
    status: int,
    headers: dict[str, str],
    answer: object,
) -> None:
    partner.status, partner.headers = status, headers

    (given,) = webhook.send([delivery(partner.address())])

    assert isinstance(given, answer) if isinstance(answer, type) else given == answer
    assert len(partner.taken) == 1


def test_a_partner_that_does_not_answer_leaves_it_unknown_and_the_rest_unsent(
    webhook: Webhook, partner: "Partner", delivery: Deliveries
) -> None:
    partner.hold.clear()

    first, second = webhook.send([delivery(partner.address()) for _ in range(2)])

    assert first == Unknown("ReadTimeoutError")
    assert second == Refused(LEFT, permanent=False)
    assert len(partner.taken) == 1


def test_a_partner_that_is_not_there_was_certainly_sent_nothing(
    webhook: Webhook, delivery: Deliveries
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = WebhookUrl(f"http://127.0.0.1:{nobody.getsockname()[1]}/", "a" * 22)

        (answer,) = webhook.send([delivery(address)])

    assert answer == Refused("unreachable", permanent=False, effect=Effect.WAIT)


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999/", "http://a..b/", "https://ex ample/"])
def test_an_address_that_is_none_is_for_an_operator_and_keeps_nobody_waiting(
    webhook: Webhook, partner: "Partner", delivery: Deliveries, url: str
) -> None:
    nowhere = WebhookUrl(url, "a" * 22)
    assert webhook.destination(delivery(nowhere))

    refused, taken = webhook.send([delivery(nowhere), delivery(partner.address())])

    assert refused == Refused("no such address", permanent=True, effect=Effect.PAGE)
    assert isinstance(taken, Receipt)


def test_what_can_not_even_be_parsed_is_no_partner_s_address() -> None:
    with pytest.raises(InvalidError, match="url: this is no URL"):
        WebhookUrl("https://[::1/", "a" * 22)


def test_a_password_in_an_address_is_in_no_destination(
    webhook: Webhook, delivery: Deliveries
) -> None:
    address = WebhookUrl("https://user:word@Partner.example/flood?k=7", "a" * 22)

    assert webhook.destination(delivery(address)) == "https://partner.example"


def test_one_message_that_a_partner_chokes_on_does_not_keep_the_next(
    webhook: Webhook, partner: "Partner", delivery: Deliveries
) -> None:
    partner.status = 500

    answers = webhook.send([delivery(partner.address()) for _ in range(3)])

    assert answers == [Unknown("500")] * 3
    assert len(partner.taken) == 3


def test_partners_are_told_apart_by_their_servers(webhook: Webhook, delivery: Deliveries) -> None:
    urls = ["https://a.example/x", "https://a.example/y", "https://b.example/", "http://a.example/"]

    where = [webhook.destination(delivery(WebhookUrl(url, "a" * 22))) for url in urls]

    assert len(set(where)) == 3
    assert where[0] == where[1]
