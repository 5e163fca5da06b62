"""Somebody is sent out, looked after, and called back when the water comes."""

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from kawamori.errors import ConflictError, InvalidError, NotFoundError
from kawamori.responders.checkins import Step
from kawamori.responders.people import Skill
from kawamori.runs import ACTUAL
from kawamori.storage.responders.hours import hours_of_run
from kawamori.storage.responders.interlock import Override, Place, areas_of, override
from kawamori.storage.responders.positions import Point, add_positions, newest_positions
from kawamori.storage.responders.task_steps import Said, take_step
from kawamori.storage.responders.tasks import (
    account_for,
    revoke_task,
    task_of,
)
from kawamori.storage.responders.withdrawing import (
    account_for_person,
    orders_of_run,
    standing_for,
)
from kawamori.testing.callouts import LAT, LON
from kawamori.testing.world import NOW

if TYPE_CHECKING:
    from conftest import Field

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

MINUTE = timedelta(minutes=1)
AT = Place(LON, LAT)


def test_a_fit_person_is_sent_where_the_gauge_is_live_and_calm(field: "Field") -> None:
    who = field.desk.enrol()

    task = task_of(field.connection, field.give(who))

    assert (task.is_open, task.is_out, task.area_ids) == (True, False, field.area_ids)
    [(kind, text)] = field.desk.told(who)
    assert kind == "duty_task"
    assert "土のう積み" in text
    assert "本町公民館" in text


@pytest.mark.parametrize(("level", "stage_m"), [(4, 4.0), (5, 6.2)])
def test_nobody_is_sent_where_the_water_is_dangerous(
    field: "Field", level: int, stage_m: float
) -> None:
    field.world.assess(level, stage_m, at=NOW)

    with pytest.raises(ConflictError, match=r"interlock blocks this.*blocked") as refused:
        field.give(field.desk.enrol())

    assert "DANGER" in str(refused.value) or "OVERFLOW" in str(refused.value)


@pytest.mark.parametrize("freshness", ["late", "dead", "blind"])
def test_nobody_is_sent_where_the_gauge_is_silent(field: "Field", freshness: str) -> None:
    field.connection.execute("UPDATE latest_assessments SET freshness = %s", (freshness,))

    with pytest.raises(ConflictError, match="interlock"):
        field.give(field.desk.enrol())


def test_a_place_outside_every_district_is_unknown(field: "Field") -> None:
    with pytest.raises(ConflictError, match="outside every district"):
        field.give(field.desk.enrol(), at=Place(140.9, 38.0))


def test_a_way_through_a_dangerous_district_blocks_too(field: "Field") -> None:
    far = Place(LON + 0.3, LAT, ((LON, LAT), (LON + 0.3, LAT)))

    assert set(areas_of(field.connection, far)) >= set(field.area_ids)


def test_a_commander_lets_a_task_go_by_name_and_reason_until_it_ends(field: "Field") -> None:
    field.connection.execute("UPDATE latest_assessments SET freshness = 'dead'")
    for area_id in field.area_ids:
        wanted = Override(area_id, "目視で確認", timedelta(minutes=20))
        override(field.connection, ACTUAL, wanted, person="Aoi", role="commander", now=field.now)

    field.give(field.desk.enrol())
    field.desk.wall += 21 * MINUTE

    with pytest.raises(ConflictError, match="interlock"):
        field.give(field.desk.enrol())


def test_an_override_needs_a_reason_and_has_an_end(field: "Field") -> None:
    for wanted in (
        Override(field.area_ids[0], " ", timedelta(minutes=20)),
        Override(field.area_ids[0], "確認", timedelta(hours=7)),
    ):
        with pytest.raises(InvalidError):
            override(
                field.connection, ACTUAL, wanted, person="Aoi", role="commander", now=field.now
            )


def test_who_is_not_fit_is_refused_with_every_reason(field: "Field") -> None:
    who = field.desk.enrol()
    field.connection.execute("UPDATE responder_covers SET valid_until = %s", (NOW - MINUTE,))
    field.connection.execute("DELETE FROM responder_steps WHERE step = 'brief'")

    with pytest.raises(ConflictError, match=r"no_cover.*no_briefing|no_briefing.*no_cover"):
        field.give(who)


def test_a_boat_needs_somebody_whose_licence_was_checked(field: "Field") -> None:
    with pytest.raises(ConflictError, match=r"boat|skill"):
        field.give(field.desk.enrol(), Skill.BOAT)

    field.give(field.desk.enrol(Skill.BOAT), Skill.BOAT)


def test_a_step_that_is_sent_again_is_taken_once_with_its_own_time(field: "Field") -> None:
    task_id = field.give(who := field.desk.enrol())
    said = Said(uuid4(), Step.ACCEPT, field.now)
    field.desk.wall += 10 * MINUTE

    take_step(field.connection, who, task_id, said, field.now)
    task = take_step(field.connection, who, task_id, said, field.now)

    assert (task.heard_at, task.is_out) == (field.now - 10 * MINUTE, True)
    assert field.steps(task_id) == ["accept"]


def test_nobody_steps_in_somebody_elses_task(field: "Field") -> None:
    task_id, other = field.give(field.desk.enrol()), field.desk.enrol()

    with pytest.raises(NotFoundError):
        take_step(field.connection, other, task_id, Said(uuid4(), Step.DONE, field.now), field.now)


