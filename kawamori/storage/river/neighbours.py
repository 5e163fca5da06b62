"""Neighbours: which stations the same water passes, and in what time; versions, never changed."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.errors import ConflictError, NotFoundError
from kawamori.neighbours import Basis, Passage, refuse_circles
from kawamori.storage.connections import Connection

_LOCK = "LOCK TABLE neighbours IN SHARE ROW EXCLUSIVE MODE"
_ADD = """
INSERT INTO neighbours (upstream_id, downstream_id, author, basis, travel_s, spread_s, evidence,
                        valid_from)
SELECT given.*, coalesce(%s, CASE WHEN EXISTS (
    SELECT FROM neighbours n
    WHERE n.upstream_id = given.upstream_id AND n.downstream_id = given.downstream_id)
  THEN now() ELSE '-infinity' END)
FROM (SELECT %s::text AS upstream_id, %s::text AS downstream_id, %s, %s, %s::int, %s::int, %s)
  AS given
"""
_WITHDRAW = """
INSERT INTO neighbours (upstream_id, downstream_id, author, basis, travel_s, spread_s, evidence,
                        withdrawn, valid_from)
SELECT upstream_id, downstream_id, %s, basis, travel_s, spread_s, evidence, true,
       coalesce(%s, now())
FROM current_neighbours WHERE upstream_id = %s AND downstream_id = %s
"""
_CURRENT = """
SELECT upstream_id, downstream_id, travel_s, spread_s, basis, evidence FROM current_neighbours
ORDER BY upstream_id, downstream_id
"""
_OF_STATION = """
SELECT upstream_id = %(id)s, s.station_id, s.name, n.travel_s, n.spread_s, n.basis, n.evidence,
       n.author, nullif(n.valid_from, '-infinity'), n.recorded_at
FROM current_neighbours n
JOIN current_stations s
  ON s.station_id = CASE WHEN upstream_id = %(id)s THEN downstream_id ELSE upstream_id END
WHERE upstream_id = %(id)s OR downstream_id = %(id)s
ORDER BY 1, n.travel_s, s.station_id
"""
_NETWORKS = "SELECT station_id, network FROM stations WHERE station_id = ANY(%s)"
_VERSION = "SELECT count(*) FROM neighbours WHERE valid_from <= now()"


class Neighbour(NamedTuple):
    """A station's neighbour, and who says so since when."""

    is_downstream: bool
    station_id: str
    name: str
    travel_s: int | None
    spread_s: int | None
    basis: str
    evidence: str
    author: str
    valid_from: datetime | None
    recorded_at: datetime


def record_passages(
    connection: Connection,
    passages: Iterable[Passage],
    *,
    author: str,
    valid_from: datetime | None = None,
) -> list[Passage]:
    """Append what differs from what stands there, all or nothing, and return it.

    A passage without a time takes none away that is known.
    ``ConflictError`` where a station is not known, or the two belong to two networks;
    ``InvalidError`` where a river would flow back to where it has been.
    """
    wanted = list(passages)
    with connection.transaction():
        connection.execute(_LOCK)
        _refuse_strangers(connection, wanted)
        standing = {(p.upstream_id, p.downstream_id): p for p in current_passages(connection)}
        new = [p for p in wanted if _says_more(p, standing.get((p.upstream_id, p.downstream_id)))]
        refuse_circles([*standing.values(), *new])
        for passage in new:
            connection.execute(_ADD, (valid_from, *_row(passage, author)))
    return new


def withdraw_passage(
    connection: Connection,
    upstream_id: str,
    downstream_id: str,
    *,
    author: str,
    valid_from: datetime | None = None,
) -> None:
    """Note that two stations are no neighbours; ``NotFoundError`` when they were none."""
    done = connection.execute(_WITHDRAW, (author, valid_from, upstream_id, downstream_id))
    if not done.rowcount:
        raise NotFoundError(f"{upstream_id} → {downstream_id}: nobody has said that they are")


def current_passages(connection: Connection) -> list[Passage]:
    """Return every passage as it stands now."""
    return [
        Passage(up, down, _span(travel_s), _span(spread_s), Basis(basis), evidence)
        for up, down, travel_s, spread_s, basis, evidence in connection.execute(_CURRENT)
    ]


def neighbours_of(connection: Connection, station_id: str) -> list[Neighbour]:
    """Return a station's neighbours, those upstream first, the nearest first."""
    with connection.cursor(row_factory=args_row(Neighbour)) as cursor:
        return cursor.execute(_OF_STATION, {"id": station_id}).fetchall()


def neighbours_version(connection: Connection) -> int:
    """Return a number that changes whenever ``current_passages`` would return something else."""
    row = connection.execute(_VERSION).fetchone()
    return int(row[0]) if row else 0


def _says_more(passage: Passage, standing: Passage | None) -> bool:
    return standing is None or (passage.travel is not None and passage != standing)


def _refuse_strangers(connection: Connection, passages: Sequence[Passage]) -> None:
    ids = sorted({i for p in passages for i in (p.upstream_id, p.downstream_id)})
    network: dict[str, str] = dict(connection.execute(_NETWORKS, (ids,)).fetchall())
    for p in passages:
        for station_id in (p.upstream_id, p.downstream_id):
            if station_id not in network:
                raise ConflictError(
                    f"{p.upstream_id} → {p.downstream_id}: there is no station {station_id!r}"
                )
        if network[p.upstream_id] != network[p.downstream_id]:
            raise ConflictError(
                f"{p.upstream_id} → {p.downstream_id}: they belong to two networks, "
                f"{network[p.upstream_id]} and {network[p.downstream_id]}"
            )


def _row(p: Passage, author: str) -> tuple[object, ...]:
    times = (_seconds(p.travel), _seconds(p.spread))
    return (p.upstream_id, p.downstream_id, author, p.basis, *times, p.evidence)


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else round(span.total_seconds())


def _span(seconds: int | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)
