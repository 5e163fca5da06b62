"""A call-out goes on until it is filled, over or called off, and late answers find their place."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from api.testing.responders import KEY
from kawamori.errors import ConflictError
from kawamori.offices import Author
from kawamori.responders.callouts import Answer, Outcome
from kawamori.responders.people import Skill
from kawamori.runs import ACTUAL
from kawamori.storage.connections import connect
from kawamori.storage.responders.callouts import cancel_callout
from kawamori.testing.callouts import Desk

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

WAVE = timedelta(minutes=11)  # longer than any wave is waited for


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
