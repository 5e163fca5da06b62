"""Which rows are neighbours of which: for each row a slice of one long list (CSR)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from kawamori.neighbours import Passage

Rows = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ways:
    """The neighbours of each row in one direction, and how far they are in time.

    Those of row ``r`` stand from ``first[r]`` to ``first[r + 1]``. A travel time or a
    spread that nobody knows is NaN.
    """

    first: Rows
    rows: Rows
    travel_s: Floats
    spread_s: Floats

    @classmethod
    def none(cls, rows: int) -> Self:
        """Return that nobody has a neighbour."""
        empty = np.empty(0)
        return cls(np.zeros(rows + 1, dtype=np.intp), np.empty(0, dtype=np.intp), empty, empty)

    @classmethod
    def of(cls, rows: int, edges: Sequence[tuple[int, int, float, float]]) -> Self:
        """Return the ways of so many rows from (row, neighbour, travel, spread), seconds."""
        if not edges:
            return cls.none(rows)
        row, beside, travel_s, spread_s = (np.array(each) for each in zip(*edges, strict=True))
        order = np.argsort(row, kind="stable")
        first = np.zeros(rows + 1, dtype=np.intp)
        np.cumsum(np.bincount(row, minlength=rows), out=first[1:])
        return cls(first, beside[order].astype(np.intp), travel_s[order], spread_s[order])

    def grown(self, rows: int) -> "Ways":
        """Return the same for more rows; the new ones have no neighbour yet."""
        more = np.full(rows + 1 - len(self.first), self.first[-1], dtype=np.intp)
        return Ways(np.concatenate([self.first, more]), self.rows, self.travel_s, self.spread_s)

    def of_rows(self, rows: Rows) -> tuple[Rows, Rows]:
        """Return places in ``rows``, each as often as it has neighbours, and places in the list."""
        counts = self.first[rows + 1] - self.first[rows]
        place = np.repeat(np.arange(len(rows)), counts)
        begins = np.cumsum(counts) - counts
        return place, np.repeat(self.first[rows] - begins, counts) + np.arange(len(place))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where the water of each row comes from, and where it goes."""

    upstream: Ways
    downstream: Ways

    @classmethod
    def none(cls, rows: int) -> "Neighbours":
        """Return that nobody has a neighbour."""
        return cls(Ways.none(rows), Ways.none(rows))

    def grown(self, rows: int) -> "Neighbours":
        """Return the same for more rows."""
        return Neighbours(self.upstream.grown(rows), self.downstream.grown(rows))


def neighbours_among(
    stations: Sequence[tuple[int, str]], passages: Iterable[Passage], tidal: Collection[str]
) -> Neighbours:
    """Return the neighbours of rows, given as run and station, by what is said of stations.

    A tide says nothing of the river: a station that feels it is nobody's neighbour, and
    has neighbours of its own all the same.
    """
    row_of: dict[str, dict[int, int]] = {}
    for row, (run_no, station_id) in enumerate(stations):
        row_of.setdefault(station_id, {})[run_no] = row
    upstream, downstream = [], []
    for p in passages:
        times = [np.nan if each is None else each.total_seconds() for each in (p.travel, p.spread)]
        uppers, lowers = row_of.get(p.upstream_id, {}), row_of.get(p.downstream_id, {})
        for run_no in uppers.keys() & lowers.keys():
            upper, lower = uppers[run_no], lowers[run_no]
            if p.upstream_id not in tidal:
                upstream.append((lower, upper, times[0], times[1]))
            if p.downstream_id not in tidal:
                downstream.append((upper, lower, times[0], times[1]))
    return Neighbours(Ways.of(len(stations), upstream), Ways.of(len(stations), downstream))
