"""Responders are called out wave after wave, and only those whom it is right to ask."""

import logging
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Thread
from threading import enumerate as enumerate_threads
from typing import TYPE_CHECKING

import pytest

from alerting.callouts import CallingOut
from alerting.program import Alerting
from api.testing.ordering import compose, do, preview
from api.testing.responders import KEY
from kawamori.errors import ConflictError, InvalidError, NotFoundError
from kawamori.messages.responders import ask_text
from kawamori.offices import Author
from kawamori.people import Channel
from kawamori.responders.callouts import Answer, Outcome
from kawamori.responders.people import Skill
from kawamori.runs import ACTUAL
from kawamori.settings import Settings
from kawamori.storage.connections import connect
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import stop_telling
from kawamori.storage.responders import asking
from kawamori.storage.responders.callouts import cancel_callout
from kawamori.storage.responders.steps import By, end_passes
from kawamori.storage.telling.deliveries import claim_due
from kawamori.storage.telling.outcomes import hand_over_expired
from kawamori.testing.callouts import Desk
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from api.testing.asking import Api
    from kawamori.storage.connections import Connection
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

WAVE = timedelta(minutes=11)  # longer than any wave is waited for
VOICE = "INSERT INTO area_stations (area_id, station_id, added_by) VALUES (%s, %s, 'test')"


@pytest.fixture
def desk(world: "World") -> Desk:
    return Desk(world.connection, KEY)


def flood(world: "World", area_id: str, level: int = 4, run_no: int = 0) -> None:
    world.connection.execute(VOICE, (area_id, "kawabe-bridge"))
    world.assess(level, 4.2, run_no=run_no)


def test_a_wave_goes_out_through_the_outbox_to_responders_by_name(desk: Desk) -> None:
    asked = desk.enrol()
    callout_id = desk.call_out()

    assert desk.work() == 1

    [(kind, body)] = desk.told(asked)
    assert (kind, body.partition("：")[0]) == ("ask", "参集のお願い")
    query = "SELECT family, audience, thread, level, routed_at, run_no FROM messages"
    assert desk.connection.execute(query).fetchall() == [
        ("responder", "staff", f"callout/{callout_id}", 3, desk.wall, 0)
    ]
    [delivery] = claim_due(
        desk.connection,
        AddressSeal(KEY),
        Channel.SMS,
        by="test",
        now=desk.wall,
        lease=timedelta(minutes=1),
        limit=8,
    )
    assert (delivery.family, delivery.body) == ("responder", body)
    assert delivery.address.stored == desk.numbers[asked]


def test_the_browser_of_their_page_shows_it_below_a_title(desk: Desk) -> None:
    asked = desk.enrol()
    desk.connection.execute(
        "WITH who AS (INSERT INTO subscribers (channel, address_encrypted, address_hash)"
        " VALUES ('push', 'x', 'y') RETURNING subscriber_id),"
        " listed AS (INSERT INTO reachable SELECT 0, subscriber_id FROM who)"
        " INSERT INTO responder_addresses SELECT %s, subscriber_id FROM who",
        (asked,),
    )
    desk.call_out()

    desk.work()

    (_, text), (_, pushed) = sorted(desk.told(asked), key=lambda told: "\n" in told[1])
    assert pushed == f"一時職員への連絡\n{text}"


def test_the_near_are_asked_before_those_farther_off(desk: Desk) -> None:
    nowhere, far, near = (desk.enrol(area=area) for area in (None, "hama", "honcho"))
    callout_id = desk.call_out()

    desk.work()

    assert set(desk.asks(callout_id)) == {near, far, nowhere}
    several = [desk.enrol(area="hama") for _ in range(7)] + [desk.enrol() for _ in range(7)]
    callout_id = desk.call_out()
    desk.work()
    assert set(desk.asks(callout_id)) == set(several[7:])


def test_silence_makes_the_next_wave(desk: Desk) -> None:
    people = [desk.enrol() for _ in range(10)]
    callout_id = desk.call_out()

    asked = [desk.work(), desk.work(timedelta(minutes=1)), desk.work(WAVE)]

    assert asked == [7, 0, 3]
    first, second = desk.asked_in_waves(callout_id)
    assert first | second == set(people)
    assert all(desk.kinds(who) == ["ask"] for who in people)


def test_a_skill_that_nobody_has_checked_is_not_asked_for(desk: Desk) -> None:
    desk.enrol(Skill.GENERAL)
    pilot = desk.enrol(Skill.BOAT)
    callout_id = desk.call_out(skill=Skill.BOAT)

    desk.work()

    assert set(desk.asks(callout_id)) == {pilot}


def test_whoever_is_on_an_open_task_is_not_asked_until_it_is_over(desk: Desk) -> None:
    deployed = desk.enrol()
    task_id = desk.deploy(deployed)
    for step in ("accept", "on_the_way", "there", "check_in"):
        desk.step(task_id, step)
    first = desk.call_out()
    desk.work()

    desk.step(task_id, "done")
    second = desk.call_out()
    desk.work()

    assert (set(desk.asks(first)), set(desk.asks(second))) == (set(), {deployed})


