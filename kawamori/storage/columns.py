"""NumPy columns, and single values, in PostgreSQL's binary format."""

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

BOOL, BYTEA, INT8, INT2, INT4, TEXT, FLOAT8, TIMESTAMPTZ = 16, 17, 20, 21, 23, 25, 701, 1184
_HEAD_BYTES = 20  # of one dimension
_POSTGRES_EPOCH_US = 946_684_800_000_000  # 2000-01-01 UTC, counted from 1970
NO_TIME_US = -(2**63) + _POSTGRES_EPOCH_US  # of these PostgreSQL makes -infinity

Column = NDArray[Any]


def int2s(values: Column) -> bytes:
    """Return a ``smallint[]``."""
    return _numbers(INT2, ">i2", values)


def int4s(values: Column | Sequence[int]) -> bytes:
    """Return an ``int[]``."""
    return _numbers(INT4, ">i4", values)


def int8s(values: Column | Sequence[int]) -> bytes:
    """Return a ``bigint[]``."""
    return _numbers(INT8, ">i8", values)


def bools(values: Column | Sequence[bool]) -> bytes:
    """Return a ``boolean[]``."""
    return _numbers(BOOL, "?", values)


def float8s(values: Column) -> bytes:
    """Return a ``float8[]``."""
    return _numbers(FLOAT8, ">f8", values)


def timestamps(values_us: Column | Sequence[int]) -> bytes:
    """Return a ``timestamptz[]`` from microseconds since 1970."""
    return _numbers(TIMESTAMPTZ, ">i8", np.asarray(values_us, np.int64) - _POSTGRES_EPOCH_US)


def texts(values: Sequence[str]) -> bytes:
    """Return a ``text[]``."""
    return _strings(TEXT, [value.encode() for value in values])


def byteas(values: Sequence[bytes]) -> bytes:
    """Return a ``bytea[]``."""
    return _strings(BYTEA, values)


def int4(value: int) -> bytes:
    """Return an ``int``."""
    return struct.pack(">i", value)


def float8(value: float) -> bytes:
    """Return a ``float8``."""
    return struct.pack(">d", value)


def timestamp(value_us: int) -> bytes:
    """Return a ``timestamptz`` from microseconds since 1970."""
    return struct.pack(">q", value_us - _POSTGRES_EPOCH_US)


def read_int4s(data: bytes) -> NDArray[np.int64]:
    """Return the values of an ``int[]`` without nulls."""
    return _values(">i4", data).astype(np.int64)


def read_int2s(data: bytes) -> NDArray[np.int64]:
    """Return the values of a ``smallint[]`` without nulls."""
    return _values(">i2", data).astype(np.int64)


def read_float8s(data: bytes) -> NDArray[np.float64]:
    """Return the values of a ``float8[]`` without nulls."""
    return _values(">f8", data).astype(np.float64)


def read_timestamps(data: bytes) -> NDArray[np.int64]:
    """Return the values of a ``timestamptz[]`` without nulls, microseconds since 1970."""
    return _values(">i8", data).astype(np.int64) + _POSTGRES_EPOCH_US


def _values(kind: str, data: bytes) -> Column:
    cells = np.frombuffer(data, dtype=[("length", ">i4"), ("value", kind)], offset=_HEAD_BYTES)
    return cells["value"]


def _numbers(oid: int, kind: str, values: Column | Sequence[int]) -> bytes:
    cells = np.empty(len(values), dtype=[("length", ">i4"), ("value", kind)])
    cells["length"] = cells.dtype["value"].itemsize
    cells["value"] = values
    return _head(oid, len(values)) + cells.tobytes()


def _strings(oid: int, values: Sequence[bytes]) -> bytes:
    cells = [struct.pack(">i", len(value)) + value for value in values]
    return _head(oid, len(values)) + b"".join(cells)


def _head(oid: int, length: int) -> bytes:
    """Return one dimension, no nulls, counted from 1; an empty array has no dimension at all."""
    if length == 0:
        return struct.pack(">iii", 0, 0, oid)
    return struct.pack(">iiiii", 1, 0, oid, length, 1)
