"""What an order costs, and how long its texts take, is said before it is released."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from kawamori.orders import Actor, Draft, OrderLevel
from kawamori.people import AreaSubscription, Channel, Language, PhoneNumber, Subscriber
from kawamori.runs import ACTUAL
from kawamori.settings import Settings
from kawamori.storage.orders.composing import compose_order
from kawamori.storage.orders.previews import Preview, preview_release
from kawamori.storage.orders.releasing import release_order
from kawamori.storage.orders.rules import city_of, release_policy_of
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.telling.announcements import address_announcement, next_announcement
from kawamori.testing.areas import settle_districts

if TYPE_CHECKING:
    from kawamori.storage.connections import Connection

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

NOW = datetime(2026, 9, 1, 3, 10, tzinfo=UTC)
FUMI, GORO = Actor("Fumi", "operator", NOW), Actor("Goro", "commander", NOW)
SEAL = AddressSeal(b"k" * 32)
READERS = {"kawara": 3, "minato": 2}


def settings(**given: Any) -> Settings:
    return Settings(database_url=SecretStr("unused"), **given)


@pytest.fixture
def city(connection: "Connection") -> "Connection":
    settle_districts(connection)
    for nth, area_id in enumerate(area for area, n in READERS.items() for _ in range(n)):
        number = PhoneNumber(f"+8190100000{nth:02}")
        areas = (AreaSubscription(area_id),)
        add_subscriber(connection, SEAL, Subscriber(number, Language.JA, areas=areas))
    return connection


def preview(connection: "Connection", area_id: str, given: Settings) -> tuple[int, Preview]:
    draft = Draft(OrderLevel.EVACUATION, (area_id,), "氾濫危険水位に到達")
    number = compose_order(connection, ACTUAL, draft, FUMI)
    return number, preview_release(connection, given, ACTUAL, number, GORO, wall=NOW)


def parts(found: Preview) -> int:
    [each] = [
        text.parts
        for text in found.texts
        if (text.channel, text.language) == (Channel.SMS, Language.JA)
    ]
    return each or 0


def test_every_part_to_every_reader_is_paid_for_and_takes_its_time(city: "Connection") -> None:
    _, found = preview(city, "kawara", settings(sms_parts_per_s=2, sms_yen_per_part=12.5))

    assert found.people == 3
    assert found.cost.parts == 3 * parts(found)
    assert found.cost.yen == 12.5 * found.cost.parts
    assert found.cost.drain_s == found.cost.parts / 2


def test_without_price_and_pace_nothing_is_made_up(city: "Connection") -> None:
    _, found = preview(city, "kawara", settings())

    assert (found.cost.yen, found.cost.drain_s) == (None, None)


def test_what_already_waits_at_this_level_goes_first_and_is_counted(city: "Connection") -> None:
    given = settings(sms_parts_per_s=1)
    first, before = preview(city, "kawara", given)
    release_order(
        city,
        first,
        GORO,
        city=city_of(given),
        policy=release_policy_of(given),
        typed=before.phrase,
    )
    waiting = next_announcement(city)
    assert waiting is not None
    address_announcement(city, waiting, NOW)

    _, found = preview(city, "minato", given)

    assert found.cost.drain_s == before.cost.parts + found.cost.parts


def test_that_the_provider_is_too_slow_is_said(city: "Connection") -> None:
    _, quick = preview(city, "kawara", settings(sms_parts_per_s=1))
    _, slow = preview(city, "kawara", settings(sms_parts_per_s=0.0005))

    assert "too_slow" not in [warned.code for warned in quick.warnings]
    [said] = [warned.message_ja for warned in slow.warnings if warned.code == "too_slow"]
    assert f"{slow.cost.parts / 0.0005 / 60:.0f}分" in said
