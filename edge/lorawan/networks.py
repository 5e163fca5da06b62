"""The line to a network server: its events, acknowledged only once they are kept."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from edge.lorawan.uplinks import Uplink, read_chirpstack, read_things
from kawamori.mqtt import Broker, Connection, Message

Server = Literal["chirpstack", "things-stack"]

TOPICS: dict[Server, str] = {
    "chirpstack": "application/+/device/+/event/up",
    "things-stack": "v3/+/devices/+/up",
}
READ: dict[Server, Callable[[bytes], Uplink]] = {
    "chirpstack": read_chirpstack,
    "things-stack": read_things,
}


@dataclass(frozen=True, slots=True)
class Network:
    """One network server: what it is called, what it speaks, where its events are."""

    name: str
    server: Server
    broker: Broker
    topic: str


class Events:
    """Events of one network server, in the thread that asks for them.

    The session is kept, so that the server's broker holds what comes while we are away.
    """

    def __init__(self, network: Network, client_id: str) -> None:
        self.network = network
        self._link = Connection(network.broker, client_id, keep_session=True, manual_ack=True)
        self._link.subscribe(network.topic)
        self._link.on_disconnected = self._break_off
        self._taken: list[Message] = []

    def wait_listening(self, timeout_s: float) -> bool:
        """Return whether the server's broker took our subscription within the time."""
        until_s = time.monotonic() + timeout_s
        while not self._link.wait_connected(0.0) and time.monotonic() < until_s:
            self._link.turn(0.1)
        return self._link.wait_connected(0.0)

    def take(self) -> list[Message]:
        """Return what has arrived, without waiting for more."""
        self._link.turn(0.0)
        messages, self._link.inbox = self._link.inbox, []
        self._taken += messages
        return messages

    def settle(self, *, kept: bool) -> None:
        """Acknowledge what was taken; or hang up, so that it is sent again: it was not kept."""
        if self._taken and kept:
            self._link.acknowledge([message.mid for message in self._taken if message.mid])
            self._taken = []
        elif self._taken:
            self._link.hang_up()
            self._taken = []

    def stop(self) -> None:
        """Disconnect; the server's broker goes on keeping what comes."""
        self._link.stop()

    def _break_off(self) -> None:
        """Forget what the broker will send again under other numbers."""
        self._taken = []
