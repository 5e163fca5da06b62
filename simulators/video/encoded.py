"""A film that was encoded, as H.264 (RFC 6184) or H.265 (RFC 7798), in RTP payloads."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from simulators.video.streams import MOST_PAYLOAD, Stream

_PAYLOAD_TYPE = 96  # the first that a description gives its meaning
_START = b"\x00\x00\x01"
_FIRST, _LAST = 0x80, 0x40


@dataclass(frozen=True, slots=True)
class Codec:
    """How a codec's units are told apart, and how one in fragments is headed."""

    name: str
    shift: int  # where in the first byte a unit's kind stands,
    kinds: int  # and which bits it has
    head_length: int
    delimiter: int
    parameters: dict[int, str]  # kinds of unit, by their names in a description
    fragment: int

    def kind(self, unit: bytes) -> int:
        """Return what a unit is."""
        return unit[0] >> self.shift & self.kinds

    def payloads(self, unit: bytes) -> Iterator[bytes]:
        """Yield a unit whole, or in fragments where it is longer than a packet."""
        if len(unit) <= MOST_PAYLOAD:
            yield unit
            return
        kept = unit[0] & ~(self.kinds << self.shift)
        head = bytes((kept | self.fragment << self.shift,)) + unit[1 : self.head_length]
        body = unit[self.head_length :]
        for at in range(0, len(body), MOST_PAYLOAD):
            part = body[at : at + MOST_PAYLOAD]
            mark = (_FIRST if at == 0 else 0) | (_LAST if at + len(part) == len(body) else 0)
            yield head + bytes((mark | self.kind(unit),)) + part


H264 = Codec("H264", 0, 0x1F, 1, 9, dict.fromkeys((7, 8), "sprop-parameter-sets"), 28)
H265 = Codec("H265", 1, 0x3F, 2, 35, {32: "sprop-vps", 33: "sprop-sps", 34: "sprop-pps"}, 49)


def encoded_film(
    codec: Codec, encoded: bytes, frames_per_s: float = 10.0, *, join_at: int = 0
) -> Stream:
    """Return a film of a byte stream with access unit delimiters, from a frame on."""
    frames = _frames(codec, encoded)
    sets: dict[str, list[str]] = {"packetization-mode": ["1"]} if codec is H264 else {}
    for unit in frames[0]:
        if (name := codec.parameters.get(codec.kind(unit))) is not None:
            sets.setdefault(name, []).append(base64.b64encode(unit).decode())
    told = ";".join(f"{name}={','.join(units)}" for name, units in sets.items())
    description = [
        f"m=video 0 RTP/AVP {_PAYLOAD_TYPE}",
        f"a=rtpmap:{_PAYLOAD_TYPE} {codec.name}/90000",
        f"a=fmtp:{_PAYLOAD_TYPE} {told}",
        "a=control:film",
    ]
    sent = [tuple(chain.from_iterable(map(codec.payloads, units))) for units in frames]
    return Stream(_PAYLOAD_TYPE, description, sent[join_at:] + sent[:join_at], frames_per_s)


def _frames(codec: Codec, encoded: bytes) -> Sequence[Sequence[bytes]]:
    frames: list[list[bytes]] = []
    for unit in (part.rstrip(b"\x00") for part in encoded.split(_START)):
        if unit and codec.kind(unit) == codec.delimiter:
            frames.append([])
        elif unit:
            frames[-1].append(unit)
    return frames
