"""Many are pushed to at once: each is told, or it is known why not, and none waits for another."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, current_thread
from typing import TYPE_CHECKING

import pytest

from alerting.batches import BatchDispatcher
from kawamori.messages.proof import CHARACTERS, with_place
from kawamori.people import Channel
from kawamori.runs import Status
from kawamori.storage.connections import Connection
from kawamori.storage.runs import start_run
from kawamori.storage.telling.batches import Outcome, record_many
from kawamori.storage.telling.deliveries import claim_due
from simulators.push.testing import running

if TYPE_CHECKING:
    from conftest import Town

PUTTING_DOWN = 3  # a claim of what is tried, one of what waits for it, and that is put down

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_everybody_in_the_area_reads_the_order_once(town: "Town") -> None:
    endpoints = town.subscribe(1200)
    town.announce(with_place("避難指示 川原町\n警戒レベル4。"))

    town.deliver()

    assert set(town.deliveries("state")) == {"accepted"}
    assert "delivered" not in set(town.deliveries("provider_status"))
    (shown,) = town.service.shown(endpoints[700])
    delivery_id = town.connection.execute("SELECT delivery_id FROM deliveries").fetchall()
    assert shown.pop("id") in {str(each) for (each,) in delivery_id}
    assert re.fullmatch(f"[{CHARACTERS}]{{6}}", shown["code"])
    assert shown == {
        "code": shown["code"],
        "level": 4,
        "kind": "issue",
        "family": "canary",
        "status": "actual",
        "title": "避難指示 川原町",
        "body": f"警戒レベル4。#{shown['code']}",
        "url": "https://river.city.example/",
    }
    assert all(len(town.service.accepted(each)) == 1 for each in endpoints[::100])


@pytest.mark.parametrize(
    ("level", "kind", "ttl_s", "urgency"),
    [
        (4, "issue", 1800, "high"),
        (3, "issue", 3600, "high"),
        (2, "raise", 3600, "normal"),
        (4, "lift", 21600, "high"),
    ],
)
def test_a_message_lives_as_long_as_it_is_of_use(
    town: "Town", level: int, kind: str, ttl_s: int, urgency: str
) -> None:
    (endpoint,) = town.subscribe()
    town.announce(level=level, kind=kind)

    town.deliver()

    (accepted,) = town.service.accepted(endpoint)
    assert (accepted["ttl_s"], accepted["urgency"]) == (ttl_s, urgency)


def test_a_phone_that_was_off_shows_the_last_word_of_each_thing(town: "Town") -> None:
    (endpoint,) = town.subscribe()
    town.service.behave(offline=True)
    for text, thread in (("発令", "order/1"), ("水位", "gauge/kawabe"), ("解除", "order/1")):
        town.announce(text, thread=thread)
        town.deliver()

    assert [each["title"] for each in town.service.shown(endpoint)] == ["水位", "解除"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_written_to_no_more(town: "Town", status: int) -> None:
    town.subscribe(3)
    town.announce()
    town.service.behave(status=status)

    town.deliver()
    town.service.behave_well()
    town.announce("again")

    assert town.deliveries("state") == ["refused"] * 3
    rows = town.connection.execute("SELECT stopped_because FROM subscribers").fetchall()
    assert rows == [("bad address",)] * 3


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_a_fault_of_ours_pages_somebody_and_costs_nobody_the_subscription(
    town: "Town", status: int, caplog: pytest.LogCaptureFixture
) -> None:
    town.subscribe(3)
    town.announce()
    town.service.behave(status=status)

    town.deliver()

    assert f"an operator must look: {town.service.origin} answered {status}, 3 times" in caplog.text
    rows = town.connection.execute("SELECT DISTINCT stopped_at FROM subscribers").fetchall()
    assert rows == [(None,)]


@pytest.mark.parametrize("status", [406, 429])
def test_a_service_that_asks_for_a_pause_gets_it_from_everybody(town: "Town", status: int) -> None:
    town.subscribe(40)
    town.announce()
    town.service.behave(status=status, retry_after_s=20)
    town.deliver()
    town.service.behave_well()
    soon = town.deliveries("state")

    town.later = timedelta(seconds=15)
    town.deliver()
    before = town.deliveries("state")
    town.later = timedelta(seconds=45)
    town.deliver()

    assert soon == before == ["due"] * 40
    assert town.deliveries("state") == ["accepted"] * 40


def test_what_may_have_been_sent_is_sent_again_and_read_once(town: "Town") -> None:
    (endpoint,) = town.subscribe()
    town.announce()
    town.service.behave(lost=True)
    town.deliver()
    unsure = town.deliveries("provider_code")
    town.service.behave_well()
    town.later = timedelta(seconds=30)

    town.deliver()

    assert unsure == ["502"]
    assert town.deliveries("state") == ["accepted"]
    assert town.deliveries("resends") == [1]
    assert len(town.service.accepted(endpoint)) == 2
    assert len(town.service.shown(endpoint)) == 1


def test_a_service_that_is_down_holds_up_nobody_else(town: "Town", tmp_path: Path) -> None:
    with running(tmp_path, like=town.service) as down:
        town.subscribe(800, at=down)
    endpoints = town.subscribe(800)
    town.announce()
    began = time.monotonic()

    town.deliver()

    assert time.monotonic() - began < 15
    assert sorted(set(town.deliveries("state"))) == ["accepted", "due"]
    assert town.deliveries("state").count("accepted") == 800
    assert len(town.service.shown(endpoints[0])) == 1


def test_a_service_that_is_back_is_sent_at_once_all_that_waited(town: "Town") -> None:
    town.subscribe(3000)
    town.announce()
    town.service.kill()
    with town.dispatching() as dispatcher, ThreadPoolExecutor() as executor:
        while dispatcher.deliver_due(executor, town.wall):
            pass
        waiting = town.deliveries("provider_code").count("waits for its provider")
        town.service.start_again()
        town.later = timedelta(seconds=15)
        deadline = time.monotonic() + 30
        while set(town.deliveries("state")) != {"accepted"} and time.monotonic() < deadline:
            dispatcher.deliver_due(executor, town.wall)

    assert waiting > 0
    assert set(town.deliveries("state")) == {"accepted"}


def test_what_is_put_down_to_wait_as_its_service_comes_back_does_not_wait(town: "Town") -> None:
    town.subscribe(1000)
    town.announce()
    town.service.kill()
    gate, uses, here = Event(), [0], current_thread()
    with ThreadPoolExecutor(1) as executor:

        @contextmanager
        def connections() -> Iterator[Connection]:
            if current_thread() is here:
                uses[0] += 1
                if uses[0] == PUTTING_DOWN:  # what was tried first is taken in between
                    gate.set()
                    executor.submit(int).result()
            with town.pool.connection() as connection:
                yield connection

        channel = town.push()
        dispatcher = BatchDispatcher("here", channel, connections, town.seal, over=Channel.PUSH)
        while dispatcher.deliver_due(executor, town.wall):
            pass
        executor.submit(int).result()
        town.service.start_again()
        town.later = timedelta(seconds=15)
        uses[0] = 0
        executor.submit(gate.wait)
        assert [dispatcher.deliver_due(executor, town.wall) for _ in range(2)] == [500, 500]
        waiting = town.deliveries("state").count("due")
        later = [dispatcher.deliver_due(executor, town.wall) for _ in range(2)]
        dispatcher.finish()

    assert (waiting, later) == (500, [500, 0])
    assert set(town.deliveries("state")) == {"accepted"}


def test_a_service_that_never_answers_holds_up_nobody_else(town: "Town", tmp_path: Path) -> None:
    with running(tmp_path, like=town.service) as slow:
        town.subscribe(600, at=slow)
        slow.behave(slow_s=9)
        endpoints = town.subscribe(600)
        town.announce()
        with town.dispatching() as dispatcher, ThreadPoolExecutor() as executor:
            deadline = time.monotonic() + 8
            while town.deliveries("state").count("accepted") < 600 and time.monotonic() < deadline:
                dispatcher.deliver_due(executor, town.wall)
                time.sleep(0.05)
            states = town.deliveries("state")
            slow.behave_well()

    assert states.count("accepted") == 600
    assert len(town.service.shown(endpoints[0])) == 1


def test_several_dispatchers_send_nothing_twice(town: "Town") -> None:
    town.subscribe(2000)
    town.announce()
    before = town.service.counts()

    with ThreadPoolExecutor() as beside:
        for each in [beside.submit(town.deliver) for _ in range(3)]:
            each.result()

    assert set(town.deliveries("state")) == {"accepted"}
    after = town.service.counts()
    assert after["accepted"] - before["accepted"] == 2000
    assert after["twice"] == before["twice"]


def test_what_a_killed_dispatcher_held_is_sent_when_its_lease_is_over(town: "Town") -> None:
    (endpoint,) = town.subscribe()
    town.announce()
    town.connection.execute(
        "UPDATE deliveries SET state = 'claimed', claimed_by = 'gone',"
        " leased_until = now() + interval '45 s'"
    )
    with town.dispatching() as dispatcher:
        too_early = dispatcher.settle_unknown(town.wall)
        town.later = timedelta(minutes=1)
        settled = dispatcher.settle_unknown(town.wall)

    town.deliver()

    assert (too_early, settled) == (0, 1)
    assert len(town.service.shown(endpoint)) == 1
    assert town.deliveries("resends") == [1]


def test_the_highest_level_leaves_first(town: "Town") -> None:
    town.subscribe(600)
    town.announce("caution", level=2, thread="a")
    town.announce("danger", level=4, thread="b")

    with town.dispatching() as dispatcher, ThreadPoolExecutor() as executor:
        dispatcher.deliver_due(executor, town.wall)

    assert {each["payload"]["level"] for each in town.service.accepted()[-500:]} == {4}


def test_what_is_too_old_is_left_to_a_person(town: "Town") -> None:
    town.subscribe()
    town.announce()
    town.later = timedelta(hours=2)

    town.deliver()

    assert town.deliveries("state") == ["handed_over"]


def test_what_was_taken_back_stays_taken_back(town: "Town") -> None:
    town.subscribe(2)
    town.announce()
    now = town.wall()
    lease = timedelta(seconds=45)
    claimed = claim_due(
        town.connection, town.seal, Channel.PUSH, by="here", now=now, lease=lease, limit=5
    )
    town.connection.execute(
        "UPDATE deliveries SET state = 'canceled' WHERE delivery_id = %s", (claimed[0].delivery_id,)
    )

    outcomes = [Outcome(each.delivery_id, "accepted") for each in claimed]
    recorded = record_many(town.connection, "here", outcomes, now)

    assert recorded == 1
    assert sorted(town.deliveries("state")) == ["accepted", "canceled"]


def test_a_drill_says_so_and_takes_the_place_of_nothing_real(town: "Town") -> None:
    now = town.wall()
    drill = start_run(
        town.connection,
        "drill",
        Status.EXERCISE,
        network="city",
        wall_started_at=now,
        sim_started_at=now,
        speed=1,
    )
    (resident,) = town.subscribe()
    (guest,) = town.subscribe(run_no=drill.run_no)
    town.service.behave(offline=True)
    town.announce("避難指示", thread="order/1")
    town.announce("【訓練】避難指示", thread="order/1", run_no=drill.run_no)

    town.deliver()

    assert [each["status"] for each in town.service.shown(resident)] == ["actual"]
    assert [each["status"] for each in town.service.shown(guest)] == ["exercise"]
    topics = {each["topic"] for each in town.service.accepted()[-2:]}
    assert len(topics) == 2
