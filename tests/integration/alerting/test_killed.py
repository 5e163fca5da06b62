"""Killed at any moment, alerting loses no alert and no message, and sends none twice unasked."""

import multiprocessing
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING

import pytest

from alerting.program import Alerting
from kawamori.embedded.postgres import PostgresServer
from kawamori.levels import GaugeLevel
from kawamori.people import PhoneNumber, Subscriber, Subscription
from kawamori.settings import Settings
from kawamori.storage.connections import connect
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.testing.town import KAWABE, Town
from kawamori.testing.waiting import until
from simulators.sandbox.testing import Sandbox

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from conftest import Office

STATIONS = 12
KILLS = 6
FASTER = 30.0  # so that leases and the two minutes of the unknown pass in seconds
WITHIN_S = 90.0
_NUMBERS = count(99_990_001)
_JUDGING = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'kawamori alerting judge'"
_SENT = "SELECT 1 FROM deliveries WHERE state IN ('accepted', 'delivered')"
RISE = (1.8, 2.2, 2.6, 3.0, 3.4, 3.8, 4.1)


def run_alerting(settings: Settings, began: datetime) -> None:
    """Run in a process of its own, by a clock that goes faster."""
    Alerting(settings, lambda: began + (datetime.now(UTC) - began) * FASTER).run()


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_alerting_that_is_killed_again_and_again_tells_everybody(office: "Office") -> None:
    names = [f"station-{n}" for n in range(STATIONS)]
    for name in names:
        office.town.add_station(name)
    people = {name: office.subscribe(GaugeLevel.DANGER, station_id=name) for name in names}
    chance = random.Random(20260901)
    began = datetime.now(UTC)
    office.town.now = began - len(RISE) * timedelta(minutes=10)
    for kill in range(KILLS):
        process = _start(office.settings, began)
        for stage_m in RISE[kill : kill + 1] if kill < KILLS - 1 else RISE[kill:]:
            office.town.now += timedelta(minutes=10)
            for name in names:
                office.town.store([(office.town.now, stage_m)], station_id=name)
        until(lambda: office.town.connection.execute(_JUDGING).fetchone(), WITHIN_S)
        time.sleep(chance.random() / 2)
        process.kill()
        process.join()
    process = _start(office.settings, began)
    try:
        until(lambda: _all_accepted(office), WITHIN_S)
    finally:
        process.kill()
        process.join()

    peaks = office.town.connection.execute("SELECT peak_level FROM alerts").fetchall()
    assert peaks == [(GaugeLevel.DANGER,)] * STATIONS
    sent = {name: len(office.texts(person)) for name, person in people.items()}
    resends = office.town.connection.execute("SELECT sum(resends) FROM deliveries").fetchone()
    assert min(sent.values()) >= 1
    assert sum(sent.values()) <= STATIONS + int(resends[0] if resends else 0)


def test_a_database_that_is_killed_is_waited_for(
    database_server: PostgresServer, configure: Callable[[str], Settings], sandbox: Sandbox
) -> None:
    settings = configure(database_server.url())
    address = PhoneNumber(f"+8190{next(_NUMBERS)}")
    alerting = Alerting(settings)
    thread = threading.Thread(target=alerting.run)
    thread.start()
    try:
        with connect(database_server.url(), name="tests") as connection:
            until(lambda: connection.execute(_JUDGING).fetchone(), WITHIN_S)
        database_server.kill()
        time.sleep(0.5)
        database_server.start()
        with connect(database_server.url(), name="tests") as connection:
            town = Town(connection, datetime.now(UTC) - timedelta(minutes=40))
            seal = AddressSeal(settings.people_key_bytes())
            wanted = (Subscription(KAWABE),)
            add_subscriber(connection, seal, Subscriber(address, subscriptions=wanted))

            town.observe(1.9, 2.3, 2.7, 3.1)

            until(lambda: connection.execute(_SENT).fetchone(), WITHIN_S)
    finally:
        alerting.stop()
        thread.join()
    assert len(sandbox.accepted(to=address.e164)) == 1


def _start(settings: Settings, began: datetime) -> "BaseProcess":
    process = multiprocessing.get_context("spawn").Process(
        target=run_alerting, args=(settings, began)
    )
    process.start()
    return process


def _all_accepted(office: "Office") -> bool:
    states = office.states()
    return len(states) == STATIONS and set(states) <= {"accepted", "delivered"}
