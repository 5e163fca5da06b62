"""Pictures as motion JPEG in RTP payloads (RFC 2435).

Only what Pillow writes by itself is understood: baseline, 4:2:0, the standard's own Huffman
tables, which are therefore not sent.
"""

import struct
from collections.abc import Iterator, Sequence

from simulators.video.streams import MOST_PAYLOAD, Stream

_PAYLOAD_TYPE = 26  # JPEG's own
_TABLES, _SIZE, _SCAN = 0xDB, 0xC0, 0xDA
_HALVED_BOTH_WAYS = 1  # the RFC's type for 4:2:0
_TABLES_SENT = 255  # the quality that says: they stand in front of the first payload


def motion_jpeg(pictures: Sequence[bytes], frames_per_s: float = 10.0) -> Stream:
    """Return a film of JPEGs."""
    description = [f"m=video 0 RTP/AVP {_PAYLOAD_TYPE}", "a=control:film"]
    frames = [tuple(_payloads(picture)) for picture in pictures]
    return Stream(_PAYLOAD_TYPE, description, frames, frames_per_s)


def _payloads(picture: bytes) -> Iterator[bytes]:
    tables, width, height, scan = _taken_apart(picture)
    size = bytes((_HALVED_BOTH_WAYS, _TABLES_SENT, width // 8, height // 8))
    offset = 0
    while offset < len(scan):
        head = struct.pack("!I", offset) + size
        if offset == 0:
            head += struct.pack("!BBH", 0, 0, len(tables)) + tables
        part = scan[offset : offset + MOST_PAYLOAD - len(head)]
        yield head + part
        offset += len(part)


def _taken_apart(picture: bytes) -> tuple[bytes, int, int, bytes]:
    """Return a JPEG's quantisation tables, its width and height, and its scan."""
    tables, width, height, at = b"", 0, 0, 2
    while True:
        marker, length = picture[at + 1], int.from_bytes(picture[at + 2 : at + 4])
        segment = picture[at + 4 : at + 2 + length]
        at += 2 + length
        if marker == _TABLES:
            while segment:
                tables, segment = tables + segment[1:65], segment[65:]
        elif marker == _SIZE:
            height, width = struct.unpack("!HH", segment[1:5])
        elif marker == _SCAN:
            return tables, width, height, picture[at:-2]
