"""The device's line to the broker, seen from the agent's thread.

The connection's own thread only leaves word here of what it heard, and wakes the agent.
"""

import threading
from collections import deque
from collections.abc import Callable
from typing import Protocol

from edge.tables import Owner
from kawamori.mqtt import Broker, Connection, Message, Will
from kawamori.runs import Status
from kawamori.wire import DeviceStatus, DeviceTopic, encode


class Listener(Protocol):
    """What an agent wants to be told, in its own thread."""

    def connected(self, now_s: float) -> None:
        """Publish from now on."""

    def disconnected(self) -> None:
        """Count what was on the line as lost."""

    def heard(self, payload: bytes, now_s: float) -> None:
        """Take a watermark."""

    def commanded(self, payload: bytes, now_s: float) -> None:
        """Take what headquarters wants."""


class Link:
    """One client of the broker under the device's name, with its last will."""

    def __init__(
        self, broker: Broker, owner: Owner, boot: int, listener: Listener, wake: threading.Event
    ) -> None:
        self._listener = listener
        self._wake = wake
        self.certificate = broker.fingerprint()
        self._words: deque[Callable[[float], None]] = deque()
        self._status = str(DeviceTopic(owner.status, owner.device_id, "status"))
        bye = DeviceStatus(v=1, online=False, boot=boot, run=owner.run or None)
        self._connection = Connection(
            broker, client_id(owner), will=Will(self._status, encode(bye))
        )
        self._connection.on_connected = lambda: self._leave(listener.connected)
        self._connection.on_disconnected = lambda: self._leave(lambda _: listener.disconnected())
        self._connection.on_message = self._heard
        self._command = str(DeviceTopic(owner.status, owner.device_id, "command"))
        self._connection.subscribe(str(DeviceTopic(owner.status, owner.device_id, "stored")))
        if owner.status is Status.ACTUAL:  # a rehearsal sets nothing on a real device
            self._connection.subscribe(self._command)

    def start(self) -> None:
        """Connect, and reconnect for ever."""
        self._connection.start()

    def stop(self) -> None:
        """Say that the device goes offline, and disconnect."""
        self._connection.stop()

    def take_words(self, now_s: float) -> None:
        """Tell the listener what happened since."""
        while self._words:
            self._words.popleft()(now_s)

    def publish(
        self, topic: str, payload: bytes, acknowledged: Callable[[], None], *, wake: bool = False
    ) -> bool:
        """Publish, or return False when not connected.

        ``acknowledged`` is called in the agent's thread, at once if it asks to be woken.
        """
        return self._connection.publish(
            topic, payload, lambda: self._leave(lambda _: acknowledged(), wake=wake)
        )

    def publish_status(self, status: DeviceStatus) -> bool:
        """Publish how the device is, retained in place of its will."""
        return self._connection.publish(self._status, encode(status), retain=True)

    def _heard(self, message: Message) -> None:
        tell = self._listener.heard
        if message.topic == self._command:
            tell = self._listener.commanded
        self._leave(lambda now_s: tell(message.payload, now_s))

    def _leave(self, word: Callable[[float], None], *, wake: bool = True) -> None:
        self._words.append(word)
        if wake:
            self._wake.set()


def client_id(owner: Owner) -> str:
    """Return the client's name: a device in a rehearsal does not push out the real one."""
    if owner.status is Status.ACTUAL:
        return owner.device_id
    return f"{owner.device_id}-{owner.status}-{owner.run}"
