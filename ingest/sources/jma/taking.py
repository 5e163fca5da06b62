"""What was announced, made official information: once, in order, and never older over newer.

1. What is older than the newest of its kind and place changes nothing.
2. The same name again is the same announcement, going on.
3. Another name replaces it; of the same time only a correction does.
4. An end is noted by a row that lifts it. What merely is not listed any more ends
   only what came by this way: what a person has entered, a person or JMA's own word ends.
   Listed again, it is in force again.
"""

import logging
from datetime import datetime, timedelta

from ingest.sources.jma.said import CORRECTION, NOT_LISTED, Said, Subject
from ingest.sources.shapes import storable
from kawamori.official import Announcement, ControlStatus
from kawamori.runs import ACTUAL
from kawamori.settings import Settings
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.official.entries import Entry
from kawamori.storage.official.newest import Newest, newest_official
from kawamori.storage.telling.quotes import enter_and_pass_on, lift_and_pass_on

log = logging.getLogger(__name__)

PERSON, ROLE = "気象庁（自動取得）", "source"
DRILL_LASTS = timedelta(hours=6)  # nobody lifts a drill
_LONGEST_TEXT = 4000


class Taking:
    """Holds announcements against what stands in the database, one after the other."""

    def __init__(self, connection: Connection, settings: Settings) -> None:
        self._connection = connection
        self._settings = settings
        self._heard: dict[Subject, datetime] = {}

    def take(self, said: Said, now: datetime) -> int | None:
        """Enter or lift what is new, and return its number; None for what is known.

        ``InvalidError`` for what can't be official information; ``UnavailableError`` when the
        database is away: it is to be taken again.
        """
        report = said.report
        if report.issued_at < self._heard.get(said.subject, report.issued_at):
            return None
        with unavailable_when_lost():
            number = self._settle(said, now)
        if not said.is_inferred:
            self._heard[said.subject] = report.issued_at
        return number

    def _settle(self, said: Said, now: datetime) -> int | None:
        report = said.report
        newest = newest_official(
            self._connection,
            ACTUAL,
            report.control_status,
            said.kind,
            said.place,
            by_river=said.by_river,
        )
        if newest is None:
            return self._enter(said, now) if said.name else None
        if report.issued_at < _holds_since(newest):
            return None
        if said.name is None:
            return self._lift(said, newest, now)
        return self._replace(said, newest, now)

    def _replace(self, said: Said, newest: Newest, now: datetime) -> int | None:
        """Enter what is another than stood, or stands again; of the same time a correction."""
        report = said.report
        is_same = said.name is not None and said.name.ja == newest.name
        if newest.lifted_at is None and is_same:
            return None
        if _was_inferred(newest):  # it is listed again: that it had ended was our mistake
            return self._enter(said, now, supersedes=newest.official_id)
        if report.issued_at > _holds_since(newest):
            return self._enter(said, now)
        if report.info_type == CORRECTION and newest.lifted_at is None and newest.is_alone:
            return self._enter(said, now, supersedes=newest.official_id)
        return None

    def _enter(self, said: Said, now: datetime, supersedes: int | None = None) -> int:
        assert said.name is not None  # noqa: S101 the callers have looked
        report, places = said.report, (said.place,)
        is_real = report.control_status is ControlStatus.NORMAL
        announced = Announcement(
            said.name,
            _plain(report.issuer),
            report.issued_at,
            rivers=places if said.by_river else (),
            areas=() if said.by_river else places,
            valid_until=None if is_real else report.issued_at + DRILL_LASTS,
            control_status=report.control_status,
            source_text=_plain(report.text),
            source_url=_plain(report.url),
        )
        number = enter_and_pass_on(
            self._connection, self._settings, ACTUAL, announced, _entry(now), supersedes=supersedes
        )
        mark = "" if is_real else f", {report.control_status}"
        log.info(
            "entered %s（%s）%s: official information %d", said.name.ja, said.place, mark, number
        )
        return number

    def _lift(self, said: Said, newest: Newest, now: datetime) -> int | None:
        if newest.lifted_at is not None:
            return None
        if not newest.is_alone or (said.is_inferred and newest.entered_by != PERSON):
            log.warning(
                "%s（%s）is over by JMA; a person entered it (%d), and lifts it",
                newest.name,
                said.place,
                newest.official_id,
            )
            return None
        number = lift_and_pass_on(
            self._connection,
            ACTUAL,
            newest.official_id,
            _entry(now),
            lifted_at=said.report.issued_at,
            source_text=_plain(said.report.text),
            source_url=_plain(said.report.url),
        )
        log.info("lifted %s（%s）: official information %d", newest.name, said.place, number)
        return number


def _was_inferred(newest: Newest) -> bool:
    return newest.lifted_at is not None and newest.source_text == NOT_LISTED


def _holds_since(newest: Newest) -> datetime:
    """Return since when the issuer's last word holds; that it is not listed is no word of its."""
    if newest.lifted_at is None or _was_inferred(newest):
        return newest.issued_at
    return newest.lifted_at


def _entry(now: datetime) -> Entry:
    return Entry(PERSON, ROLE, now)


def _plain(text: str) -> str:
    """Return a text as it is kept: no longer than anybody reads."""
    return storable(text)[:_LONGEST_TEXT]
