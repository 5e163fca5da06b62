"""The one time line: a page of every source together, in an order that never changes.

Entries are ordered by when they became known here, then by source and number. Each source
is asked for its newest rows before a moment by an index of its own, so that a page costs
the same however long the line is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from psycopg.rows import args_row

from kawamori.chronology.entries import Cursor, Entry, Kind, Place
from kawamori.errors import NotFoundError
from kawamori.runs import Run
from kawamori.storage.chronology.names import Areas, Stations
from kawamori.storage.chronology.source import Source
from kawamori.storage.chronology.sources import SOURCES
from kawamori.storage.connections import Connection

AT_ONCE = 500  # rows that are looked through for words, a piece at a time
MOST_LOOKED_AT = 5_000  # for one page of a search
EVER = datetime(9000, 1, 1, tzinfo=UTC)
NEVER = datetime(1900, 1, 1, tzinfo=UTC)
_A_LITTLE = timedelta(seconds=1)  # clocks are converted on both sides; the exact bound follows

_VOICES = "SELECT station_id FROM area_stations WHERE area_id = %s AND removed_at IS NULL"


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries somebody looks for: known from ``since`` to before ``until``."""

    since: datetime = NEVER
    until: datetime = EVER
    kinds: frozenset[Kind] = frozenset(Kind)
    level: int | None = None
    station_id: str | None = None
    area_id: str | None = None
    person: str | None = None
    office: str | None = None
    text: str = ""


class Page(NamedTuple):
    """Entries, and where the line goes on either way; ``upto`` is how far it was looked through."""

    entries: list[Entry]
    upto: Cursor | None


class _Ask(NamedTuple):
    """Which rows are asked for: next to a cursor either way, or the one of a number."""

    sought: Sought
    at: Cursor | None = None
    forward: bool = False
    limit: int = 1
    number: int | None = None

    @property
    def way(self) -> str:
        return "ASC" if self.forward else "DESC"


class _Row(NamedTuple):
    source: str
    number: int
    at: datetime
    recorded_at: datetime
    level: int | None
    alert_level: int | None
    station_id: str | None
    area_ids: list[str] | None
    person: str | None
    role: str | None
    office: str | None
    link: str | None
    point: list[float] | None
    facts: dict[str, Any]

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.recorded_at, self.source, self.number)


def page_of(
    connection: Connection,
    run: Run,
    sought: Sought,
    *,
    after: Cursor | None = None,
    before: Cursor | None = None,
    limit: int,
    oldest_first: bool = False,
) -> Page:
    """Return the entries next to a cursor, or the newest, or oldest, of all.

    ``before`` goes back in time and ``after`` forward; at most ``limit`` are returned. A search
    for words may end before that, and go on from ``upto``; None is the end of the line.
    """
    forward = oldest_first or after is not None
    found: list[Entry] = []
    looked = 0
    at = after or before
    wanted = sought.text.casefold().split()
    piece = AT_ONCE if wanted else limit
    while True:
        rows = _rows(connection, run, _Ask(sought, at, forward, piece))
        for entry in _told(connection, run, rows):
            if all(word in _searched(entry) for word in wanted):
                found.append(entry)
                if len(found) == limit:
                    return Page(found, entry.cursor)
        if len(rows) < piece:
            return Page(found, None)
        looked += len(rows)
        at = rows[-1].cursor
        if looked >= MOST_LOOKED_AT:
            return Page(found, at)


def every_entry(connection: Connection, run: Run, sought: Sought) -> Iterator[Entry]:
    """Yield all that is sought, the oldest first, a piece at a time."""
    at: Cursor | None = None
    while True:
        page = page_of(connection, run, sought, after=at, limit=AT_ONCE, oldest_first=True)
        yield from page.entries
        if page.upto is None:
            return
        at = page.upto


def just_after(at: datetime) -> datetime:
    """Return the end of a time in which what became known at ``at`` lies."""
    return at + timedelta(microseconds=1)


