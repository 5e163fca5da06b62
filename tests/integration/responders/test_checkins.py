"""Somebody who falls silent is asked after, then looked for, by one alerting or by several."""

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from alerting import onduty
from alerting.onduty import LookingAfter
from api.testing.responders import KEY
from kawamori.calls import Post
from kawamori.errors import UnavailableError
from kawamori.people import PhoneNumber, Subscriber
from kawamori.responders.checkins import Step
from kawamori.runs import ACTUAL
from kawamori.storage.connections import connect
from kawamori.storage.duty.roster import add_duty
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.responders import watching
from kawamori.storage.responders.tasks import account_for, revoke_task, task_of, tell_about
from kawamori.storage.runs import run_of

if TYPE_CHECKING:
    from conftest import Field

    from kawamori.storage.connections import Connection

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

MINUTE = timedelta(minutes=1)
_TOLD = """
SELECT m.kind, d.body FROM messages m JOIN deliveries d USING (message_id)
WHERE m.kind = 'check_in_missed' ORDER BY 1, 2
"""


def roster(field: "Field", *people: str) -> None:
    network = run_of(field.connection, 0).network
    for position, person in enumerate(people, 1):
        number = Subscriber(PhoneNumber.parse(f"090-3333-000{position}"))
        add_duty(field.connection, AddressSeal(KEY), Post(person, network, position), number)


def out(field: "Field", every: int = 30) -> int:
    task_id = field.give(field.desk.enrol(), every=every)
    field.say(task_id, Step.ACCEPT)
    return task_id


def test_whoever_is_on_duty_is_told_whom_to_look_for_and_no_name(field: "Field") -> None:
    roster(field, "Aoi", "Fumi", "Goro")
    task_id = out(field)

    field.pass_time(40 * MINUTE)

    assert field.steps(task_id) == ["accept", "escalate"]
    told = field.connection.execute(_TOLD).fetchall()
    assert len(told) == 2  # the first two
    who = task_of(field.connection, task_id).responder_id
    for _, body in told:
        assert str(who) in body
        assert "本町公民館" in body
        assert "川辺" not in body


def test_with_nobody_on_duty_it_stands_in_the_steps_all_the_same(field: "Field") -> None:
    task_id = out(field)

    field.pass_time(40 * MINUTE)

    assert field.steps(task_id) == ["accept", "escalate"]
    assert field.connection.execute(_TOLD).fetchall() == []


def test_somebody_heard_of_again_is_looked_for_again_when_they_fall_silent(field: "Field") -> None:
    task_id = out(field)
    field.pass_time(40 * MINUTE)
    account_for(
        field.connection, ACTUAL, task_id, person="Fumi", role="operator", note="無線",
        now=field.now,
    )  # fmt: skip

    assert field.pass_time(34 * MINUTE) == 0
    field.pass_time(1 * MINUTE)
    field.pass_time(5 * MINUTE)

    assert field.steps(task_id) == ["accept", "escalate", "account", "ask", "escalate"]


def test_an_order_to_leave_stops_no_clock(field: "Field") -> None:
    task_id = out(field)
    field.desk.wall += 30 * MINUTE
    field.withdraw()

    field.pass_time(5 * MINUTE)
    field.pass_time(5 * MINUTE)

    assert field.steps(task_id) == ["accept", "withdraw", "ask", "escalate"]


@pytest.mark.parametrize("step", [Step.DONE, Step.DECLINE])
def test_whoever_is_done_is_asked_after_no_more(field: "Field", step: Step) -> None:
    task_id = out(field)
    field.say(task_id, step)

    assert field.pass_time(120 * MINUTE) == 0


def test_whoever_has_not_set_out_is_not_missed(field: "Field") -> None:
    field.give(field.desk.enrol())

    assert field.pass_time(120 * MINUTE) == 0


def test_whoever_was_called_home_is_awaited_by_the_same_clock(field: "Field") -> None:
    task_id = out(field)
    revoke_task(
        field.connection, ACTUAL, task_id, person="Fumi", role="operator", note="",
        now=field.now, wall=field.now,
    )  # fmt: skip

    field.pass_time(35 * MINUTE)

    assert field.steps(task_id) == ["accept", "revoke", "ask"]


