"""Asking JMA: the rivers of the country, our offices' warnings, and the feed of telegrams."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ingest.sources.gauges import Fault
from ingest.sources.jma.area_json import read_areas
from ingest.sources.jma.feed import Entry, read_feed
from ingest.sources.jma.flood_json import PAGE, read_floods
from ingest.sources.jma.said import NOT_LISTED, Places, Report, Said, Subject, Told
from ingest.sources.jma.telegrams import read_telegram
from ingest.sources.store import Store
from ingest.sources.web import Answer, AskLaterError, Web
from kawamori.errors import InvalidError, KawamoriError, NotFoundError, UnavailableError
from kawamori.official import ControlStatus, Kind

log = logging.getLogger(__name__)

PAGES_URL = "https://www.jma.go.jp/bosai"
FEED_URL = "https://www.data.jma.go.jp/developer/xml/feed"
INTERVAL_S = 60.0
MOST_TELEGRAMS = 40  # in one turn; the others wait for the next
TRIES = 3  # for one telegram
GONE_AFTER = timedelta(minutes=30)  # of a list without it; an empty list may be a mishap
TOPIC = "source-jma"


@dataclass(frozen=True, slots=True)
class Jma:
    """What to ask for: the offices' codes, our places, and whether the telegrams are read too."""

    offices: Sequence[str]
    places: Places
    telegrams: bool = False
    pages_url: str = PAGES_URL
    feed_url: str = FEED_URL


@dataclass(slots=True)
class JmaFeed:
    """JMA, asked once a minute; what fails in one part leaves the others."""

    jma: Jma
    web: Web
    store: Store
    _seen: set[str] = field(default_factory=set)
    _absent_since: dict[str, datetime] = field(default_factory=dict)
    _listed: frozenset[str] | None = None
    _has_caught_up: bool = False
    _waiting: dict[Subject, Said] = field(default_factory=dict)
    _tries: Counter[str] = field(default_factory=Counter)

    def ask(self, now: datetime) -> float:
        """Take what is new; raise what failed first, after everything was tried."""
        errors: list[KawamoriError] = []
        parts: list[Callable[[datetime], None]] = []
        if self.jma.places.rivers:
            parts.append(self._ask_floods)
        if self.jma.places.areas:
            parts.extend(self._asks_office(office) for office in self.jma.offices)
        if self.jma.telegrams:
            parts.append(self._ask_telegrams)
        for part in parts:
            try:
                part(now)
            except KawamoriError as error:
                errors.append(error)
        if errors:
            raise errors[0]
        return 0.0

    def close(self) -> None:
        """Let go of the database and of the service."""
        self.store.close()
        self.web.close()

    def _ask_floods(self, now: datetime) -> None:
        try:
            answer = self.web.get(f"{self.jma.pages_url}/flood/data/r8/flood_xml.json")
            if answer is not None:
                told = self._read(answer, read_floods)
                self._take(told, now)
                self._listed = None if told.doubtful else _really_listed(told)
                self.web.remember(answer)
        except KawamoriError:
            self._absent_since.clear()  # silence is no end of a warning
            raise
        self._end_what_is_gone(now)

    def _asks_office(self, office: str) -> Callable[[datetime], None]:
        def ask(now: datetime) -> None:
            answer = self.web.get(f"{self.jma.pages_url}/warning/data/r8/{office}.json")
            if answer is not None:
                self._take(self._read(answer, read_areas), now)
                self.web.remember(answer)

        return ask

    def _ask_telegrams(self, now: datetime) -> None:
        """Read the telegrams that are new in the feed: the long one the first time."""
        name = "extra.xml" if self._has_caught_up else "extra_l.xml"
        answer = self.web.get(f"{self.jma.feed_url}/{name}")
        if answer is None:
            return
        try:
            entries = read_feed(answer.body, answer.url, self.jma.offices)
        except InvalidError as error:
            self._keep(answer, str(error))
            raise
        self._seen.intersection_update(entry.url for entry in entries)
        new = [entry for entry in entries if entry.url not in self._seen]
        for entry in new[:MOST_TELEGRAMS]:
            self._read_telegram(entry)
        if len(new) > MOST_TELEGRAMS:
            return
        self._take_what_waits(now)
        self._has_caught_up = True
        self.web.remember(answer)

    def _read_telegram(self, entry: Entry) -> None:
        """Keep the newest word about each place; one that can't be had is given up after a while.

        After an outage a night's telegrams come at once: nobody is to be told at six
        of what was announced at two and ended at four.
        """
        self._tries[entry.url] += 1
        try:
            answer = self.web.get(entry.url)
            told = Told()
            if answer is not None:
                told = self._read(
                    answer, lambda body, places: read_telegram(body, places, entry.url)
                )
        except UnavailableError as error:
            if isinstance(error, AskLaterError) or self._tries[entry.url] < TRIES:
                raise
            log.warning("given up after %d tries: %s", TRIES, error)
        except (InvalidError, NotFoundError) as error:
            log.warning("%s", error)
        else:
            for said in told.said:
                before = self._waiting.setdefault(said.subject, said)
                if said.report.issued_at >= before.report.issued_at:
                    self._waiting[said.subject] = said
        self._seen.add(entry.url)
        del self._tries[entry.url]

    def _take_what_waits(self, now: datetime) -> None:
        waiting = sorted(self._waiting.values(), key=lambda said: said.report.issued_at)
        self._take(Told(tuple(waiting)), now)
        self._waiting.clear()

    def _read(self, answer: Answer, read: Callable[[bytes, Places], Told]) -> Told:
        """Read an answer; what can't be read, the whole or a part, is set aside and told."""
        try:
            told = read(answer.body, self.jma.places)
        except InvalidError as error:
            self._keep(answer, str(error))
            raise
        for each in told.doubtful:
            log.warning("%s: set aside: %s", answer.url, each.reason)
        faults = [
            Fault(each.words.encode(), f"{answer.url}: {each.reason}") for each in told.doubtful
        ]
        self.store.quarantine(TOPIC, faults)
        return told

    def _take(self, told: Told, now: datetime) -> None:
        for said in told.said:
            try:
                self.store.take(said, now)
            except InvalidError as error:
                log.warning("%s: set aside: %s", said.place, error)
                self.store.quarantine(TOPIC, [Fault(repr(said).encode(), str(error))])

    def _end_what_is_gone(self, now: datetime) -> None:
        """End what has not been listed for half an hour: its end may have passed unseen."""
        if self._listed is None:
            self._absent_since.clear()
            return
        for river in set(self.jma.places.rivers.values()):
            if river in self._listed:
                self._absent_since.pop(river, None)
            elif now - self._absent_since.setdefault(river, now) >= GONE_AFTER:
                report = Report("気象庁", now, text=NOT_LISTED, url=PAGE)
                self.store.take(Said(report, Kind.FLOOD, river, None, is_inferred=True), now)

    def _keep(self, answer: Answer, reason: str) -> None:
        self.store.quarantine(TOPIC, [Fault(answer.body, f"{answer.url}: {reason}")])


def _really_listed(told: Told) -> frozenset[str]:
    return frozenset(
        said.place for said in told.said if said.report.control_status is ControlStatus.NORMAL
    )
