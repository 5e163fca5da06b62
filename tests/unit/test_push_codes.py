"""What a push service answers decides about one delivery, never more than it says."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerting.channels.contract import Answer, Effect, Receipt, Refused, Unknown
from alerting.channels.push.ahead import Ahead, Browser
from alerting.channels.push.codes import answer
from alerting.channels.push.encryption import LONGEST_TEXT
from alerting.channels.push.payload import payload
from alerting.channels.push.posting import UNUSABLE, Reply
from alerting.channels.push.transport import topic, ttl_s
from alerting.destinations import Destinations
from kawamori.people import Channel, Language, PhoneNumber
from kawamori.storage.telling.deliveries import Delivery
from kawamori.vapid import as_bytes, new_private_key, public_text, read_private_key

NOW = datetime(2026, 9, 1, 3, 10, tzinfo=UTC)
THERE = "https://push.example.net"
TAKEN = Receipt("", "accepted")


def reply(status: int, retry_after_s: int | None = None) -> Reply:
    """Return what a service answered."""
    return Reply(status, None, retry_after_s, may_have_arrived=True)


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_what_is_taken_is_accepted_and_not_called_delivered(status: int) -> None:
    assert answer(reply(status)) == TAKEN


@pytest.mark.parametrize(
    ("status", "effect"),
    [
        (404, Effect.BAD_ADDRESS),
        (410, Effect.BAD_ADDRESS),
        (400, Effect.PAGE),
        (413, Effect.PAGE),
        (418, Effect.PAGE),
        (301, Effect.PAGE),
    ],
)
def test_some_answers_are_final(status: int, effect: Effect) -> None:
    assert answer(reply(status)) == Refused(str(status), permanent=True, effect=effect)


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_not_believed_is_tried_again_and_pages_somebody(status: int) -> None:
    assert answer(reply(status)) == Refused(
        str(status), permanent=False, again_in_s=60, effect=Effect.PAGE
    )


@pytest.mark.parametrize(
    ("status", "asked_s", "again_in_s"),
    [(429, None, 30), (429, 7, 7), (406, 12, 12), (503, 20, 20), (429, 86_400, 300)],
)
def test_a_wish_to_be_left_alone_is_heard_but_not_for_a_day(
    status: int, asked_s: int | None, again_in_s: float
) -> None:
    assert answer(reply(status, asked_s)) == Refused(
        str(status), permanent=False, again_in_s=again_in_s, effect=Effect.WAIT
    )


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_s_error_may_hide_a_message_that_was_taken(status: int) -> None:
    assert answer(reply(status)) == Unknown(str(status))


def test_no_answer_is_unknown_only_where_something_was_sent() -> None:
    assert answer(Reply(fault="timeout", may_have_arrived=True)) == Unknown("timeout")
    assert answer(Reply(fault="timeout")) == Refused("timeout", permanent=False, again_in_s=10)


def test_an_endpoint_that_no_browser_gave_is_given_up() -> None:
    assert answer(Reply(fault=UNUSABLE)) == Refused(
        UNUSABLE, permanent=True, effect=Effect.BAD_ADDRESS
    )


def test_a_message_lives_shorter_the_more_urgent_it_is_and_an_all_clear_longest() -> None:
    assert [ttl_s(level, "issue") for level in (5, 4, 3, 2)] == [1800, 1800, 3600, 3600]
    assert [ttl_s(4, kind) for kind in ("lift", "clear", "correct", "retract")] == [21600] * 4


def test_a_topic_is_the_same_for_what_goes_on_telling_and_for_nothing_else() -> None:
    assert topic(0, "order/12") == topic(0, "order/12")
    others = {topic(0, "order/12"), topic(0, "order/1"), topic(2, "order/12"), topic(0, "gauge/a")}
    assert len(others) == 4
    assert all(len(each) <= 32 for each in others)


def delivery(body: str) -> Delivery:
    """Return a delivery with these words."""
    return Delivery(
        UUID(int=7),
        0,
        1,
        Channel.PUSH,
        4,
        0,
        Language.JA,
        "actual",
        "order",
        "issue",
        "order/1",
        body,
        1,
        NOW,
        None,
        None,
        PhoneNumber("+819012345678"),
        is_stopped=False,
        is_overtaken=False,
    )


@given(st.text(max_size=4000))
def test_no_text_is_too_long_for_a_service_whatever_it_says(body: str) -> None:
    try:
        encoded = payload(delivery("避難指示\n" + body), "https://river.city.example/")
    except UnicodeEncodeError:  # half of a pair: no database holds it
        return

    shown = msgspec.json.decode(encoded)
    assert len(encoded) <= LONGEST_TEXT
    assert shown["title"] == "避難指示"
    assert body.strip().startswith(shown["body"].removesuffix("…"))


def test_a_latin_text_takes_less_than_a_kilobyte() -> None:
    text = "Evacuation Order (避難指示)\n" + "Leave dangerous places now. " * 20

    assert len(payload(delivery(text), "https://river.city.example/")) <= 1000


def browser() -> Browser:
    """Return a browser nobody else has."""
    return Browser(as_bytes(public_text(read_private_key(new_private_key()))), bytes(16))


def test_an_envelope_is_used_once_and_made_anew() -> None:
    ahead, there = Ahead(), browser()
    ahead.expect([there])
    ahead.make_one()

    first, second = ahead.take(there), ahead.take(there)

    assert first != second
    assert ahead.is_wanting()


def test_envelopes_never_take_more_than_their_share_of_memory() -> None:
    ahead = Ahead(most=3)
    ahead.expect([browser() for _ in range(3)])
    while ahead.is_wanting():
        ahead.make_one()
    ahead.expect([browser(), browser()])
    while ahead.is_wanting():
        ahead.make_one()

    assert len(ahead) == 3


def after(answers: list[Answer]) -> Destinations:
    """Return how a destination stands that has answered so."""
    destinations = Destinations()
    destinations.begin(THERE, NOW)
    destinations.end(THERE, NOW, answers, NOW)
    return destinations


def test_one_bad_browser_does_not_speak_for_its_service() -> None:
    unreachable = Refused("curl 7", permanent=False, again_in_s=10)

    assert after([TAKEN, unreachable]).opens_at(THERE, NOW) is None
    assert after([Unknown("502"), TAKEN]).opens_at(THERE, NOW) is None


def test_a_service_that_took_nothing_is_left_alone_and_longer_each_time() -> None:
    destinations = after([Unknown("timeout")])
    first = destinations.closed_until(THERE)
    destinations.begin(THERE, NOW)
    destinations.end(THERE, NOW, [Unknown("timeout")], NOW)

    assert first == NOW + timedelta(seconds=2)
    assert destinations.closed_until(THERE) == NOW + timedelta(seconds=4)


def test_a_service_is_left_alone_for_as_long_as_it_asks() -> None:
    asked = Refused("429", permanent=False, again_in_s=20, effect=Effect.WAIT)

    destinations = after([TAKEN, asked])

    assert destinations.closed_until(THERE) == NOW + timedelta(seconds=20)
    assert destinations.opens_at(THERE, NOW + timedelta(seconds=19)) is not None
    assert destinations.opens_at(THERE, NOW + timedelta(seconds=20)) is None


def test_a_service_that_failed_is_tried_with_one_batch_and_then_trusted_again() -> None:
    destinations = after([Unknown("timeout")])
    later = NOW + timedelta(seconds=3)
    free = destinations.opens_at(THERE, later)
    destinations.begin(THERE, later)
    busy = destinations.opens_at(THERE, later)
    is_back = destinations.end(THERE, later, [TAKEN], later)

    assert free is None
    assert busy is not None
    assert is_back
    assert destinations.opens_at(THERE, later) is None
    assert destinations.closed_until(THERE) is None


def test_only_a_quick_service_is_waited_for() -> None:
    destinations = Destinations()
    for _ in range(4):
        destinations.begin(THERE, NOW)

    assert destinations.is_worth_waiting(NOW + timedelta(seconds=2))
    assert not destinations.is_worth_waiting(NOW + timedelta(seconds=4))