def test_a_check_in_said_offline_before_the_clock_ran_out_is_in_time(field: "Field") -> None:
    task_id = out(field)
    field.desk.wall += 50 * MINUTE
    field.say(task_id, Step.CHECK_IN, ago=20 * MINUTE)

    assert field.look() == 0


def test_people_are_told_of_the_water_again_while_they_stay(field: "Field") -> None:
    task_id = out(field, every=240)
    field.world.assess(4, 4.0, at=field.now)

    assert [field.pass_time(15 * MINUTE) for _ in range(4)] == [1, 0, 1, 0]

    assert field.steps(task_id) == ["accept", "block", "block"]
    notes = field.connection.execute(
        "SELECT note, role FROM responder_task_steps WHERE step = 'block' LIMIT 1"
    ).fetchone()
    assert notes is not None
    assert ("川辺橋 レベル4" in notes[0], notes[1]) == (True, "alerting")


def test_water_that_comes_before_they_set_out_stops_them_too(field: "Field") -> None:
    task_id = field.give(field.desk.enrol())
    field.world.assess(5, 6.0, at=field.now)

    field.look()

    assert field.steps(task_id) == ["block"]


def test_a_gauge_that_dies_calls_them_back(field: "Field") -> None:
    task_id = out(field)
    field.connection.execute("UPDATE latest_assessments SET freshness = 'dead'")

    field.look()

    assert field.steps(task_id) == ["accept", "block"]


def test_judging_that_stopped_calls_them_back(field: "Field") -> None:
    task_id = out(field, every=240)
    field.desk.wall += 61 * MINUTE

    field.look()

    assert field.steps(task_id) == ["accept", "block"]


def test_several_alertings_ask_once(
    field: "Field", database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    task_id = out(field)
    field.desk.wall += 36 * MINUTE
    field.world.assess(4, 4.0, at=field.now)
    together, read = Barrier(4), watching.watched

    def read_together(connection: "Connection", run_no: int) -> object:
        found = read(connection, run_no)
        together.wait(30)
        return found

    monkeypatch.setattr(onduty, "watched", read_together)

    def look() -> int:
        with connect(database, name="tests") as connection:
            return LookingAfter(lambda: nullcontext(connection)).look(field.now)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: look(), range(4)))

    assert sorted(field.steps(task_id)) == ["accept", "ask", "block"]


def test_what_cannot_be_done_of_one_keeps_no_other_waiting(
    field: "Field", monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, other = out(field), out(field)
    tell = tell_about

    def tell_some(*about: object, **more: object) -> object:
        if about[3][0].task_id == broken:  # type: ignore[index]
            raise RuntimeError("a fault")
        return tell(*about, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(watching, "tell_about", tell_some)
    with caplog.at_level(logging.ERROR):
        field.pass_time(35 * MINUTE)

    assert field.steps(other) == ["accept", "ask"]
    assert field.steps(broken) == ["accept"]
    assert f"task {broken}" in caplog.text


def test_a_database_that_is_away_is_told_to_the_loop(
    field: "Field", monkeypatch: pytest.MonkeyPatch
) -> None:
    out(field)

    def lost(*_: object, **__: object) -> None:
        raise UnavailableError("the database is away")

    monkeypatch.setattr(onduty, "look_after", lost)

    with pytest.raises(UnavailableError):
        field.look()


def test_an_exercise_that_is_over_is_looked_after_no_more(field: "Field") -> None:
    task_id = out(field)
    drill = field.world.start_drill("drill")
    query = "UPDATE responder_tasks SET run_no = %s WHERE task_id = %s"
    field.connection.execute(query, (drill.run_no, task_id))
    field.connection.execute("UPDATE runs SET ended_at = now() WHERE run = 'drill'")

    assert field.pass_time(60 * MINUTE) == 0


def test_nothing_is_asked_twice_of_one_silence_however_often_it_is_looked_at(
    field: "Field",
) -> None:
    task_id = out(field)
    field.pass_time(35 * MINUTE)
    deliveries = "SELECT delivery_id FROM deliveries"
    before = field.connection.execute(deliveries).fetchall()

    for _ in range(3):
        assert field.look() == 0

    assert field.connection.execute(deliveries).fetchall() == before
    assert field.steps(task_id) == ["accept", "ask"]
