"""What a file of stations would change, and storing it: all of it or nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from psycopg.errors import UniqueViolation

from kawamori.errors import ConflictError
from kawamori.levels import Thresholds
from kawamori.stations import Datastream, Station
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.official.standing import areas_of_stations, set_station_areas
from kawamori.storage.river.files import STAGE, Entry
from kawamori.storage.river.neighbours import record_passages
from kawamori.storage.river.station_sensors import store_sensors
from kawamori.storage.river.stations import JudgedStation, judged_stations, register_station

_DATASTREAMS = "SELECT station_id, name FROM datastreams"


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one station: ``new``, or the differences; neither is no change."""

    station_id: str
    new: bool
    differences: tuple[str, ...] = ()


def store_stations(
    connection: Connection, entries: Iterable[Entry], *, author: str, dry_run: bool = False
) -> list[Change]:
    """Store what differs from what stands there, in one transaction, and return the changes.

    A dry run does the same and takes it back. ``ConflictError`` names every row that
    the database refuses; nothing is stored then.
    """
    listed = list(entries)
    with unavailable_when_lost(), connection.transaction(force_rollback=dry_run):
        stored = {each.station.station_id: each for each in judged_stations(connection)}
        known = {(row[0], row[1]) for row in connection.execute(_DATASTREAMS)}
        changes, faults = [], []
        for entry in listed:
            before = stored.get(entry.station.station_id)
            try:
                changes.append(_store(connection, entry, before, known, author))
            except (ConflictError, UniqueViolation) as error:
                faults.append(f"{entry.where}, column station_id: {_words(error)}")
        if faults:
            raise ConflictError("\n".join([*faults, "nothing was stored"]))
        places = _store_places(connection, listed, author)
        sensors = store_sensors(connection, listed, author)
        return _with(_with(changes, places), sensors)


def _store(
    connection: Connection,
    entry: Entry,
    before: JudgedStation | None,
    known: set[tuple[str, str]],
    author: str,
) -> Change:
    streams = [_as_stored(stream, before) for stream in entry.datastreams]
    added = [s.name for s in streams if (s.station_id, s.name) not in known]
    ident = entry.station.station_id
    if before is None:
        if (ident, STAGE) in known:
            raise ConflictError(f"{ident} has a datastream {STAGE} that is not judged")
        register_station(connection, entry.station, streams, entry.thresholds, author=author)
        return Change(ident, new=True)
    differences = [
        *_differences(before.station, entry.station),
        *_differences(before.datastream, streams[0]),
        *_differences(before.thresholds, entry.thresholds),
        *(f"datastream {name} added" for name in added),
    ]
    if differences:
        register_station(connection, entry.station, streams, entry.thresholds, author=author)
    return Change(ident, new=False, differences=tuple(differences))


def _store_places(
    connection: Connection, entries: Sequence[Entry], author: str
) -> dict[str, list[str]]:
    """Store what the file says of areas and neighbours, once every station is there."""
    differences: dict[str, list[str]] = {}
    standing = areas_of_stations(connection)
    for entry in entries:
        ident, areas = entry.station.station_id, list(entry.areas)
        if areas and areas != standing.get(ident):
            set_station_areas(connection, ident, areas, author=author)
            differences.setdefault(ident, []).append(f"area {';'.join(areas)}")
    given = [entry.passage for entry in entries if entry.passage]
    for p in record_passages(connection, given, author=author):
        differences.setdefault(p.upstream_id, []).append(f"downstream {p}")
    return differences


def _with(changes: list[Change], more: dict[str, list[str]]) -> list[Change]:
    return [
        c if c.new else replace(c, differences=(*c.differences, *more.get(c.station_id, ())))
        for c in changes
    ]


def _as_stored(stream: Datastream, before: JudgedStation | None) -> Datastream:
    """Keep the plausible range of the gauge, which a file does not tell of."""
    if before is None or stream.name != before.datastream.name:
        return stream
    old = before.datastream
    return replace(stream, min_plausible=old.min_plausible, max_plausible=old.max_plausible)


def _differences(
    before: Station | Datastream | Thresholds, after: Station | Datastream | Thresholds
) -> Iterator[str]:
    for field in fields(before):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            yield f"{field.name} {_shown(old)} → {_shown(new)}"


def _shown(value: object) -> str:
    return "none" if value is None or value == "" else str(value)


def _words(error: Exception) -> str:
    if isinstance(error, UniqueViolation):
        return "another datastream of this station is judged already: give the gauge its own id"
    return f"{error}: choose another id"
