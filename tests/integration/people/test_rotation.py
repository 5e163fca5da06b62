"""Keys change while people are told, found and subscribed; nobody is lost or doubled."""

from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from kawamori.cli import main
from kawamori.errors import InvalidError
from kawamori.people import AreaSubscription, Channel, PhoneNumber, Subscriber, Subscription
from kawamori.people.visits import Visited
from kawamori.storage.connections import connect
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.rotation import rotate_keys
from kawamori.storage.people.subscribers import add_subscriber, find_subscriber, list_subscribers
from kawamori.storage.people.visits import Reader, read_visits, record_visit
from kawamori.testing.town import KAWABE

if TYPE_CHECKING:
    from conftest import City

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

OLD, NEW = b"o" * 32, b"n" * 32
AOI = Reader("Aoi", "commander", "a test")
NOW = datetime(2026, 9, 1, tzinfo=UTC)
BEN = PhoneNumber("+819010000001")


def subscribe(city: "City", key: bytes, person: PhoneNumber = BEN, *, station: bool = False) -> int:
    wishes = (Subscription(KAWABE),) if station else ()
    areas = () if station else (AreaSubscription("honcho"),)
    who = Subscriber(person, subscriptions=wishes, areas=areas)
    return add_subscriber(city.connection, AddressSeal(key), who)


def sealed(city: "City") -> list[bytes]:
    query = "SELECT address_encrypted FROM subscribers ORDER BY subscriber_id"
    return [row[0] for row in city.connection.execute(query)]


def test_everything_is_read_and_found_by_the_new_key_alone_once_it_is_rotated(
    city: "City",
) -> None:
    people = [PhoneNumber(f"+8190100000{n:02}") for n in range(25)]
    numbers = [subscribe(city, OLD, person) for person in people]
    ben = Visited("川辺 勉", "本町1-2-3", phone=BEN)
    later = NOW + timedelta(days=1)
    record_visit(city.connection, OLD, "honcho", ben, AOI, now=NOW, ends_at=later)

    rotated = rotate_keys(city.connection, NEW + OLD, slice_of=10)

    assert rotated["subscribers"].renewed == 25
    assert rotated["visit_requests"].renewed == 1
    new = AddressSeal(NEW)
    assert [p.address for p in list_subscribers(city.connection, new)] == people
    assert [find_subscriber(city.connection, new, p) for p in people] == numbers
    [visit] = read_visits(city.connection, NEW, AOI, now=NOW)
    assert visit.who == ben


def test_rotating_again_changes_nothing(city: "City") -> None:
    subscribe(city, OLD)
    rotate_keys(city.connection, NEW + OLD)
    before = sealed(city)

    assert rotate_keys(city.connection, NEW + OLD)["subscribers"].renewed == 0
    assert sealed(city) == before


def test_whoever_subscribes_again_between_the_keys_stays_one_person(city: "City") -> None:
    first = subscribe(city, OLD)

    again = subscribe(city, NEW + OLD, station=True)

    assert again == first
    assert AddressSeal(NEW).decrypt(Channel.SMS, sealed(city)[0]) == BEN
    assert rotate_keys(city.connection, NEW + OLD)["subscribers"].renewed == 0


def test_whoever_was_stored_by_a_program_that_did_not_know_the_new_key_becomes_one_person(
    city: "City",
) -> None:
    new = subscribe(city, NEW)
    old = subscribe(city, OLD, station=True)
    city.connection.execute(
        "INSERT INTO duty (network, position, person, subscriber_id) VALUES ('city', 1, 'Ben', %s)",
        (old,),
    )

    rotate_keys(city.connection, NEW + OLD)

    [one] = list_subscribers(city.connection, AddressSeal(NEW))
    assert one.subscriber_id == new
    assert [station for station, _ in one.subscriptions] == [KAWABE]
    assert [area for area, _ in one.areas] == ["honcho"]
    assert city.connection.execute("SELECT subscriber_id FROM duty").fetchall() == [(new,)]
    city.danger()
    assert [who for who, *_ in city.told()] == [new]


def test_what_no_key_opens_is_counted_and_left_as_it_is(
    city: "City", monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    subscribe(city, b"x" * 32)
    subscribe(city, OLD, PhoneNumber("+819010000002"))
    lost = sealed(city)[0]
    keys = ",".join(b64encode(key).decode() for key in (NEW, OLD))
    monkeypatch.setenv("KAWAMORI_PEOPLE_KEY", keys)

    assert main(["people", "rotate-keys"]) == 1

    assert "subscribers: 1 sealed anew, 1 no key opens" in capsys.readouterr().out
    assert sealed(city)[0] == lost
    with pytest.raises(InvalidError, match="another people key"):
        AddressSeal(NEW + OLD).decrypt(Channel.SMS, lost)


def test_keys_change_while_people_subscribe_and_nobody_is_lost_or_doubled(
    city: "City", database: str
) -> None:
    people = [PhoneNumber(f"+81902{n:07}") for n in range(120)]
    for person in people[:100]:
        subscribe(city, OLD, person)
    both = AddressSeal(NEW + OLD)

    def subscribe_again(nth: int) -> None:
        wish = (Subscription(KAWABE),)
        with connect(database, name="tests") as connection:
            for person in people[nth::3]:
                add_subscriber(connection, both, Subscriber(person, subscriptions=wish))
                assert find_subscriber(connection, both, person)

    with ThreadPoolExecutor(3) as executor:
        going = [executor.submit(subscribe_again, nth) for nth in range(3)]
        while not all(each.done() for each in going):
            rotate_keys(city.connection, NEW + OLD, slice_of=3)
        for each in going:
            each.result()
    rotate_keys(city.connection, NEW + OLD)

    listed = list_subscribers(city.connection, AddressSeal(NEW))
    assert sorted(str(each.address.stored) for each in listed) == [p.e164 for p in people]
    assert all(len(each.subscriptions) == 1 for each in listed)
