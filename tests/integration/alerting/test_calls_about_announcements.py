"""Whoever is on duty is called about an order that reaches nobody, as about an alert."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest

from kawamori.calls import Post
from kawamori.errors import ConflictError
from kawamori.official import Announcement, find_name
from kawamori.people import AreaSubscription, PhoneNumber, Subscriber
from kawamori.runs import ACTUAL, CITY_NETWORK
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.duty.roster import add_duty
from kawamori.storage.duty.stranded import stranded_calls_of_run, take_stranded
from kawamori.storage.official.entries import Entry
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.telling.outcomes import hand_over
from kawamori.storage.telling.quotes import enter_and_pass_on, pass_on_official
from kawamori.storage.telling.settling import close
from kawamori.testing.areas import settle_districts
from kawamori.testing.town import KAWABE

if TYPE_CHECKING:
    from conftest import Office

    from kawamori.testing.town import Town

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

_numbers = count(81_70_5000_0000)


@dataclass
class Told:
    """The office, and the numbers of Aoi and Goro, whom the provider does not know yet."""

    office: "Office"
    aoi: PhoneNumber
    goro: PhoneNumber

    @property
    def town(self) -> "Town":
        return self.office.town

    def texts(self, who: PhoneNumber) -> list[str]:
        return self.office.texts(who)


@pytest.fixture
def told(office: "Office") -> Told:
    """Pass a piece on to two residents of Kawara, whom it does not reach; two are on duty."""
    office.clock = office.town.wall
    connection = office.town.connection
    settle_districts(connection)
    set_area_stations(connection, "kawara", [KAWABE], author="test")
    for _ in range(2):
        person = Subscriber(PhoneNumber(f"+{next(_numbers)}"), areas=(AreaSubscription("kawara"),))
        add_subscriber(connection, office.seal, person)
    aoi, goro = (PhoneNumber(f"+{next(_numbers)}") for _ in range(2))
    for place, (person_called, number) in enumerate((("Aoi", aoi), ("Goro", goro)), 1):
        post = Post(person_called, CITY_NETWORK, place)
        add_duty(connection, office.seal, post, Subscriber(number))
    entry = Entry("Fumi", "operator", office.town.now)
    announced = Announcement(
        find_name("レベル4氾濫危険警報"), "気象庁・国土交通省", office.town.now, ("川辺川",)
    )
    official_id = enter_and_pass_on(connection, office.settings, ACTUAL, announced, entry)
    pass_on_official(connection, office.settings, ACTUAL, official_id, entry)
    with office.telling() as telling:
        telling.route()
    for (delivery,) in connection.execute("SELECT delivery_id FROM deliveries").fetchall():
        hand_over(connection, delivery, office.town.now, "too old")
    return Told(office, aoi, goro)


def summon(told: Told, later: timedelta = timedelta()) -> None:
    told.town.now += later
    with told.office.telling() as telling:
        telling.summon()
        while telling.step():
            pass


def test_the_first_on_the_roster_is_called_on_a_real_telephone(told: Told) -> None:
    summon(told)
    summon(told)

    (text,) = told.texts(told.aoi)
    assert text.startswith("未達2人（レベル4氾濫危険警報 川原町）。")
    assert "/a/" in text
    assert told.texts(told.goro) == []


def test_the_next_is_called_when_nobody_answers_and_then_all_again(told: Told) -> None:
    summon(told)
    summon(told, timedelta(minutes=5))
    assert len(told.texts(told.aoi)) == 1
    assert told.texts(told.goro)[0].startswith("応答なし・再連絡 未達2人")

    summon(told, timedelta(minutes=5))

    assert (len(told.texts(told.aoi)), len(told.texts(told.goro))) == (2, 2)


def test_nobody_else_is_called_once_somebody_has_taken_it(told: Told) -> None:
    summon(told)
    connection, now = told.town.connection, told.town.now
    (call,) = stranded_calls_of_run(connection, 0, now)
    assert call.called == ["Aoi"]

    take_stranded(connection, call.call_id, person="Aoi", role="duty", now=now)
    summon(told, timedelta(minutes=6))

    assert told.texts(told.goro) == []
    (call,) = stranded_calls_of_run(connection, 0, now)
    assert (call.taken_by, call.undelivered) == ("Aoi", 2)
    with pytest.raises(ConflictError, match="Aoi has taken this already"):
        take_stranded(connection, call.call_id, person="Goro", role="duty", now=now)


def test_the_calling_ends_when_all_has_been_settled(told: Told) -> None:
    summon(told)
    connection = told.town.connection
    handed_over = connection.execute(
        "SELECT delivery_id FROM deliveries WHERE state = 'handed_over'"
    ).fetchall()
    for (delivery,) in handed_over:
        close(connection, delivery, person="Fumi", role="operator", now=told.town.now)

    summon(told, timedelta(minutes=6))

    assert told.texts(told.goro) == []
    ended = connection.execute("SELECT ended_because FROM calls").fetchall()
    assert ended == [("settled by a person",)]
