"""Whatever goes away, and for how long: nothing that was published is lost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kawamori import wire
from kawamori.embedded.broker import Mosquitto
from kawamori.embedded.postgres import PostgresServer
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from conftest import River

SECOND = timedelta(seconds=1)


@pytest.fixture
def own_river(
    database_server: PostgresServer, broker: Mosquitto, make_river: type["River"]
) -> Iterator["River"]:
    """Give a test the river on a database server that it may stop."""
    river = make_river(database_server.url(), broker)
    river.register("kawabe-bridge")
    river.start_device()
    yield river
    river.close()


@contextmanager
def process(river: "River") -> Iterator["subprocess.Popen[bytes]"]:
    """Run ingest as a process of its own, to be killed."""
    environ = {
        **os.environ,
        "KAWAMORI_DATABASE_URL": river.url,
        "KAWAMORI_MQTT_PORT": str(river.broker.port),
        "KAWAMORI_INGEST_NAME": "killed",
    }
    ingest = subprocess.Popen([sys.executable, "-m", "ingest"], env=environ)
    try:
        yield ingest
    finally:
        ingest.kill()
        ingest.wait()


def test_a_database_that_is_away_gets_everything_when_it_is_back(
    own_river: "River", database_server: PostgresServer
) -> None:
    river = own_river
    with river.ingesting():
        river.publish(river.reading(1, ago=SECOND))
        until(lambda: river.stored_up_to() == {1: 1})
        database_server.kill()
        for seq in range(2, 101):
            river.publish(river.reading(seq, ago=seq * SECOND))
        time.sleep(0.5)
        assert river.stored_up_to() == {1: 1}
        database_server.start()
        river.reconnect()

        until(lambda: river.stored_up_to() == {1: 100}, 40)
        assert river.count("observations") == 100
        assert river.count("quarantine") == 0


def test_what_is_refused_during_an_outage_is_refused_once(
    own_river: "River", database_server: PostgresServer
) -> None:
    river = own_river
    with river.ingesting():
        database_server.kill()
        for number in range(5):
            river.publish(b"rubbish %d" % number)
        database_server.start()
        river.reconnect()

        until(lambda: river.count("quarantine") == 5, 40)


def test_ingest_waits_for_a_database_that_is_not_there_yet(
    own_river: "River", database_server: PostgresServer
) -> None:
    river = own_river
    database_server.stop()
    with process(river):
        time.sleep(1)
        database_server.start()
        river.reconnect()
        river.publish_until_stored(river.reading(1))


def test_after_a_broker_restart_ingest_hears_again(stored: "River") -> None:
    """Mosquitto 2.0 forgets shared subscriptions when it stops, until ingest is back."""
    stored.publish(stored.reading(1, ago=SECOND))
    until(lambda: stored.stored_up_to() == {1: 1})
    stored.broker.stop()
    stored.broker.start()

    def sent_again_as_a_device_does() -> bool:
        stored.publish(stored.reading(2, ago=2 * SECOND))
        return stored.stored_up_to() == {1: 2}

    until(sent_again_as_a_device_does)


def test_kill_after_kill_loses_nothing_and_stores_nothing_twice(river: "River") -> None:
    with process(river):
        river.publish_until_stored(river.reading(1, ago=SECOND))
    sent = 1
    for _ in range(4):
        with process(river) as ingest:
            deadline = time.monotonic() + 1.5
            while time.monotonic() < deadline:
                sent += 1
                river.publish(river.reading(sent, ago=sent * SECOND))
            ingest.send_signal(signal.SIGKILL)

    with process(river):
        until(lambda: river.count("observations") == sent, 40)
        assert river.rows("SELECT sum(cardinality(result))::int FROM arrivals") == [(sent,)]
        assert river.count("quarantine") == 0


def test_a_process_that_leaves_gives_its_share_to_the_others(river: "River") -> None:
    with river.ingesting("stays"):
        with river.ingesting("leaves"):
            pass
        for seq in range(1, 21):
            river.publish(river.reading(seq, ago=seq * SECOND))
        until_all_routed_is_stored(river)
        # Turn by turn: half, but that what we tell the device takes turns too.
        assert 5 <= river.count("observations") <= 15, "an absent process has its share"

        with river.leaving("leaves"):
            until(lambda: river.count("observations") == 20)
        for seq in range(21, 41):
            river.publish(river.reading(seq, ago=seq * SECOND))

        until(lambda: river.count("observations") == 40)


def until_all_routed_is_stored(river: "River") -> None:
    """Publish statuses until whoever is there stores one: then what it got before is stored too."""

    def stored_one() -> bool:
        river.publish(wire.DeviceStatus(1, online=True, boot=1), "actual/v1/d1/status")
        return river.count("device_statuses") > 0

    until(stored_one)
