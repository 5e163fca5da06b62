"""Whom a wave asks: the near and fit, and nobody whom it would be wrong to ask."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from api.testing.ordering import compose, do, preview
from api.testing.responders import KEY
from kawamori.people import Channel
from kawamori.responders.people import Skill
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import stop_telling
from kawamori.storage.responders.steps import By, end_passes
from kawamori.storage.telling.deliveries import claim_due
from kawamori.testing.callouts import Desk

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

WAVE = timedelta(minutes=11)  # longer than any wave is waited for
VOICE = "INSERT INTO area_stations (area_id, station_id, added_by) VALUES (%s, %s, 'test')"


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