def test_whoever_is_not_fit_is_not_asked(desk: Desk) -> None:
    fit, without_pass = desk.enrol(), desk.enrol()
    end_passes(desk.connection, without_pass, By("Aoi", "commander", desk.wall), "返納")
    callout_id = desk.call_out(2)

    desk.work()

    assert set(desk.asks(callout_id)) == {fit}


def test_a_pass_for_another_district_is_not_fit_for_this_place(desk: Desk) -> None:
    elsewhere = desk.enrol()
    query = "UPDATE responder_passes SET area_ids = '{hama}' WHERE responder_id = %s"
    desk.connection.execute(query, (elsewhere,))
    callout_id = desk.call_out()

    desk.work()

    assert desk.asks(callout_id) == {}


def test_whoever_stopped_or_is_not_on_the_run_s_list_is_not_asked(desk: Desk) -> None:
    asked, stopped, unlisted = desk.enrol(), desk.enrol(), desk.enrol()
    whose = "SELECT subscriber_id FROM responder_addresses WHERE responder_id = %s"
    ((subscriber_id,),) = desk.connection.execute(whose, (stopped,)).fetchall()
    stop_telling(desk.connection, subscriber_id, "opted out", desk.wall)
    desk.forbid(unlisted)
    callout_id = desk.call_out(3)

    desk.work()

    assert set(desk.asks(callout_id)) == {asked}


@pytest.mark.parametrize(("level", "asked"), [(3, 1), (4, 0), (5, 0)])
def test_whoever_lives_where_the_gauge_is_at_danger_is_not_asked(
    desk: Desk, world: "World", level: int, asked: int
) -> None:
    desk.enrol(area="hama")
    flood(world, "hama", level)
    desk.call_out()

    assert desk.work() == asked


def test_whoever_works_where_the_gauge_is_at_danger_is_not_asked(
    desk: Desk, world: "World"
) -> None:
    there = desk.enrol()
    query = "UPDATE responders SET work_area = 'hama' WHERE responder_id = %s"
    desk.connection.execute(query, (there,))
    flood(world, "hama")
    callout_id = desk.call_out()

    desk.work()

    assert desk.asks(callout_id) == {}


def test_whoever_lives_where_an_order_stands_is_not_asked(desk: Desk, api: "Api") -> None:
    desk.enrol(area="hama")
    order = compose(api, areas=["hama"])
    do(api, order, "release", phrase=preview(api, order)["phrase"])
    callout_id = desk.call_out()

    desk.work()

    assert desk.asks(callout_id) == {}


def test_whoever_comes_to_one_call_out_is_not_asked_by_another(desk: Desk) -> None:
    coming = desk.enrol()
    first = desk.call_out(2)
    desk.work()
    desk.answer(first, coming)
    second = desk.call_out()

    desk.work()

    assert desk.asks(second) == {}


def test_whoever_is_yet_to_answer_one_call_out_is_asked_by_another_half_an_hour_later(
    desk: Desk,
) -> None:
    only = desk.enrol()
    first = desk.call_out()
    desk.work()
    second = desk.call_out()

    asked = [desk.work(after) for after in (timedelta(), WAVE, WAVE, WAVE)]

    assert asked == [0, 0, 0, 1]
    assert [set(desk.asks(each)) for each in (first, second)] == [{only}, {only}]


def test_enough_stop_it_and_stand_down_those_who_were_told(desk: Desk) -> None:
    people = [desk.enrol() for _ in range(6)]
    callout_id = desk.call_out(2)
    desk.work()
    desk.sent(*people[:5])
    desk.answer(callout_id, people[0])
    desk.answer(callout_id, people[1], Answer.NO)

    desk.answer(callout_id, people[2], Answer.LATER)

    shown, counted = desk.shown(callout_id)
    assert (shown.closed_because, shown.closed_by, counted.coming) == ("filled", None, 2)
    assert [desk.kinds(who) for who in people] == [
        ["ask"],
        ["ask"],
        ["ask"],
        ["ask", "stand_down"],
        ["ask", "stand_down"],
        [],  # their question had not left: it never does
    ]
    assert desk.work(WAVE) == 0


def test_of_two_who_answer_in_the_same_moment_one_makes_up_the_number(
    desk: Desk, database: str
) -> None:
    people = [desk.enrol() for _ in range(3)]
    callout_id = desk.call_out()
    desk.work()

    def answer(who: int) -> Outcome:
        with connect(database, name="tests") as connection:
            return Desk(connection, KEY).answer(callout_id, who).outcome

    with ThreadPoolExecutor() as threads:
        outcomes = list(threads.map(answer, people))

    assert sorted(outcomes) == [Outcome.EXPECTED, Outcome.LATE, Outcome.LATE]
    assert desk.shown(callout_id)[1].coming == 1


