"""Take publishes out of the stream before paho sees them: 1 µs a message instead of 20.

paho reads a packet in four system calls and gives each message a lock of its own. A
socket that reads in bulk and keeps the publishes for itself leaves paho what it does
well: connecting, keep-alive, subscriptions and our own publishes.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

CHUNK = 256 * 1024

_PUBLISH = 0x30
_TYPE = 0xF0
_QOS = 0x06
_QOS_2 = 0x04
_RETAINED = 0x01
_AGAIN = 0x08
_MORE = 0x80
_LONGEST_LENGTH = 4


class Message(NamedTuple):
    """What arrived; ``retained`` is the last known value, ``again`` a redelivery.

    ``mid`` is 0 for a QoS 0 message, which needs no acknowledgement.
    """

    topic_bytes: bytes
    payload: bytes
    mid: int
    retained: bool
    again: bool

    @property
    def topic(self) -> str:
        """The topic, with U+FFFD where its bytes are not UTF-8."""
        return self.topic_bytes.decode("utf-8", "replace")


class Tap:
    """A socket to paho; publishes of QoS 0 and 1 go to ``take`` instead, a chunk at a time."""

    def __init__(self, sock: Any, take: Callable[[list[Message]], None]) -> None:
        self._sock = sock
        self._take = take
        self._unread = b""  # the beginning of a packet whose end is not here yet
        self._rest = bytearray()  # whole packets for paho
        self._ended = False
        self.send = sock.send
        self.close = sock.close
        self.fileno = sock.fileno
        self.setblocking = sock.setblocking
        self.shutdown = sock.shutdown

    def recv(self, size: int) -> bytes:
        """Return bytes of packets that are paho's; take the publishes there are."""
        if not self._rest and not self._ended:
            self._pull()
        if not self._rest:
            if self._ended:
                return b""
            raise BlockingIOError
        part = bytes(self._rest[:size])
        del self._rest[:size]
        return part

    def pending(self) -> int:
        """Return how many bytes ``recv`` has without waiting."""
        below = getattr(self._sock, "pending", None)
        return len(self._rest) + (below() if below else 0)

    def _pull(self) -> None:
        chunk = self._sock.recv(CHUNK)
        self._ended = not chunk
        messages, end = split(self._unread + chunk, self._rest)
        self._unread = end
        if messages:
            self._take(messages)


def split(buffer: bytes, rest: bytearray) -> tuple[list[Message], bytes]:
    """Return the publishes in a buffer and its incomplete end; add other packets to ``rest``."""
    messages: list[Message] = []
    start, end = 0, len(buffer)
    while start + 1 < end:
        first = buffer[start]
        body, length, shift = start + 2, buffer[start + 1], 7
        if length & _MORE:
            length &= ~_MORE
            while body < end:
                more = buffer[body]
                body += 1
                length |= (more & ~_MORE) << shift
                shift += 7
                if not more & _MORE:
                    break
                if body - start > _LONGEST_LENGTH:
                    raise ConnectionError("the broker sent a packet length of more than four bytes")
            else:
                break
        stop = body + length
        if stop > end:
            break
        if first & _TYPE == _PUBLISH and not first & _QOS_2:
            topic_end = body + 2 + (buffer[body] << 8 | buffer[body + 1])
            topic = buffer[body + 2 : topic_end]
            if first & _QOS:
                mid = buffer[topic_end] << 8 | buffer[topic_end + 1]
                topic_end += 2
            else:
                mid = 0
            payload = buffer[topic_end:stop]
            retained, again = first & _RETAINED != 0, first & _AGAIN != 0
            messages.append(Message(topic, payload, mid, retained, again))
        else:
            rest += buffer[start:stop]
        start = stop
    return messages, buffer[start:]
