"""Every reader of a stream gets the same packed pieces, whichever of them they came in for."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.packing import GZIP_HEAD, pack, takes_gzip


@given(st.lists(st.binary(max_size=2_000)), st.integers(0, 5))
def test_pieces_behind_one_head_are_a_gzip_stream_whoever_came_late(
    pieces: list[bytes], late: int
) -> None:
    packed = [pack(piece).packed for piece in pieces]

    read = zlib.decompressobj(zlib.MAX_WBITS | 16)
    told = read.decompress(GZIP_HEAD + b"".join(packed[late:]))

    assert told == b"".join(pieces[late:])


def test_each_piece_can_be_read_as_soon_as_it_has_arrived() -> None:
    read = zlib.decompressobj(zlib.MAX_WBITS | 16)
    read.decompress(GZIP_HEAD)

    assert read.decompress(pack(b"event: clock\n\n").packed) == b"event: clock\n\n"


@pytest.mark.parametrize(
    ("accept", "takes"),
    [
        ("gzip, deflate, br, zstd", True),
        ("br;q=1.0, GZIP;q=0.2", True),
        ("*", True),
        ("gzip;q=0", False),
        ("identity", False),
        (None, False),
    ],
)
def test_only_a_reader_that_takes_gzip_is_sent_it(accept: str | None, takes: bool) -> None:  # noqa: FBT001 the table's column
    assert takes_gzip(accept) is takes