def entry_of(connection: Connection, run: Run, source: str, number: int) -> Entry:
    """Return one entry; ``NotFoundError`` where the run has none of this name."""
    found = [each for each in SOURCES if each.name == source]
    rows = _rows(connection, run, _Ask(Sought(), number=number), found)
    if not rows:
        raise NotFoundError(f"there is no entry {source}-{number} in this run")
    return next(_told(connection, run, rows))


def newest_cursor(connection: Connection, run: Run) -> Cursor | None:
    """Return the place of the newest entry of a run."""
    rows = _rows(connection, run, _Ask(Sought()))
    return rows[0].cursor if rows else None


def _rows(
    connection: Connection, run: Run, ask: _Ask, sources: Sequence[Source] = SOURCES
) -> list[_Row]:
    sought = ask.sought
    voices: list[str] = []
    if sought.area_id is not None:
        voices = [row[0] for row in connection.execute(_VOICES, (sought.area_id,))]
    asked = [each for each in sources if _may_hold(each, sought)]
    if not asked:
        return []
    values = {
        "run_no": run.run_no,
        "sim_started_at": run.sim_started_at,
        "wall_started_at": run.wall_started_at,
        "speed": run.speed,
        "limit": ask.limit,
        "number": ask.number,
        "level": sought.level,
        "station_id": sought.station_id,
        "area_id": sought.area_id,
        "voices": voices,
        "person": sought.person,
        "office": sought.office,
        **_bounds(run, ask),
    }
    with connection.cursor(row_factory=args_row(_Row)) as cursor:
        return cursor.execute(_query(asked, ask).encode(), values).fetchall()


def _bounds(run: Run, ask: _Ask) -> dict[str, Any]:
    """Return between which times rows lie, and the same by the wall, a little wider."""
    since, until, at = ask.sought.since, ask.sought.until, ask.at
    if at is not None and ask.forward:
        since = max(since, at.recorded_at)
    if at is not None and not ask.forward:
        until = min(until, just_after(at.recorded_at))
    return {
        "since": since,
        "until": until,
        "wall_since": wall_of(run, since) - _A_LITTLE,
        "wall_until": wall_of(run, until) + _A_LITTLE,
        "cursor_at": at.recorded_at if at else None,
        "cursor_number": at.number if at else None,
    }


def wall_of(run: Run, at: datetime) -> datetime:
    """Return what the wall showed when it was this time in a run."""
    try:
        wall = run.wall_started_at + (at - run.sim_started_at) / run.speed
    except OverflowError:
        wall = EVER if at > run.sim_started_at else NEVER
    return min(max(wall, NEVER), EVER)


def _may_hold(source: Source, sought: Sought) -> bool:
    """Return whether rows of a source can be sought at all."""
    return (
        source.kind in sought.kinds
        and (sought.level is None or bool(source.level or source.alert_level))
        and (sought.station_id is None or source.station_id is not None)
        and (sought.area_id is None or bool(source.area_ids or source.station_id))
        and (sought.person is None or source.person is not None)
        and (sought.office is None or source.office is not None)
    )


def _query(sources: Sequence[Source], ask: _Ask) -> str:
    pieces = " UNION ALL ".join(_piece(each, ask) for each in sources)
    order = f"recorded_at {ask.way}, source {ask.way}, number {ask.way}"
    return f"SELECT * FROM ({pieces}) line ORDER BY {order} LIMIT %(limit)s"  # noqa: S608 our own


