"""One client of the broker: how it connects, publishes, listens and heals."""

import logging
import random
import select
import socket
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from paho.mqtt.client import Client, DisconnectFlags, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode
from paho.mqtt.reasoncodes import ReasonCode

from kawamori.errors import UnavailableError
from kawamori.mqtt.brokers import Broker, open_socket
from kawamori.mqtt.puback import send_pubacks
from kawamori.mqtt.tap import Message, Tap

log = logging.getLogger(__name__)

QUICKEST_RETRY_S = 0.2
FAREWELL_S = 2.0


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker says for us, retained, when we are gone without a word."""

    topic: str
    payload: bytes


def _nothing(*_: object) -> None: ...


class _Client(Client):
    """A paho client that uses the socket we open (the one private thing we touch)."""

    open_socket: Callable[[], Tap]

    def _create_socket(self) -> Any:
        return self.open_socket()


class Connection:
    """One client of the broker, kept connected until ``stop()``."""

    def __init__(
        self,
        broker: Broker,
        client_id: str,
        *,
        will: Will | None = None,
        keep_session: bool = False,
        manual_ack: bool = False,
        keepalive_s: int = 30,
        slowest_retry_s: float = 15.0,
    ) -> None:
        self.inbox: list[Message] = []
        self.on_message: Callable[[Message], None] = _nothing
        self.on_connected: Callable[[], None] = _nothing
        self.on_disconnected: Callable[[], None] = _nothing
        self._broker = broker
        self._manual_ack = manual_ack
        self._will = will
        self._slowest_retry_s = slowest_retry_s
        self._filters: dict[str, None] = {}
        self._receipts: dict[int, Callable[[], None] | None] = {}
        self._connected = threading.Event()
        self._listening = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._tries = 0
        self._retry_at = 0.0
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)
        self._woken.setblocking(False)
        self._client = self._make_client(client_id, keep_session=keep_session)
        self._client.max_inflight_messages_set(0)  # whoever publishes bounds what is in flight
        self._client.connect_async(broker.host, broker.port, keepalive_s)

    @property
    def is_connected(self) -> bool:
        """True from the broker's welcome until the connection is lost."""
        return self._connected.is_set()

    def wait_connected(self, timeout_s: float) -> bool:
        """Return whether the connection, and what was subscribed before, stood within the time."""
        return self._listening.wait(timeout_s)

    def subscribe(self, *filters: str) -> None:
        """Subscribe at QoS 1 to topic filters, now and after every reconnect."""
        self._filters |= dict.fromkeys(filters)
        if self.is_connected:
            self._client.subscribe([(each, 1) for each in filters])
            self._wake()

    def unsubscribe(self, *filters: str) -> None:
        """Give up topic filters for good."""
        for each in filters:
            self._filters.pop(each, None)
        if self.is_connected:
            self._client.unsubscribe(list(filters))
            self._wake()

    def publish(
        self,
        topic: str,
        payload: bytes,
        published: Callable[[], None] = _nothing,
        *,
        retain: bool = False,
    ) -> bool:
        """Send at QoS 1 and return True, or return False when not connected.

        ``published`` is called once the broker has acknowledged; if the connection
        breaks first it never is, and ``on_disconnected`` is called instead.
        """
        if not self.is_connected:
            return False
        info = self._client.publish(topic, payload, qos=1, retain=retain)
        if info.rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE:
            return False  # all 65,535 message numbers are in flight
        # The acknowledgement may have come already, in the other thread: whoever is second calls.
        if self._receipts.setdefault(info.mid, published) is None:
            del self._receipts[info.mid]
            published()
        self._wake()
        return True

    def acknowledge(self, mids: Sequence[int]) -> None:
        """Tell the broker that these messages, in order of arrival, are safe.

        To be called in the thread that turns. All leave in one write, unless something
        of paho's is half written.
        """
        sock = self._client.socket()
        if sock is None or not self.is_connected:
            return
        if self._client.want_write():
            for mid in mids:
                self._client.ack(mid, 1)
        else:
            send_pubacks(sock, mids)

    def turn(self, timeout_s: float) -> None:
        """Do what is due: connect again, or wait up to the time for traffic and handle it."""
        client = self._client
        sock: Any = client.socket()  # a Tap
        if sock is None:
            self._heal(timeout_s)
            return
        poller = select.poll()
        poller.register(sock, select.POLLIN | (select.POLLOUT if client.want_write() else 0))
        poller.register(self._woken, select.POLLIN)
        waits_s = 0.0 if sock.pending() else timeout_s
        ready = {fd for fd, _ in poller.poll(waits_s * 1000)}
        if self._woken.fileno() in ready:
            self._woken.recv(4096)
        if sock.pending() or sock.fileno() in ready:
            client.loop_read()
        if client.want_write():
            client.loop_write()
        client.loop_misc()

    def start(self) -> None:
        """Keep the connection in a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="mqtt", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Publish the will, say goodbye and let the thread end."""
        if self._will is not None and self._thread is not None:
            gone = threading.Event()
            if self.publish(self._will.topic, self._will.payload, gone.set, retain=True):
                gone.wait(FAREWELL_S)
        self._stopping.set()
        self.hang_up()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(FAREWELL_S)
        self._waker.close()
        self._woken.close()

    def hang_up(self) -> None:
        """Close the connection in good order; the next ``turn()`` opens it again."""
        self._client.disconnect()
        if self._thread is None:
            self._client.loop_write()
        else:
            self._wake()

    def _make_client(self, client_id: str, *, keep_session: bool) -> Client:
        client = _Client(
            CallbackAPIVersion.VERSION2,
            client_id=client_id,
            clean_session=not keep_session,
            protocol=MQTTv311,
            manual_ack=True,
        )
        client.open_socket = lambda: Tap(open_socket(self._broker), self._take)
        if self._broker.username is not None:
            client.username_pw_set(self._broker.username, self._broker.password)
        if self._will is not None:
            client.will_set(self._will.topic, self._will.payload, qos=1, retain=True)
        client.on_connect = self._welcomed
        client.on_disconnect = self._lost
        client.on_publish = self._published
        client.on_subscribe = self._subscribed
        client.on_pre_connect = lambda client, _data: _nothing(client.drop_out_messages())
        client.on_socket_register_write = _nothing  # the loop's thread writes, whoever publishes
        return client

    def _run(self) -> None:
        while not self._stopping.is_set() or self._client.socket() is not None:
            try:
                self.turn(1.0)
            except Exception:
                log.exception("a callback failed; the connection goes on")
                if self._stopping.is_set():
                    return

    def _wake(self) -> None:
        """Have the thread, if it is another one, write what is queued."""
        if self._thread is not None and self._thread is not threading.current_thread():
            with suppress(OSError):  # full: it wakes anyway; closed: it is over
                self._waker.send(b"\0")

    def _heal(self, timeout_s: float) -> None:
        """Connect when it is time to.

        The wait grows, and is jittered so that a thousand devices don't all come at once.
        """
        wait_s = self._retry_at - time.monotonic()
        if wait_s > 0:
            self._stopping.wait(min(wait_s, timeout_s))
            return
        longest_s = min(self._slowest_retry_s, QUICKEST_RETRY_S * 2**self._tries)
        self._tries = min(self._tries + 1, 30)
        self._retry_at = time.monotonic() + random.uniform(longest_s / 2, longest_s)  # noqa: S311 no secret
        try:
            self._client.reconnect()
        except OSError as error:
            log.warning("no broker at %s:%d: %s", self._broker.host, self._broker.port, error)
        if self._stopping.is_set():  # meanwhile: nobody else would hang up any more
            self._client.disconnect()

    def _welcomed(
        self, client: Client, _data: object, _flags: object, reason: ReasonCode, _properties: object
    ) -> None:
        if reason.is_failure:
            log.error("the broker refused %r: %s", self._broker.username, reason)
            return
        self._tries = 0
        self._connected.set()
        if self._filters:
            client.subscribe([(each, 1) for each in self._filters])
        else:
            self._listening.set()
        log.info("connected to %s:%d", self._broker.host, self._broker.port)
        self.on_connected()

    def _lost(
        self,
        _client: Client,
        _data: object,
        _flags: DisconnectFlags,
        reason: ReasonCode,
        _properties: object,
    ) -> None:
        was_connected = self.is_connected
        self._connected.clear()
        self._listening.clear()
        self._receipts.clear()
        self.inbox = []  # was not acknowledged, so a kept session brings it again
        if was_connected:
            log.log(
                logging.WARNING if reason.is_failure else logging.INFO, "disconnected: %s", reason
            )
            self.on_disconnected()
        elif not self._stopping.is_set():
            where = (self._broker.host, self._broker.port)
            log.warning("the broker at %s:%d hung up before it let us in: %s", *where, reason)

    def _subscribed(
        self, _client: Client, _data: object, _mid: int, reasons: list[ReasonCode], _: object
    ) -> None:
        if any(reason.is_failure for reason in reasons):
            log.error("the broker refused a subscription of %r", self._broker.username)
        self._listening.set()

    def _published(self, _client: Client, _data: object, mid: int, *_: Any) -> None:
        published = self._receipts.setdefault(mid, None)
        if published is not None:
            del self._receipts[mid]
            published()

    def _take(self, messages: list[Message]) -> None:
        if self._manual_ack:
            self.inbox += messages
            return
        for message in messages:
            try:
                self.on_message(message)
            except Exception:
                log.exception(
                    "a message on %s was not handled; the next one will be", message.topic
                )
        self.acknowledge([message.mid for message in messages if message.mid])


def forget_session(broker: Broker, client_id: str) -> None:
    """Have the broker drop what it keeps for a client: its subscriptions and its queue."""
    link = Connection(broker, client_id)
    link.start()
    try:
        if not link.wait_connected(FAREWELL_S):
            raise UnavailableError(f"no broker at {broker.host}:{broker.port}: try again later")
    finally:
        link.stop()
