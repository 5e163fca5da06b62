"""What could not be delivered calls whoever is on duty, and a person settles it."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from kawamori.calls import Post
from kawamori.people import PhoneNumber, Subscriber
from kawamori.runs import CITY_NETWORK
from kawamori.storage.duty.roster import add_duty
from kawamori.storage.telling.outcomes import hand_over
from kawamori.storage.telling.settling import close, resend

if TYPE_CHECKING:
    from conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

AOI = PhoneNumber("+817020000000")


@pytest.fixture
def told(office: "Office") -> "Office":
    """Have two residents be told of danger, and Aoi take it."""
    office.clock = office.town.wall
    for _ in range(2):
        office.subscribe()
    place = Post("Aoi", CITY_NETWORK, 1)
    add_duty(office.town.connection, office.seal, place, Subscriber(AOI))
    office.danger()
    office.assess()
    with office.telling() as telling:
        telling.route()
    office.town.connection.execute("UPDATE calls SET taken_at = now(), taken_by = 'Aoi'")
    office.town.connection.execute("UPDATE alerts SET acknowledged_at = now()")
    return office


def residents(office: "Office") -> list[UUID]:
    rows = office.town.connection.execute(
        "SELECT delivery_id FROM deliveries JOIN messages USING (message_id)"
        " WHERE audience = 'public' ORDER BY delivery_id"
    ).fetchall()
    return [row[0] for row in rows]


def bodies(office: "Office") -> list[str]:
    """Return what Aoi was to be told of what was not delivered, the oldest first."""
    rows = office.town.connection.execute(
        "SELECT body FROM deliveries WHERE body LIKE '%%未達%%' ORDER BY created_at", ()
    ).fetchall()
    return [row[0] for row in rows]


def summon(office: "Office") -> None:
    with office.telling() as telling:
        telling.summon()


def settle(office: "Office", what: Any, delivery: UUID) -> None:
    now = office.town.now
    what(office.town.connection, delivery, person="Aoi", role="commander", now=now)


def test_whoever_is_on_duty_is_called_once_with_their_number(told: "Office") -> None:
    for delivery in residents(told):
        hand_over(told.town.connection, delivery, told.town.now, "too old")

    told.town.now += timedelta(minutes=2)
    summon(told)
    summon(told)

    (body,) = bodies(told)
    assert body.startswith("未達2件（氾濫危険水位の連絡） 川辺橋（川辺川）")


def test_nobody_answers_and_all_are_called_again_until_it_is_settled(told: "Office") -> None:
    one, other = residents(told)
    for delivery in (one, other):
        hand_over(told.town.connection, delivery, told.town.now, "too old")
    told.town.now += timedelta(minutes=2)
    summon(told)
    told.town.now += timedelta(minutes=5)
    summon(told)
    assert len(bodies(told)) == 2

    settle(told, close, one)
    settle(told, resend, other)
    told.town.now += timedelta(minutes=5)
    summon(told)

    assert len(bodies(told)) == 2


def test_what_a_person_sends_again_is_tried_for_another_hour(told: "Office") -> None:
    delivery, _ = residents(told)
    hand_over(told.town.connection, delivery, told.town.now, "too old")
    told.town.now += timedelta(hours=5)

    settle(told, resend, delivery)
    with told.telling() as telling:
        telling.settle()
        while telling.step():
            pass

    state = told.town.connection.execute(
        "SELECT state, resends FROM deliveries WHERE delivery_id = %s", (delivery,)
    ).fetchone()
    assert state == ("accepted", 1)


def test_a_call_that_could_not_be_delivered_is_no_new_call(told: "Office") -> None:
    told.town.connection.execute("UPDATE messages SET audience = 'staff'")
    for delivery in (
        row[0] for row in told.town.connection.execute("SELECT delivery_id FROM deliveries")
    ):
        hand_over(told.town.connection, delivery, told.town.now, "too old")

    summon(told)

    assert bodies(told) == []
