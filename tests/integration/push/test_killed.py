"""Killed at any moment, dispatcher or service, everybody reads the message, and reads it once."""

import multiprocessing
import random
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from alerting.batches import BatchDispatcher
from alerting.channels.push.transport import BrowserPush
from kawamori.people import Channel
from kawamori.settings import Settings
from kawamori.storage.connections import open_pool
from kawamori.storage.people.addresses import AddressSeal

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from conftest import Town

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

PEOPLE = 3000
KILLS = 5
FASTER = 30.0  # so that leases and pauses pass in seconds
WITHIN_S = 240.0


def dispatch(settings: Settings, began: datetime) -> None:
    """Send until killed, by a clock that goes faster."""

    def wall() -> datetime:
        return began + (datetime.now(UTC) - began) * FASTER

    url = settings.database_url.get_secret_value()
    with open_pool(url, name="killed", size=10) as pool, ThreadPoolExecutor() as executor:
        seal = AddressSeal(settings.people_key_bytes())
        push = BrowserPush(settings, 1)
        name = f"dispatcher {multiprocessing.current_process().pid}"
        dispatcher = BatchDispatcher(name, push, pool.connection, seal, over=Channel.PUSH)
        while True:
            dispatcher.settle_unknown(wall)
            if not dispatcher.deliver_due(executor, wall):
                time.sleep(0.02)


def test_everybody_reads_it_once_whatever_is_killed(town: "Town") -> None:
    endpoints = town.subscribe(PEOPLE)
    town.announce()
    chance = random.Random(20260902)
    began = datetime.now(UTC)
    for kill in range(KILLS):
        sender = _start(town.settings, began)
        time.sleep(0.5 + chance.random())
        if kill % 2:
            town.service.kill()
            town.service.start_again()
        sender.kill()
        sender.join()
    sender = _start(town.settings, began)
    try:
        deadline = time.monotonic() + WITHIN_S
        while set(town.deliveries("state")) != {"accepted"} and time.monotonic() < deadline:
            time.sleep(0.1)
    finally:
        sender.kill()
        sender.join()

    read = defaultdict(list)
    for message in town.service.accepted():
        read[message["token"]].append(message["payload"]["id"])
    told = [read[each.rsplit("/", 1)[1]] for each in endpoints]
    assert set(town.deliveries("state")) == {"accepted"}
    assert {len(set(ids)) for ids in told} == {1}
    assert sum(map(len, told)) <= PEOPLE + sum(town.deliveries("resends"))


def _start(settings: Settings, began: datetime) -> "BaseProcess":
    sender = multiprocessing.Process(target=dispatch, args=(settings, began))
    sender.start()
    return sender
