"""Lanes: what is pushed is read by the browsers it is for, whatever the services do."""

import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from alerting.channels.push.ahead import Browser
from alerting.channels.push.jobs import Push, Surroundings
from alerting.channels.push.lanes import LOST, Lanes
from kawamori.vapid import as_bytes
from simulators.push.testing import PushService, running


def push(subscription: dict[str, Any], text: str, topic: str = "kawabe") -> Push:
    """Return a text for a browser."""
    endpoint, keys = subscription["endpoint"], subscription["keys"]
    browser = Browser(as_bytes(keys["p256dh"]), as_bytes(keys["auth"]))
    origin = "/".join(endpoint.split("/")[:3])
    payload = json.dumps({"id": text, "body": "氾濫危険水位に到達"}).encode()
    return Push(endpoint, origin, browser, payload, 1800, topic, "high")


def test_each_browser_reads_its_own_text(
    service: PushService, lanes: Lanes, public_key: str
) -> None:
    there = service.browsers(300, public_key)

    replies = lanes.send([push(each, f"text {n}") for n, each in enumerate(there)])

    assert [reply.status for reply in replies] == [201] * 300, service.refused()
    assert [service.shown(each["endpoint"])[0]["id"] for each in there[:5]] == [
        f"text {n}" for n in range(5)
    ]
    assert [len(service.accepted(each["endpoint"])) for each in there[:20]] == [1] * 20
    accepted = service.accepted(there[0]["endpoint"])[0]
    assert (accepted["ttl_s"], accepted["urgency"], accepted["topic"]) == (1800, "high", "kawabe")


def test_a_browser_that_was_away_reads_the_newest_only(service: PushService, lanes: Lanes) -> None:
    (there,) = service.browsers()
    service.behave(offline=True)
    lanes.send([push(there, "caution")])
    lanes.send([push(there, "danger")])
    lanes.send([push(there, "another river", topic="otaki")])

    assert [text["id"] for text in service.shown(there["endpoint"])] == ["danger", "another river"]


def test_envelopes_made_ahead_are_read_as_well(service: PushService, lanes: Lanes) -> None:
    there = service.browsers(50)
    lanes.expect([push(each, "").browser for each in there])
    time.sleep(0.2)

    for text in ("first", "second"):
        replies = lanes.send([push(each, text) for each in there])
        assert {reply.status for reply in replies} == {201}

    assert [text["id"] for text in service.shown(there[9]["endpoint"])] == ["first", "second"]


def test_a_service_s_wish_to_be_left_alone_comes_back_with_its_time(
    service: PushService, lanes: Lanes
) -> None:
    there = service.browsers(3)
    service.behave(status=429, retry_after_s=7)

    replies = lanes.send([push(each, "danger") for each in there])

    assert [(reply.status, reply.retry_after_s) for reply in replies] == [(429, 7)] * 3


def test_a_slow_service_keeps_nobody_else_waiting(
    service: PushService, around: Surroundings, tmp_path: Path
) -> None:
    with running(tmp_path, like=service) as other, ThreadPoolExecutor() as beside:
        lanes = Lanes(around, 1)
        (theirs,), here = other.browsers(), service.browsers(20)
        service.behave(slow_s=4)
        slow = beside.submit(lanes.send, [push(each, "slow") for each in here])
        began = time.monotonic()
        (quick,) = lanes.send([push(theirs, "quick")])
        took_s = time.monotonic() - began

        assert (quick.status, slow.done()) == (201, False)
        assert took_s < 4 / 2
        assert {reply.status for reply in slow.result()} == {201}
        lanes.close()


def test_nothing_is_sent_to_a_private_address_that_was_not_named(
    service: PushService, around: Surroundings
) -> None:
    lanes = Lanes(around._replace(local_hosts=()), 1)
    (there,) = service.browsers()

    (reply,) = lanes.send([push(there, "danger")])
    lanes.close()

    assert (reply.status, reply.may_have_arrived) == (0, False)
    assert service.accepted(there["endpoint"]) == []


def test_a_service_that_is_down_is_known_to_have_got_nothing(lanes: Lanes, tmp_path: Path) -> None:
    with running(tmp_path) as gone:
        there = gone.browsers(500)

    began = time.monotonic()
    replies = lanes.send([push(each, "danger") for each in there])

    assert {(reply.status, reply.may_have_arrived) for reply in replies} == {(0, False)}
    assert time.monotonic() - began < 5


def test_a_lane_that_dies_is_replaced_and_its_texts_are_unknown(
    service: PushService, around: Surroundings
) -> None:
    lanes = Lanes(around, 1)
    (there,) = service.browsers()
    lanes.send([push(there, "before")])
    service.behave(slow_s=2)

    with ThreadPoolExecutor() as beside:
        lost = beside.submit(lanes.send, [push(there, "lost")])
        time.sleep(0.2)
        os.kill(lanes.pids()[0], signal.SIGKILL)
        assert lost.result(10) == [LOST]
    service.behave_well()
    (after,) = lanes.send([push(there, "after")])
    lanes.close()

    assert after.status == 201


@pytest.mark.parametrize("end", ["é", "\0", " x", "\n"])
def test_what_is_no_address_costs_nobody_else_the_message(
    service: PushService, lanes: Lanes, end: str
) -> None:
    good, bad = service.browsers(2)
    broken = push(bad, "danger")._replace(endpoint=bad["endpoint"] + end)

    replies = lanes.send([broken, push(good, "danger")])

    assert replies[0].status != 201
    assert replies[1].status == 201


def test_a_key_that_is_none_costs_nobody_else_the_message(
    service: PushService, lanes: Lanes
) -> None:
    good, bad = service.browsers(2)
    broken = push(bad, "danger")._replace(browser=Browser(bytes(65), bytes(16)))

    replies = lanes.send([broken, push(good, "danger")])

    assert [reply.fault for reply in replies] == ["unusable", ""]
