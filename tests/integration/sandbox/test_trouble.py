"""Trouble with the provider, as the sandbox rehearses it; its journal forgets nothing."""

import random
import secrets
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import httpx
import pytest
from twilio.request_validator import RequestValidator

from kawamori.ports import LOOPBACK, free_port
from kawamori.testing.waiting import until
from simulators.sandbox.testing import ACCOUNT, SERVICE_SID, SOMEBODY, WORDS, Sandbox, running

BEN = "+819087654321"
AUTH = (ACCOUNT.sid, ACCOUNT.token)


@dataclass
class Listener:
    """Where status callbacks arrive."""

    url: str
    heard: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    def statuses(self, delivery: str) -> list[str]:
        return [form["MessageStatus"] for url, _, form in self.heard if url.endswith(delivery)]


@pytest.fixture
def listener() -> Iterator[Listener]:
    port = free_port()
    listener = Listener(f"http://{LOOPBACK}:{port}")

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            signature = self.headers["X-Twilio-Signature"]
            listener.heard.append((listener.url + self.path, signature, dict(parse_qsl(text))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 its name
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        request_queue_size = 64  # with 5 the ninth caller at once waits a second

    server = Server((LOOPBACK, port), Hook)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield listener
    server.shutdown()
    thread.join()
    server.server_close()


def new_delivery() -> str:
    return secrets.token_hex(8)


def test_every_step_is_told_to_the_callback_under_a_signature_that_holds(
    sandbox: Sandbox, listener: Listener
) -> None:
    delivery = new_delivery()

    message = sandbox.send(callback=f"{listener.url}/hooks/{delivery}?of=%E5%B7%9D")

    until(lambda: len(listener.heard) == 3)
    assert [form["MessageStatus"] for _, _, form in listener.heard] == [
        "queued",
        "sent",
        "delivered",
    ]
    asked_for = f"{listener.url}/hooks/{delivery}?of=%E5%B7%9D"
    for _, signature, form in listener.heard:
        assert form["MessageSid"] == message.sid
        assert form["AccountSid"] == ACCOUNT.sid
        assert RequestValidator(ACCOUNT.token).validate(asked_for, form, signature)
        assert not RequestValidator(ACCOUNT.token).validate(
            asked_for, form | {"To": BEN}, signature
        )


@pytest.mark.parametrize(
    ("behaviour", "told"),
    [
        ({"callbacks": "out_of_order"}, ["delivered", "sent", "queued"]),
        ({"callbacks": "twice"}, ["queued", "queued", "sent", "sent", "delivered", "delivered"]),
        ({"fate": "undelivered"}, ["queued", "sent", "undelivered"]),
        ({"pace_s": 0}, ["queued", "sent", "delivered"]),
    ],
)
def test_callbacks_come_as_badly_as_asked(
    sandbox: Sandbox, listener: Listener, behaviour: dict[str, str], told: list[str]
) -> None:
    delivery = new_delivery()
    sandbox.behave(**{"to": SOMEBODY, "pace_s": 0.05, **behaviour})

    sandbox.send(callback=f"{listener.url}/{delivery}")

    until(lambda: len(listener.statuses(delivery)) == len(told))
    assert listener.statuses(delivery) == told


def test_an_undelivered_message_says_why(sandbox: Sandbox, listener: Listener) -> None:
    sandbox.behave(to=SOMEBODY, fate="undelivered", error_code=30005, pace_s=0)

    sid = sandbox.send(callback=f"{listener.url}/{new_delivery()}").sid

    until(lambda: len(listener.heard) == 3)
    assert [form.get("ErrorCode") for _, _, form in listener.heard] == [None, None, "30005"]
    with sandbox.client() as client:
        assert client.messages(sid).fetch().error_code == 30005


def test_callbacks_may_come_late_or_never_while_the_message_arrives(
    sandbox: Sandbox, listener: Listener
) -> None:
    never, late = new_delivery(), new_delivery()
    sandbox.behave(to=SOMEBODY, callbacks="never", pace_s=0)
    sandbox.behave(to=BEN, delay_s=0.6, pace_s=0)

    arrived = sandbox.send(SOMEBODY, callback=f"{listener.url}/{never}").sid
    begun = time.monotonic()
    sandbox.send(BEN, callback=f"{listener.url}/{late}")

    until(lambda: len(listener.statuses(late)) == 3)
    assert time.monotonic() - begun > 0.5
    assert listener.statuses(never) == []
    with sandbox.client() as client:
        assert client.messages(arrived).fetch().status == "delivered"


def test_a_sender_who_hears_500_may_have_been_accepted_or_not(sandbox: Sandbox) -> None:
    kept, lost = new_delivery(), new_delivery()
    sandbox.behave(to=SOMEBODY, answer="accept_then_500")
    sandbox.behave(to=BEN, answer="refuse_500")

    heard = [
        sandbox.refusal(to=SOMEBODY, callback=f"http://127.0.0.1:1/{kept}").status,
        sandbox.refusal(to=BEN, callback=f"http://127.0.0.1:1/{lost}").status,
    ]

    assert heard == [500, 500]
    deliveries = [m["delivery_id"] for m in sandbox.accepted()]
    assert kept in deliveries
    assert lost not in deliveries


def test_a_sender_may_hear_nothing_though_the_message_was_accepted(sandbox: Sandbox) -> None:
    to = "+819011110003"
    sandbox.behave(to=to, answer="accept_then_silence")
    form = {"To": to, "Body": WORDS, "MessagingServiceSid": SERVICE_SID}

    with pytest.raises(httpx.ReadTimeout):
        httpx.post(sandbox.messages_url, data=form, auth=AUTH, timeout=0.5)

    assert [m["answer"] for m in sandbox.accepted(to=to)] == ["accept_then_silence"]


def test_a_sender_who_is_too_fast_is_told_how_long_to_wait(sandbox: Sandbox) -> None:
    sandbox.behave(answer="refuse_429", retry_after_s=7, times=1)
    form = {"To": SOMEBODY, "Body": WORDS, "MessagingServiceSid": SERVICE_SID}

    first, second = (httpx.post(sandbox.messages_url, data=form, auth=AUTH) for _ in range(2))

    assert (first.status_code, first.json()["code"]) == (429, 20429)
    assert first.headers["Retry-After"] == "7"
    assert second.status_code == 201


def test_a_line_lets_so_many_parts_a_second_leave_in_the_order_they_came(sandbox: Sandbox) -> None:
    sandbox.behave(pace_s=0)
    sandbox.send_at(10)

    two_parts = [sandbox.send(body="川" * 71).sid for _ in range(5)]

    sandbox.send_at(None)
    left = {m["sid"]: datetime.fromisoformat(m["sent_at"]) for m in sandbox.accepted(limit=5)}
    waits = [(b - a).total_seconds() for a, b in pairwise(left[sid] for sid in two_parts)]
    assert waits == pytest.approx([0.2] * 4, abs=0.001)


def test_a_text_that_waits_longer_than_it_is_valid_never_leaves(
    sandbox: Sandbox, listener: Listener
) -> None:
    delivery = new_delivery()
    sandbox.behave(pace_s=0.05)
    sandbox.send_at(0.1)

    sandbox.send()
    sid = sandbox.send(callback=f"{listener.url}/{delivery}", validity_period=1).sid

    sandbox.send_at(None)
    until(lambda: len(listener.statuses(delivery)) == 2)
    assert listener.statuses(delivery) == ["queued", "failed"]
    with sandbox.client() as client:
        expired = client.messages(sid).fetch()
    assert (expired.status, expired.error_code, expired.date_sent) == ("failed", 30036, None)


def test_some_numbers_misbehave_without_being_asked(sandbox: Sandbox) -> None:
    assert sandbox.refusal(to="+819000009500").status == 500
    assert sandbox.refusal(to="+819000009429").code == 20429


def test_a_behaviour_that_does_not_exist_is_refused(sandbox: Sandbox) -> None:
    answer = httpx.post(f"{sandbox.url}/sandbox/behaviour", json={"answer": "explode"})

    assert answer.status_code == 400
    assert "answer" in answer.json()["message"]


def test_a_delivery_that_was_accepted_twice_is_counted_so(sandbox: Sandbox) -> None:
    twice, once = new_delivery(), new_delivery()

    for delivery in (twice, once, twice):
        sandbox.send(callback=f"http://127.0.0.1:1/hooks/{delivery}")

    newest = sandbox.accepted(limit=3)
    assert [(m["delivery_id"], m["times_accepted"]) for m in newest] == [
        (twice, 2),
        (once, 1),
        (twice, 2),
    ]


def test_killing_the_sandbox_loses_no_message_it_gave_a_receipt_for(
    tmp_path: Path, listener: Listener
) -> None:
    journal = tmp_path / "messages.db"
    receipts: list[str] = []

    def send(sandbox: Sandbox) -> None:
        form = {"To": SOMEBODY, "Body": WORDS, "MessagingServiceSid": SERVICE_SID}
        with httpx.Client(auth=AUTH) as client:
            while True:
                callback = {"StatusCallback": f"{listener.url}/{new_delivery()}"}
                try:
                    answer = client.post(sandbox.messages_url, data=form | callback)
                except httpx.TransportError:
                    return
                receipts.append(answer.json()["sid"])

    with running(journal) as sandbox, ThreadPoolExecutor(4) as senders:
        sandbox.behave(delay_s=1)
        done = [senders.submit(send, sandbox) for _ in range(4)]
        until(lambda: len(receipts) > 50)
        time.sleep(random.uniform(0, 0.3))
        sandbox.process.kill()
        for sender in done:
            sender.result()

    with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as database:
        kept = {sid for (sid,) in database.execute("SELECT sid FROM messages")}
    database.close()
    assert set(receipts) <= kept
    assert len(kept) - len(receipts) <= 4, "at most one unanswered message a sender"
    with running(journal) as again:
        until(lambda: len({form["MessageSid"] for _, _, form in listener.heard}) == len(kept), 30)
        assert {m["sid"] for m in again.accepted()} == kept