def test_a_late_yes_is_thanked(desk: Desk) -> None:
    people = [desk.enrol() for _ in range(3)]
    callout_id = desk.call_out()
    desk.work()
    desk.sent()
    desk.answer(callout_id, people[0])

    late = desk.answer(callout_id, people[1])

    assert late.outcome is Outcome.LATE
    ask = desk.asks(callout_id)[people[1]]
    assert (ask["answer"], ask["is_coming"], ask["moved_to"]) == ("yes", False, None)
    assert desk.shown(callout_id)[1].coming == 1


def test_a_late_yes_moves_to_another_call_out_that_wants_the_skill(desk: Desk) -> None:
    people = [desk.enrol() for _ in range(3)]
    first = desk.call_out()
    desk.work()
    desk.sent()
    desk.answer(first, people[0])
    second = desk.call_out(place="港町公民館")

    moved = desk.answer(first, people[1])

    assert (moved.outcome, moved.callout_id, moved.about.place) == (
        Outcome.MOVED,
        second,
        "港町公民館",
    )
    assert desk.asks(first)[people[1]]["moved_to"] == second
    assert desk.asks(second)[people[1]]["is_coming"] is True
    assert desk.shown(second)[0].closed_because == "filled"
    with pytest.raises(ConflictError, match=f"moved to call-out {second}"):
        desk.answer(first, people[1], Answer.NO)


def test_a_late_yes_never_moves_to_what_needs_another_skill(desk: Desk) -> None:
    people = [desk.enrol() for _ in range(2)]
    first = desk.call_out()
    desk.work()
    desk.answer(first, people[0])
    desk.call_out(skill=Skill.BOAT)

    assert desk.answer(first, people[1]).outcome is Outcome.LATE


def test_where_somebody_who_came_can_not_it_asks_again_those_it_stood_down_too(
    desk: Desk,
) -> None:
    people = [desk.enrol() for _ in range(3)]
    callout_id = desk.call_out()
    desk.work()
    desk.sent()
    desk.answer(callout_id, people[0])

    desk.answer(callout_id, people[0], Answer.NO)

    assert desk.shown(callout_id)[0].closed_at is None
    assert desk.work() == 2
    assert [desk.kinds(who) for who in people[1:]] == [["ask", "stand_down", "ask"]] * 2
    assert desk.shown(callout_id)[1].waves == 2


def test_where_nobody_is_left_it_is_exhausted_and_still_takes_whoever_comes(desk: Desk) -> None:
    people = [desk.enrol() for _ in range(2)]
    callout_id = desk.call_out(2)
    desk.work()
    desk.sent()

    desk.work(WAVE)

    shown, counted = desk.shown(callout_id)
    assert (shown.closed_because, counted.silent) == ("exhausted", 2)
    assert desk.answer(callout_id, people[0]).outcome is Outcome.EXPECTED
    desk.answer(callout_id, people[1])
    assert desk.shown(callout_id)[0].closed_because == "filled"


def test_where_there_is_nobody_at_all_that_is_said_at_once(desk: Desk) -> None:
    callout_id = desk.call_out()

    assert desk.work() == 0

    assert desk.shown(callout_id)[0].closed_because == "exhausted"


def test_at_its_end_a_call_out_ends_and_tells_nobody(desk: Desk) -> None:
    asked = desk.enrol()
    callout_id = desk.call_out()
    desk.work()

    desk.work(timedelta(hours=5))

    assert desk.shown(callout_id)[0].closed_because == "ended"
    assert desk.kinds(asked) == ["ask"]
    assert desk.answer(callout_id, asked).outcome is Outcome.OVER


def test_who_calls_it_off_is_kept_and_whoever_comes_is_told(desk: Desk) -> None:
    coming, silent, refusing = (desk.enrol() for _ in range(3))
    callout_id = desk.call_out(3)
    desk.work()
    desk.sent()
    desk.answer(callout_id, coming)
    desk.answer(callout_id, refusing, Answer.NO)
    author = Author("Aoi", "commander", None, desk.wall)

    cancel_callout(desk.connection, ACTUAL, callout_id, author, "水が引いた", desk.wall)

    shown, counted = desk.shown(callout_id)
    assert (shown.closed_because, shown.closed_by, counted.coming) == ("canceled", "Aoi", 0)
    assert [desk.kinds(who) for who in (coming, silent, refusing)] == [
        ["ask", "cancel"],
        ["ask", "cancel"],
        ["ask"],
    ]
    query = "SELECT person, act, subject FROM acts WHERE subject = %s ORDER BY act_id"
    assert desk.connection.execute(query, (f"callout/{callout_id}",)).fetchall() == [
        ("Fumi", "call_out", f"callout/{callout_id}"),
        ("Aoi", "cancel_callout", f"callout/{callout_id}"),
    ]
    assert desk.answer(callout_id, silent).outcome is Outcome.OVER
    with pytest.raises(ConflictError, match="canceled already"):
        cancel_callout(desk.connection, ACTUAL, callout_id, author, "", desk.wall)


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