def test_a_missed_check_in_is_asked_after_and_then_looked_for_once(field: "Field") -> None:
    task_id = field.give(who := field.desk.enrol(), every=30)
    field.say(task_id, Step.ACCEPT)

    for minutes, expected in ((31, []), (4, ["ask"]), (4, ["ask"]), (1, ["ask", "escalate"])):
        field.pass_time(minutes * MINUTE)
        field.connection.execute("UPDATE latest_assessments SET freshness = 'live'")
        assert list(field.steps(task_id))[1:] == expected

    field.pass_time(60 * MINUTE)
    assert field.steps(task_id) == ["accept", "ask", "escalate"]
    assert field.desk.kinds(who) == ["duty_task", "duty_asked_after"]


def test_whoever_checks_in_has_the_whole_time_again(field: "Field") -> None:
    task_id = field.give(field.desk.enrol(), every=30)
    field.say(task_id, Step.ACCEPT)
    field.pass_time(34 * MINUTE)
    field.say(task_id, Step.CHECK_IN)

    assert field.pass_time(34 * MINUTE) == 0


def test_a_gauge_that_rises_calls_them_back(field: "Field") -> None:
    task_id = field.give(who := field.desk.enrol())
    field.say(task_id, Step.ACCEPT)
    field.world.assess(4, 4.0, at=NOW)

    assert field.look() == 1
    assert field.look() == 0

    assert field.steps(task_id) == ["accept", "block"]
    assert field.desk.kinds(who)[-1] == "duty_blocked"


def test_everybody_inside_is_ordered_out_and_accounted_for(field: "Field") -> None:
    inside, outside = field.desk.enrol(), field.desk.enrol()
    task_id = field.give(inside)
    field.say(task_id, Step.THERE)

    withdraw_id = field.withdraw()

    [order] = orders_of_run(field.connection, 0)
    assert [each["responder_id"] for each in order.people] == [inside]
    assert field.desk.kinds(inside)[-1] == "duty_withdraw"
    assert "duty_withdraw" not in field.desk.kinds(outside)
    standing = standing_for(field.connection, inside, [0])
    assert standing is not None
    assert standing.withdraw_id == withdraw_id

    field.say(task_id, Step.SAFE)

    assert standing_for(field.connection, inside, [0]) is None
    assert not task_of(field.connection, task_id).is_open


def test_headquarters_accounts_for_somebody_whose_phone_is_gone(field: "Field") -> None:
    task_id = field.give(who := field.desk.enrol())
    field.say(task_id, Step.THERE)
    withdraw_id = field.withdraw()

    def account() -> None:
        account_for_person(
            field.connection, ACTUAL, withdraw_id, who, person="Fumi", role="operator",
            note="無線で確認", now=field.now,
        )  # fmt: skip

    account()

    [order] = orders_of_run(field.connection, 0)
    assert order.people[0]["accounted_by"] == "Fumi"
    assert not task_of(field.connection, task_id).is_open
    with pytest.raises(NotFoundError):
        account()


def test_somebody_whose_phone_is_inside_is_ordered_out_whatever_their_task(field: "Field") -> None:
    who = field.desk.enrol()
    task_id = field.give(who)
    field.say(task_id, Step.ON_THE_WAY)
    field.connection.execute("UPDATE responder_tasks SET lat = 38, lon = 140.9")
    add_positions(field.connection, who, 0, [Point(field.now, LAT, LON, 20)], field.now)

    field.withdraw()

    assert field.desk.kinds(who)[-1] == "duty_withdraw"


def test_a_task_taken_back_is_over_once_they_are_home(field: "Field") -> None:
    task_id = field.give(field.desk.enrol())
    field.say(task_id, Step.ACCEPT)
    revoke_task(
        field.connection, ACTUAL, task_id, person="Fumi", role="operator", note="",
        now=field.now, wall=field.now,
    )  # fmt: skip
    assert task_of(field.connection, task_id).is_open

    account_for(
        field.connection, ACTUAL, task_id, person="Fumi", role="operator", note="帰着",
        now=field.now,
    )  # fmt: skip

    assert not task_of(field.connection, task_id).is_open


def test_where_somebody_is_is_kept_on_a_task_alone(field: "Field") -> None:
    who = field.desk.enrol()
    points = [Point(field.now + n * timedelta(seconds=20), LAT, LON, 15) for n in range(4)]
    with pytest.raises(ConflictError, match="no open task"):
        add_positions(field.connection, who, 0, points, field.now)

    task_id = field.give(who)
    assert add_positions(field.connection, who, 0, points, field.now) == 2  # one a minute
    [seen] = newest_positions(field.connection, 0, field.now)
    assert seen.at == field.now + MINUTE

    field.say(task_id, Step.DONE)
    assert newest_positions(field.connection, 0, field.now) == []


def test_hours_are_counted_from_setting_out_to_coming_home(field: "Field") -> None:
    task_id = field.give(who := field.desk.enrol())
    field.say(task_id, Step.ACCEPT)
    field.desk.wall += 90 * MINUTE
    field.say(task_id, Step.DONE)

    [worked] = hours_of_run(field.connection, 0)

    assert (worked.responder_id, worked.hours, worked.insurance) == (who, 1.5, "V-1")
