"""Exercises call out apart from reality, and one fault keeps nobody else waiting."""

import logging
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Thread
from threading import enumerate as enumerate_threads
from typing import TYPE_CHECKING

import pytest

from alerting.callouts import CallingOut
from alerting.program import Alerting
from kawamori.errors import InvalidError, NotFoundError
from kawamori.messages.responders import ask_text
from kawamori.settings import Settings
from kawamori.storage.responders import asking
from kawamori.storage.telling.outcomes import hand_over_expired
from kawamori.testing.callouts import Desk
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kawamori.storage.connections import Connection
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

WAVE = timedelta(minutes=11)  # longer than any wave is waited for
VOICE = "INSERT INTO area_stations (area_id, station_id, added_by) VALUES (%s, %s, 'test')"


def flood(world: "World", area_id: str, level: int = 4, run_no: int = 0) -> None:
    world.connection.execute(VOICE, (area_id, "kawabe-bridge"))
    world.assess(level, 4.2, run_no=run_no)


def test_an_exercise_asks_nobody_who_is_not_on_its_list(desk: Desk, world: "World") -> None:
    drill = world.start_drill("drill")
    desk.wall = drill.wall_started_at
    listed, other = desk.enrol(run_no=drill.run_no), desk.enrol()
    callout_id = desk.call_out(5, drill)

    for _ in range(4):
        desk.work(WAVE)

    assert set(desk.asks(callout_id)) == {listed}
    assert desk.told(other) == []
    [(_, body)] = desk.told(listed)
    assert body.startswith("【訓練】")
    reached = "SELECT DISTINCT run_no FROM deliveries"
    assert desk.connection.execute(reached).fetchall() == [(drill.run_no,)]
    with pytest.raises(Exception, match="foreign key"):
        desk.connection.execute(
            "UPDATE deliveries SET subscriber_id = (SELECT subscriber_id FROM responder_addresses"
            " WHERE responder_id = %s)",
            (other,),
        )


def test_an_exercise_calls_nobody_from_a_real_task_or_out_of_a_real_flood(
    desk: Desk, world: "World"
) -> None:
    drill = world.start_drill("drill")
    desk.wall = drill.wall_started_at
    deployed = desk.enrol(run_no=drill.run_no)
    desk.enrol(area="hama", run_no=drill.run_no)
    desk.deploy(deployed)
    flood(world, "hama")
    callout_id = desk.call_out(2, drill)

    desk.work()

    assert desk.asks(callout_id) == {}


def test_reality_calls_whoever_an_exercise_has_on_a_task(desk: Desk, world: "World") -> None:
    drill = world.start_drill("drill")
    playing = desk.enrol()
    desk.deploy(playing, drill.run_no)
    callout_id = desk.call_out()

    desk.work()

    assert set(desk.asks(callout_id)) == {playing}


def test_a_question_that_never_left_waits_for_no_person(desk: Desk) -> None:
    desk.enrol()
    desk.call_out()
    desk.work()
    hour = timedelta(hours=1)

    hand_over_expired(desk.connection, desk.wall + hour, desk.wall + hour, "too old")

    assert desk.connection.execute("SELECT state FROM deliveries").fetchall() == [("refused",)]


def test_a_fault_in_one_call_out_keeps_no_other_waiting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk.enrol()
    broken, whole = desk.call_out(what="壊れた"), desk.call_out()

    def fail(matter: object, language: object) -> str:
        if getattr(matter, "what", "") == "壊れた":
            raise RuntimeError("a fault")
        return ask_text(matter, language)  # type: ignore[arg-type]

    @contextmanager
    def connections() -> "Iterator[Connection]":
        yield desk.connection

    monkeypatch.setattr(asking, "ask_text", fail)
    with caplog.at_level(logging.ERROR):
        assert CallingOut(connections).look(desk.wall) == 1

    assert (desk.asks(broken), len(desk.asks(whole))) == ({}, 1)
    assert f"call-out {broken}" in caplog.text


def test_alerting_calls_out_by_itself_and_a_fault_ends_nothing(
    desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, faults = desk.enrol(), iter([RuntimeError("a fault")])
    desk.call_out()
    due_callouts = asking.due_callouts

    def falter(connection: "Connection", wall: datetime) -> list[asking.Due]:
        for fault in faults:
            raise fault
        return due_callouts(connection, wall)

    monkeypatch.setattr("alerting.callouts.due_callouts", falter)
    monkeypatch.setattr("alerting.program.CALL_OUT_EVERY_S", 0.2)
    alerting = Alerting(settings, lambda: desk.wall)
    running = Thread(target=alerting.run)
    running.start()
    try:
        until(lambda: desk.kinds(asked) == ["ask"])
        assert next(faults, None) is None
        assert {"judge", "tell"} <= {thread.name for thread in enumerate_threads()}
    finally:
        alerting.stop()
        running.join()


def test_what_can_not_be_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidError, match="is past"):
        desk.call_out(
            starts_at=desk.wall - timedelta(hours=2), ends_at=desk.wall - timedelta(hours=1)
        )
    with pytest.raises(InvalidError, match="not after starts_at"):
        desk.call_out(ends_at=desk.wall)
    with pytest.raises(NotFoundError, match="no call-out 99"):
        desk.answer(99, 1)
    callout_id = desk.call_out()
    with pytest.raises(NotFoundError, match="you were not asked"):
        desk.answer(callout_id, 1)
