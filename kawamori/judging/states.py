"""Columns of what is remembered, stations last: grown by more of them, and kept as bytes.

A state is a dataclass of arrays whose last axis is the stations. Its bytes are of one
layout; bytes of another layout are refused rather than read wrongly.
"""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.intp]
S = TypeVar("S")


def grown(state: S, more: S) -> S:
    """Return a state with the stations of another behind its own."""
    columns = (
        np.concatenate([getattr(state, each.name), getattr(more, each.name)], axis=-1)
        for each in fields(state)  # type: ignore[arg-type]
    )
    return type(state)(*columns)


def packed(states: Sequence[Any], rows: Rows) -> list[bytes]:
    """Return what is remembered of each row."""
    records = np.empty(len(rows), dtype=_layout(states))
    for name, column in _columns(states):
        records[name] = np.moveaxis(column[..., rows], -1, 0)
    size, data = records.dtype.itemsize, records.tobytes()
    return [data[place : place + size] for place in range(0, len(data), size)]


def unpack(states: Sequence[Any], row: int, data: bytes) -> bool:
    """Remember again what was packed of a row; False, and nothing done, for another layout."""
    layout = _layout(states)
    if len(data) != layout.itemsize:
        return False
    record = np.frombuffer(data, dtype=layout)[0]
    for name, column in _columns(states):
        column[..., row] = record[name]
    return True


def _columns(states: Sequence[Any]) -> list[tuple[str, NDArray[Any]]]:
    return [
        (f"{type(state).__name__}.{each.name}", getattr(state, each.name))
        for state in states
        for each in fields(state)
    ]


def _layout(states: Sequence[Any]) -> np.dtype[Any]:
    return np.dtype([(name, c.dtype, c.shape[:-1]) for name, c in _columns(states)])