def _piece(source: Source, ask: _Ask) -> str:
    known = source.known_at
    conditions = [
        f"{known} >= %(since)s",
        f"{known} < %(until)s",
        *_sought_in(source, ask.sought),
        *_beyond(source, ask.at, forward=ask.forward),
    ]
    if ask.number is not None:
        conditions.append(f"({source.number})::bigint = %(number)s")
    if source.by_wall:
        conditions += [
            f"{source.recorded_at} >= %(wall_since)s",
            f"{source.recorded_at} <= %(wall_until)s",
        ]
    return f"""
(SELECT '{source.name}'::text COLLATE "C" AS source, ({source.number})::bigint AS number,
        {source.at or known} AS at, {known} AS recorded_at,
        ({source.level or "NULL"})::int AS level, ({source.alert_level or "NULL"})::int
          AS alert_level,
        ({source.station_id or "NULL"})::text AS station_id,
        ({source.area_ids or "NULL"})::text[] AS area_ids,
        ({source.person or "NULL"})::text AS person, ({source.role or "NULL"})::text AS role,
        ({source.office or "NULL"})::text AS office, ({source.link or "NULL"})::text AS link,
        ({source.point or "NULL"})::float8[] AS point, {source.facts} AS facts
 FROM {source.tables} AND {" AND ".join(conditions)}
 ORDER BY {source.recorded_at} {ask.way}, ({source.number})::bigint {ask.way} LIMIT %(limit)s)
"""  # noqa: S608 our own parts


def _sought_in(source: Source, sought: Sought) -> Iterator[str]:
    if sought.level is not None:
        level, alert_level = source.level or "NULL::int", source.alert_level or "NULL::int"
        yield f"greatest(({level}), ({alert_level})) >= %(level)s"
    if sought.station_id is not None:
        yield f"({source.station_id}) = %(station_id)s"
    if sought.area_id is not None:
        area_ids, station_id = source.area_ids or "NULL", source.station_id or "NULL"
        yield (
            f"(%(area_id)s = ANY (({area_ids})::text[]) OR ({station_id})::text = ANY (%(voices)s))"
        )
    if sought.person is not None:
        yield f"({source.person}) = %(person)s"
    if sought.office is not None:
        yield f"({source.office}) = %(office)s"


def _beyond(source: Source, at: Cursor | None, *, forward: bool) -> Iterator[str]:
    """Yield what a row of this source must be to lie beyond a cursor."""
    if at is None:
        return
    known = source.known_at
    than = ">" if forward else "<"
    if source.name == at.source:
        yield f"({known}, ({source.number})::bigint) {than} (%(cursor_at)s, %(cursor_number)s)"
    elif (source.name > at.source) == forward:
        yield f"{known} {than}= %(cursor_at)s"
    else:
        yield f"{known} {than} %(cursor_at)s"


def _told(connection: Connection, run: Run, rows: Sequence[_Row]) -> Iterator[Entry]:
    """Yield rows in words, with names and places as they were when each became known."""
    stations = Stations(connection, (row.station_id for row in rows if row.station_id))
    areas = Areas(connection, (each for row in rows for each in row.area_ids or ()))
    sources = {source.name: source for source in SOURCES}
    for row in rows:
        yield _entry(run, sources[row.source], row, stations, areas)


def _entry(run: Run, source: Source, row: _Row, stations: Stations, areas: Areas) -> Entry:
    wall = wall_of(run, row.recorded_at)
    named = stations.at(row.station_id, wall) if row.station_id else None
    area_ids = tuple(row.area_ids or ())
    facts = {
        **row.facts,
        "station_id": row.station_id,
        "station_name": named.name if named else "",
        "station_name_en": named.name_en if named else "",
        "river": named.river if named else "",
    }
    places: tuple[Place, ...]
    if row.point:
        places = (Place(*row.point),)
    elif named:
        places = (named.place,) if named.place else ()
    else:
        places = areas.places(area_ids, wall)
    return Entry(
        row.cursor,
        source.kind,
        row.at,
        source.tell(facts),
        row.level,
        row.alert_level,
        row.station_id,
        named.name if named else None,
        area_ids,
        places,
        row.person,
        row.role,
        row.office,
        row.link,
        row.facts,
    )


def _searched(entry: Entry) -> str:
    people = f"{entry.person or ''} {entry.office or ''}"
    return f"{entry.words.ja} {entry.words.en} {people}".casefold()
