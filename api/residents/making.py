"""Makes the snapshot's files: what moves each time, what seldom changes once a minute."""

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from api.clock import Clock
from api.facts import FactsBook
from api.residents.built import Built
from api.residents.data import now_file, places_file
from api.residents.files import File
from api.residents.open_data.making import OpenData
from api.residents.pages import Pages
from api.residents.shown import Shown, read_areas, read_shown
from api.residents.stills import PublicStills, public_stills
from api.residents.terms import terms_file
from kawamori.people import Language
from kawamori.settings import Settings
from kawamori.storage.connections import Connection
from kawamori.storage.orders.rules import city_of
from kawamori.storage.runs import find_run

if TYPE_CHECKING:
    from datetime import datetime

    from kawamori.runs import Run
    from kawamori.storage.areas.map import MappedArea

log = logging.getLogger(__name__)

PLACES_EVERY_S = 60.0

Take = Callable[[Sequence[File]], object]
Made = TypeVar("Made")


class Maker:
    """Holds what is made seldom, and makes the rest of it."""

    def __init__(self, settings: Settings, built: Built, wall: Clock) -> None:
        self._settings = settings
        self._built = built
        self._wall = wall
        self._book = FactsBook()
        self._pages = Pages(built)
        self._open = OpenData(settings, wall, built.style)
        self._run: Run | None = None
        self._stills = PublicStills()
        self._open_files: list[File] = []
        self._areas: list[MappedArea] = []
        self._seldom: list[File] = []
        self._seldom_at: datetime | None = None
        self._broken: set[str] = set()

    def make(self, connection: Connection, take: Take) -> None:
        """Hand out how things stand at once; then again, with pictures and open data made anew.

        Those take longer, and may break: news waits for neither.
        """
        shown = self._read(connection)
        pages = list(self._pages.make(shown))
        is_due = self._is_due()
        if is_due:
            self._areas = read_areas(connection, shown.run)
            self._make_seldom(shown)
        take(self._files(shown, pages))
        self._make_the_rest(connection, shown)
        if is_due:
            self._make_seldom(shown)  # what is usual, and the cameras, are known by now
        take(self._files(shown, pages))

    def _read(self, connection: Connection) -> Shown:
        run = find_run(connection, self._settings.public_run)
        if run != self._run:
            self._run, self._seldom_at = run, None
            self._stills, self._open_files = PublicStills(), []
        now = run.now(self._wall())
        return read_shown(connection, self._book, city_of(self._settings), run, now)

    def _is_due(self) -> bool:
        before = self._seldom_at
        return before is None or (self._wall() - before).total_seconds() >= PLACES_EVERY_S

    def _make_seldom(self, shown: Shown) -> None:
        usual = self._open.known_normals(shown.run)
        self._seldom = [
            places_file(shown, self._areas, usual, self._stills.cameras),
            *(terms_file(language, shown.run.status) for language in Language),
        ]
        self._seldom_at = self._wall()

    def _make_the_rest(self, connection: Connection, shown: Shown) -> None:
        folder, before = self._settings.stills_dir, self._stills
        self._stills = self._try(
            connection,
            "pictures",
            lambda: public_stills(connection, folder, shown.run, shown.now, before),
            otherwise=PublicStills(),  # nobody knows whether the ones before may still be shown
        )
        self._open_files = self._try(
            connection,
            "open data",
            lambda: self._open.make(connection, shown, self._areas),
            otherwise=self._open_files,
        )

    def _files(self, shown: Shown, pages: Sequence[File]) -> list[File]:
        return [
            now_file(shown, self._stills.cameras),
            *self._stills.files,
            *pages,
            *self._open_files,
            *self._seldom,
            *self._built.files,
        ]

    def _try(
        self, connection: Connection, what: str, make: Callable[[], Made], *, otherwise: Made
    ) -> Made:
        """Return what was made; where that broke something else, and the log says so once."""
        try:
            made = make()
        except Exception:
            if connection.closed:
                raise
            if what not in self._broken:
                log.exception("residents: making %s broke; all else is handed out", what)
            self._broken.add(what)
            return otherwise
        if what in self._broken:
            log.warning("residents: making %s works again", what)
            self._broken.discard(what)
        return made
