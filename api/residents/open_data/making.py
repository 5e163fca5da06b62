"""Makes the open data of a moment; what did not change since is not made again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from api.clock import Clock
from api.residents.files import File
from api.residents.open_data.areas import area_file, order_files
from api.residents.open_data.catalogue import catalogue_file
from api.residents.open_data.ledger import Entry, Ledger
from api.residents.open_data.notices import notice_files, rows_of
from api.residents.open_data.pages import OpenPages
from api.residents.open_data.sets import OFFICIAL_FIELDS
from api.residents.open_data.shelters import shelter_files
from api.residents.open_data.stations import station_files
from api.residents.open_data.tables import head, json_file, licence_of
from api.residents.shown import Shown
from kawamori.runs import Run
from kawamori.settings import Settings
from kawamori.storage.areas.map import MappedArea
from kawamori.storage.connections import Connection
from kawamori.storage.public.normal import Normal, normal_of

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
STATIONS_EVERY = timedelta(seconds=10)  # a thousand of them take a moment to make and to pack
OFFICIAL_RIGHTS = (
    "Information of the issuers that are named; quote them, and ask them for their terms."
    " 各発表機関の情報です。利用の条件は発表機関によります。"
)


@dataclass(slots=True)
class _Kept:
    """What was made of one run."""

    run: Run
    ledger: Ledger
    made_at: dict[str, datetime] = field(default_factory=dict)
    normals: Mapping[str, Normal] = field(default_factory=dict)
    entries: list[Entry] | None = None
    record: list[File] = field(default_factory=list)
    about: list[File] = field(default_factory=list)
    areas: list[File] = field(default_factory=list)
    areas_of: Sequence[MappedArea] = ()
    moving: list[File] = field(default_factory=list)
    stations: list[File] = field(default_factory=list)
    moved: object = None
    stood: object = None

    def is_due(self, what: str, every: timedelta, wall: datetime) -> bool:
        """Tell whether something was made too long ago, and note that it is made now."""
        made_at = self.made_at.get(what)
        if made_at is not None and wall - made_at < every:
            return False
        self.made_at[what] = wall
        return True


class OpenData:
    """The open data of whichever run is shown: hourly what is usual, by the minute the record."""

    def __init__(self, settings: Settings, wall: Clock, style: str = "") -> None:
        self._settings = settings
        self._wall = wall
        self._licence = licence_of(settings)
        self._pages = OpenPages(settings, style)
        self._of_run: _Kept | None = None

    def normals(self, connection: Connection, run: Run, now: datetime) -> Mapping[str, Normal]:
        """Return what is usual at each station, and its record, as known within the hour."""
        kept, wall = self._kept(run), self._wall()
        if kept.is_due("normals", HOUR, wall):
            kept.made_at["normals"] = wall - HOUR + MINUTE  # tried again then, if it breaks
            kept.normals = normal_of(connection, run, now)
            kept.made_at["normals"] = wall
        return kept.normals

    def known_normals(self, run: Run) -> Mapping[str, Normal]:
        """Return the same as it was known last, and ask nobody."""
        return self._kept(run).normals

    def make(self, connection: Connection, shown: Shown, areas: Sequence[MappedArea]) -> list[File]:
        """Return every file of open data, and the pages about it."""
        normals, kept = self.normals(connection, shown.run, shown.now), self._kept(shown.run)
        if kept.is_due("record", MINUTE, self._wall()):
            self._read_record(connection, shown, kept)
            if not kept.areas or areas != kept.areas_of:
                kept.areas = [area_file(shown, areas, self._licence)]
                kept.areas_of = list(areas)
        if not kept.about:
            about = self._pages.about(shown.run, shown.city)
            kept.about = [*about, catalogue_file(self._settings, shown.city)]
        stood = (shown.states, shown.stations, normals)
        if stood != kept.stood and kept.is_due("stations", STATIONS_EVERY, self._wall()):
            kept.stations = list(station_files(shown, normals, self._licence))
            kept.stood = stood
        # Outlines are those of the orders alone.
        moved = (shown.orders, shown.orders and areas, shown.official, shown.shelters)
        if moved != kept.moved:
            kept.moving = list(self._make_moving(shown, areas))
            kept.moved = moved
        return [*kept.stations, *kept.moving, *kept.areas, *kept.record, *kept.about]

    def _make_moving(self, shown: Shown, areas: Sequence[MappedArea]) -> Iterator[File]:
        yield from shelter_files(shown, self._licence)
        yield from order_files(shown, areas, self._licence)
        official = [{name: each[name] for name in OFFICIAL_FIELDS} for each in shown.official]
        quoted = {**head(shown, self._licence), "licence": None, "rights": OFFICIAL_RIGHTS}
        yield json_file("open/official.json", {**quoted, "official": official})

    def _read_record(self, connection: Connection, shown: Shown, kept: _Kept) -> None:
        entries = kept.ledger.read(connection, self._wall())
        if entries == kept.entries:
            return
        rows = rows_of(entries, shown.run)
        kept.record = [
            *notice_files(rows, entries, shown, self._licence),
            *self._pages.record(rows, shown.run, shown.city),
        ]
        kept.entries = entries

    def _kept(self, run: Run) -> _Kept:
        if self._of_run is None or self._of_run.run != run:
            self._of_run = _Kept(run, Ledger(run.run_no))
        return self._of_run
