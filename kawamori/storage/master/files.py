"""Files of stations and areas taken in as drafts: one for each thing that a row would change."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from psycopg.rows import args_row

from kawamori.errors import InvalidError, NotFoundError
from kawamori.master.checks import plain_geometry
from kawamori.master.drafts import Values, What
from kawamori.master.gauging import RUNGS
from kawamori.neighbours import Passage
from kawamori.spreadsheets import rows_of, text_of
from kawamori.storage.acts import record_act
from kawamori.storage.areas.areas import current_areas
from kawamori.storage.areas.files import read_areas, read_voices
from kawamori.storage.connections import Connection
from kawamori.storage.master.drafts import DRAFTS, Person, Proposal, add_draft, announce_master
from kawamori.storage.master.standing import standing_values
from kawamori.storage.river.cells import column_of
from kawamori.storage.river.files import Entry, read_stations

_ADD = (
    "INSERT INTO master_files (name, kind, author, same) VALUES (%s, %s, %s, %s) RETURNING file_id"
)
_LIST = """
SELECT f.file_id, f.name, f.kind, f.author, f.taken_at, f.same,
       count(d.draft_id)::int AS drafts,
       count(d.draft_id) FILTER (WHERE e.state IS NULL)::int AS open
FROM master_files f
LEFT JOIN master_drafts d USING (file_id)
LEFT JOIN master_draft_ends e USING (draft_id)
GROUP BY f.file_id ORDER BY f.file_id DESC LIMIT %s
"""
_FACTS = (
    *("name", "name_en", "river", "lat", "lon", "mode", "tidal"),
    *("interval_min", "burst_min", "dormant_h", "gauge_zero_tp_m", "datum"),
)
_LADDER = (*RUNGS, "release_m")


class MasterFile(NamedTuple):
    """A file that was taken in, and how many of its drafts still wait."""

    file_id: int
    name: str
    kind: str
    author: str
    taken_at: Any
    same: int
    drafts: int
    open: int


def take_stations(connection: Connection, raw: bytes, name: str, person: Person) -> int:
    """Draft everything that a CSV file of stations would change; return the file's number.

    A column that isn't there changes nothing. One ``InvalidError`` tells of every fault.
    """
    entries = read_stations(raw, name)
    header = next(rows_of(text_of(raw, name), name))[1]
    given = {column_of(cell) for cell in header}
    proposals: list[tuple[str, Proposal]] = []
    same = 0
    for entry in entries:
        changed = [(entry.where, each) for each in _of_entry(connection, entry, given)]
        proposals += changed
        same += not changed
    return _take(connection, "stations", name, proposals, same, person)


def take_areas(
    connection: Connection, raw: bytes, name: str, person: Person, *, withdraw_others: bool
) -> int:
    """Draft everything that a GeoJSON file of areas would change; return the file's number.

    With ``withdraw_others`` the areas that aren't in it are proposed to be withdrawn.
    """
    areas, voices = read_areas(raw, name), read_voices(raw, name)
    proposals: list[tuple[str, Proposal]] = []
    same = 0
    for area in areas:
        values = {
            **{field: getattr(area, field) for field in ("name", "name_en", "reading")},
            "municipality": area.municipality,
            "kind": area.kind.value,
            **{field: getattr(area, field) for field in ("population", "households", "risk")},
            "geometry": plain_geometry(area.shape),
            "withdrawn": False,
        }
        changed = [Proposal(What.AREA, area.area_id, values)]
        if spoken := voices.get(area.area_id):
            changed.append(Proposal(What.VOICES, area.area_id, {"station_ids": sorted(spoken)}))
        changed = [each for each in changed if _differs(connection, each)]
        proposals += [(f"{name} ({area.area_id} {area.name})", each) for each in changed]
        same += not changed
    if withdraw_others:
        kept = {area.area_id for area in areas}
        for area in current_areas(connection):
            if area.area_id not in kept:
                values = standing_values(connection, What.AREA, area.area_id) or {}
                gone = Proposal(What.AREA, area.area_id, {**values, "withdrawn": True})
                proposals.append((f"{area.area_id} {area.name}", gone))
    return _take(connection, "areas", name, proposals, same, person)


def list_files(connection: Connection, *, limit: int) -> list[MasterFile]:
    """Return the files that were taken in, the newest first."""
    with connection.cursor(row_factory=args_row(MasterFile)) as cursor:
        return cursor.execute(_LIST, (limit,)).fetchall()


def find_file(connection: Connection, file_id: int) -> MasterFile:
    """Return a file; ``NotFoundError`` when there is none of this number."""
    found = next((f for f in list_files(connection, limit=100_000) if f.file_id == file_id), None)
    if found is None:
        raise NotFoundError(f"there is no file {file_id}")
    return found


def _take(
    connection: Connection,
    kind: str,
    name: str,
    proposals: Sequence[tuple[str, Proposal]],
    same: int,
    person: Person,
) -> int:
    if not proposals:
        raise InvalidError(
            f"{name}: {same} 件とも今の値と同じで、変わるものがありません "
            "(all of it holds already: nothing would change)"
        )
    with connection.transaction():
        made = connection.execute(_ADD, (name, kind, person.name, same)).fetchone()
        assert made is not None  # noqa: S101 INSERT … RETURNING gives a row
        file_id = int(made[0])
        faults = []
        for where, proposal in proposals:
            try:
                add_draft(connection, proposal, person, file_id)
            except InvalidError as error:
                told = str(error).splitlines()[:-1]
                faults += [f"{where}: {each}" for each in told]
        if faults:
            raise InvalidError("\n".join([*faults, "保存していません (nothing was stored)"]))
        record_act(connection, *person, "administer", f"file/{file_id}", name=name, kind=kind)
        announce_master(connection, [DRAFTS])
    return file_id


def _of_entry(connection: Connection, entry: Entry, given: set[str | None]) -> Iterator[Proposal]:
    """Yield what a row of the file would change."""
    ident = entry.station.station_id
    standing = standing_values(connection, What.STATION, ident)
    facts = {field: value for field, value in _facts(entry).items() if field in given}
    ladder = {rung: getattr(entry.thresholds, rung) for rung in _LADDER}
    if standing is None:
        reference = entry.datastreams[0].reference
        whole = {**_facts(entry), "reference": reference.value if reference else None, **ladder}
        yield Proposal(What.STATION, ident, whole)
    else:
        yield from _changed(connection, What.STATION, ident, {**standing, **facts})
        before = standing_values(connection, What.THRESHOLDS, ident) or {}
        told = {rung: value for rung, value in ladder.items() if rung in given}
        if told:
            merged = {**dict.fromkeys(RUNGS), "release_m": 0.10, **before, **told}
            yield from _changed(connection, What.THRESHOLDS, ident, merged)
    if entry.sensor is not None:
        sensor = entry.sensor
        values = {
            "kind": sensor.kind.value,
            "unit": sensor.unit.value,
            "offset_m": sensor.offset_m,
            "scale": sensor.scale,
        }
        yield from _changed(connection, What.SENSOR, ident, values)
    if entry.passage is not None:
        subject = f"{ident}/{entry.passage.downstream_id}"
        yield from _of_passage(connection, subject, entry.passage)


def _of_passage(connection: Connection, subject: str, passage: Passage) -> Iterator[Proposal]:
    """Yield a neighbour that is new, or whose time the file tells otherwise."""
    before = standing_values(connection, What.NEIGHBOUR, subject)
    if before is not None and (
        passage.travel is None
        or (before["travel_min"], before["spread_min"])
        == (_minutes(passage.travel), _minutes(passage.spread))
    ):
        return
    values = {
        "travel_min": _minutes(passage.travel),
        "spread_min": _minutes(passage.spread),
        "withdrawn": False,
        "basis": passage.basis.value,
        "evidence": passage.evidence,
    }
    yield Proposal(What.NEIGHBOUR, subject, values)


def _changed(
    connection: Connection, what: What, subject: str, values: Values
) -> Iterator[Proposal]:
    proposal = Proposal(what, subject, values)
    if _differs(connection, proposal):
        yield proposal


def _differs(connection: Connection, proposal: Proposal) -> bool:
    return standing_values(connection, proposal.what, proposal.subject) != proposal.values


def _facts(entry: Entry) -> Values:
    station = entry.station
    named = ("name", "name_en", "river", "lat", "lon", "tidal", "gauge_zero_tp_m", "datum")
    values: Values = {field: getattr(station, field) for field in named}
    dormant = station.dormant_for
    values |= {
        "mode": station.mode.value,
        "interval_min": _minutes(station.interval),
        "burst_min": _minutes(station.burst_interval),
        "dormant_h": None if dormant is None else dormant / timedelta(hours=1),
    }
    return {field: values[field] for field in _FACTS}


def _minutes(span: timedelta | None) -> float | None:
    return None if span is None else span / timedelta(minutes=1)
