"""Each way out by itself: a partner who does not answer keeps nobody else waiting."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from alerting.program import Alerting
from kawamori.levels import GaugeLevel
from kawamori.people import Address, Channel, EmailAddress, Subscriber, Subscription
from kawamori.settings import Settings
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.testing.town import KAWABE, Town

if TYPE_CHECKING:
    from conftest import Partner, Postbox

    from kawamori.storage.connections import Connection

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

PEOPLE_KEY = "a2F3YW1vcmkta2F3YW1vcmkta2F3YW1vcmkta2F3YSE="
RISE = (1.2, 1.65, 2.1, 2.5, 2.9, 3.3, 3.7, 4.1)


@pytest.fixture
def settings(database: str, postbox: "Postbox") -> Settings:
    return Settings(
        database_url=SecretStr(database),
        people_key=SecretStr(PEOPLE_KEY),
        webhooks=True,
        smtp_host="127.0.0.1",
        smtp_port=postbox.port,
        smtp_security="none",
        mail_from="kawamori@kawabe.example",
        cap_sender="bosai@kawabe.example",
    )


@pytest.fixture
def town(connection: "Connection") -> Town:
    return Town(connection, datetime.now(UTC) - timedelta(minutes=42))


def subscribe(town: Town, settings: Settings, address: Address, channel: Channel) -> None:
    wanted = (Subscription(KAWABE, GaugeLevel.DANGER),)
    person = Subscriber(address, channel=channel, subscriptions=wanted)
    add_subscriber(town.connection, AddressSeal(settings.people_key_bytes()), person)


def states(town: Town) -> dict[str, str]:
    return dict(town.connection.execute("SELECT channel, state FROM deliveries").fetchall())


def wait_for(holds: Callable[[], object], within_s: float = 20) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def alerting(settings: Settings) -> Iterator[None]:
    service = Alerting(settings)
    running = threading.Thread(target=service.run)
    running.start()
    try:
        yield
    finally:
        service.stop()
        running.join()


def test_a_letter_leaves_while_a_partner_hangs_and_the_partner_is_told_later(
    town: Town, settings: Settings, partner: "Partner", postbox: "Postbox"
) -> None:
    subscribe(town, settings, partner.address(), Channel.WEBHOOK)
    subscribe(town, settings, EmailAddress("branch@kawabe.example"), Channel.EMAIL)
    partner.hold.clear()
    town.observe(*RISE, every=timedelta(minutes=5))

    with alerting(settings):
        wait_for(lambda: partner.taken and postbox.letters)
        assert states(town)["webhook"] == "claimed"
        wait_for(lambda: states(town)["email"] == "accepted")
        partner.hold.set()
        wait_for(lambda: states(town)["webhook"] == "accepted")

    assert len(set(partner.ids)) == 1
    assert len(postbox.letters) == 1


def test_a_partner_is_told_while_the_mail_server_is_away_and_all_is_published(
    town: Town, settings: Settings, partner: "Partner"
) -> None:
    settings.smtp_port = 9
    subscribe(town, settings, partner.address(), Channel.WEBHOOK)
    subscribe(town, settings, EmailAddress("branch@kawabe.example"), Channel.EMAIL)
    town.observe(*RISE, every=timedelta(minutes=5))

    with alerting(settings):
        wait_for(lambda: states(town) == {"webhook": "accepted", "email": "due"})
        published = "SELECT 1 FROM cap_messages WHERE title LIKE '氾濫危険水位%'"
        wait_for(lambda: town.connection.execute(published).fetchone())

    assert len(partner.taken) == 1
