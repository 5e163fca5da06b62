"""The connection: it heals itself, says when it is lost, and leaves its will."""

import queue
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kawamori.embedded.broker import Mosquitto
from kawamori.mqtt import Broker, Connection, Message, Will
from kawamori.mqtt.brokers import open_socket
from kawamori.testing.waiting import until

TOPIC = "test/v1/kawabe-1/status"
GONE = Will(TOPIC, b'{"v":1,"online":false,"boot":1}')


@contextmanager
def started(connection: Connection) -> Iterator[Connection]:
    connection.start()
    try:
        assert connection.wait_connected(10)
        yield connection
    finally:
        connection.stop()


def listening(broker: Mosquitto, inbox: "queue.Queue[Message]", *filters: str) -> Connection:
    listener = Connection(Broker(broker.host, broker.port), "listener")
    listener.subscribe(*filters)
    listener.on_message = inbox.put
    return listener


def test_what_is_published_arrives_and_is_acknowledged_once(broker: Mosquitto) -> None:
    inbox: queue.Queue[Message] = queue.Queue()
    receipts: list[int] = []
    publisher = Connection(Broker(broker.host, broker.port), "publisher")
    with started(listening(broker, inbox, "a/#")), started(publisher):
        for number in range(500):
            accepted = publisher.publish(
                "a/b", b"%d" % number, lambda number=number: receipts.append(number)
            )
            assert accepted

        until(lambda: len(receipts) == 500)
        arrived = [inbox.get(timeout=5).payload for _ in range(500)]

    assert arrived == [b"%d" % number for number in range(500)]
    assert receipts == list(range(500))


def test_the_will_is_seen_when_a_device_goes_in_good_order(broker: Mosquitto) -> None:
    inbox: queue.Queue[Message] = queue.Queue()
    with started(listening(broker, inbox, TOPIC)):
        device = Connection(Broker(broker.host, broker.port), "kawabe-1", will=GONE)
        with started(device):
            pass

        assert inbox.get(timeout=5).payload == GONE.payload


def test_after_a_broker_crash_it_connects_and_subscribes_again(broker: Mosquitto) -> None:
    inbox: queue.Queue[Message] = queue.Queue()
    lost = threading.Event()
    listener = listening(broker, inbox, "a/#")
    listener.on_disconnected = lost.set
    with started(listener), started(Connection(Broker(broker.host, broker.port), "p")) as publisher:
        broker.kill()
        assert lost.wait(10)
        assert not listener.publish("a/b", b"to nobody")
        broker.start()

        assert listener.wait_connected(20)
        assert publisher.wait_connected(20)
        until(lambda: publisher.publish("a/b", b"back") and not inbox.empty())

    assert inbox.get(timeout=5).payload == b"back"


def test_it_waits_for_a_broker_that_is_not_there_yet(broker: Mosquitto) -> None:
    broker.kill()
    early = Connection(Broker(broker.host, broker.port), "early")
    early.start()
    try:
        assert not early.wait_connected(0.5)
        broker.start()

        assert early.wait_connected(20)
    finally:
        early.stop()


def test_one_that_is_stopped_while_it_connects_hangs_up(
    broker: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    dials, answered = threading.Event(), threading.Event()

    def dial(broker: Broker) -> socket.socket:
        dials.set()
        assert answered.wait(10)
        return open_socket(broker)

    monkeypatch.setattr("kawamori.mqtt.connection.open_socket", dial)
    before = set(threading.enumerate())
    connection = Connection(Broker(broker.host, broker.port), "hasty")
    connection.start()
    assert dials.wait(10)

    threading.Timer(0.1, answered.set).start()
    connection.stop()

    assert [each for each in set(threading.enumerate()) - before if each.name == "mqtt"] == []


def test_a_retained_value_says_so(broker: Mosquitto) -> None:
    inbox: queue.Queue[Message] = queue.Queue()
    with started(Connection(Broker(broker.host, broker.port), "publisher")) as publisher:
        done = threading.Event()
        assert publisher.publish("a/last", b"1", done.set, retain=True)
        assert done.wait(5)

    with started(listening(broker, inbox, "a/#")):
        assert inbox.get(timeout=5).retained
