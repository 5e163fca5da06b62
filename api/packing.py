"""A stream's bytes, packed once for everybody: fifty consoles on one branch line share a megabyte.

A gzip stream may be cut at any full flush into pieces that hang on nothing before
them (RFC 1951, 3.2.4; zlib's ``Z_FULL_FLUSH``). So each chunk is deflated on its own,
once, and the same piece is sent to every reader behind the one gzip head that
their stream began with.
"""

import zlib
from typing import NamedTuple

GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"  # RFC 1952: deflate, no name, no time, system unknown
LEVEL = 3  # a third of a millisecond for a hundred stations, a ninth of their size


class Chunk(NamedTuple):
    """A piece of a stream, as it is and packed."""

    plain: bytes
    packed: bytes


def pack(plain: bytes) -> Chunk:
    """Return a piece with its packed form: deflated, whole, hanging on no other piece."""
    deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Chunk(plain, deflate.compress(plain) + deflate.flush(zlib.Z_FULL_FLUSH))


def takes_gzip(accept_encoding: str | None) -> bool:
    """Tell whether a reader says that it takes gzip (RFC 9110, 12.5.3)."""
    for each in (accept_encoding or "").split(","):
        coding, _, weight = each.partition(";")
        if coding.strip().lower() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
