"""The tap takes every publish out of the stream, however the stream is cut, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from kawamori.mqtt.tap import Message, Tap

PINGRESP, SUBACK = b"\xd0\x00", b"\x90\x03\x00\x01\x01"
QOS_2 = b"\x34\x09\x00\x03a/b\x00\x07hi"


def publish(topic: bytes, payload: bytes, mid: int, flags: int = 0) -> bytes:
    body = len(topic).to_bytes(2, "big") + topic
    body += (mid.to_bytes(2, "big") if mid else b"") + payload
    length, out = len(body), bytearray([0x30 | (2 if mid else 0) | flags])
    while True:
        length, digit = divmod(length, 128)
        out.append(digit | (128 if length else 0))
        if not length:
            return bytes(out) + body


class Stream:
    """A socket that gives its bytes in the pieces it was told to."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self.send = self.close = self.fileno = self.setblocking = self.shutdown = None

    def recv(self, _size: int) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""


def drained(pieces: list[bytes]) -> tuple[list[Message], bytes]:
    """Return what the tap took, and what paho would have read."""
    taken: list[Message] = []
    tap, read = Tap(Stream(pieces), taken.extend), bytearray()
    while True:
        try:
            part = tap.recv(3)
        except BlockingIOError:
            continue
        if not part:
            return taken, bytes(read)
        read += part


messages = st.lists(
    st.tuples(st.binary(min_size=1, max_size=30), st.binary(max_size=300), st.integers(0, 65535)),
    max_size=8,
)


@given(messages, st.lists(st.integers(1, 400), max_size=12))
def test_publishes_are_taken_however_the_stream_is_cut(
    sent: list[tuple[bytes, bytes, int]], cuts: list[int]
) -> None:
    stream = SUBACK + b"".join(publish(*each) + PINGRESP for each in sent) + QOS_2
    pieces, at = [], 0
    for cut in cuts:
        pieces.append(stream[at : at + cut])
        at += cut
    pieces = [piece for piece in [*pieces, stream[at:]] if piece]

    taken, read = drained(pieces)

    assert [(m.topic_bytes, m.payload, m.mid) for m in taken] == sent
    assert read == SUBACK + PINGRESP * len(sent) + QOS_2


def test_a_long_payload_is_whole() -> None:
    taken, _ = drained([publish(b"a", b"x" * 3_000_000, 1)])

    assert len(taken[0].payload) == 3_000_000


def test_the_flags_say_what_is_retained_and_what_comes_again() -> None:
    taken, _ = drained([publish(b"a", b"", 1, 1) + publish(b"a", b"", 2, 8)])

    assert [(m.retained, m.again) for m in taken] == [(True, False), (False, True)]


def test_a_topic_that_is_not_utf8_is_shown_as_far_as_it_goes() -> None:
    taken, _ = drained([publish(b"a/\xff", b"", 1)])

    assert taken[0].topic == "a/\ufffd"
