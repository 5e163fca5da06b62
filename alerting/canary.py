"""Watch the canary: where its text does not arrive, staff are paged by another channel."""

import logging
from datetime import datetime, timedelta

from alerting.dispatch import Connections
from alerting.paging import Page, page_of
from kawamori.canary import Link, broken_link
from kawamori.errors import KawamoriError, UnavailableError
from kawamori.settings import Settings
from kawamori.storage.telling.canary import forget_rounds, last_rounds

log = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(hours=1)
KEPT_FOR = timedelta(days=2)
DATABASE = "the database does not answer"
BROKEN = {
    Link.BEGUN: "自己診断の水位が始まっていません / no round was played (kawamori canary)",
    Link.STORED: "観測値が届きません / nothing was stored (edge, broker, ingest)",
    Link.JUDGED: "判定が行われません / nothing was judged (alerting)",
    Link.ADDRESSED: "宛先に振り分けられません / nothing was addressed (alerting)",
    Link.ACCEPTED: "SMS事業者が受け付けません / the provider took nothing (SMS)",
    Link.REPORTED: "配信結果が戻りません / the provider reported nothing (callbacks, api)",
}


def watch_of(settings: Settings, connections: Connections) -> "CanaryWatch | None":
    """Return a watch where a canary is played; it only writes to the log without a pager."""
    return None if settings.canary_phone is None else CanaryWatch(connections, page_of(settings))


class CanaryWatch:
    """Looks at the last rounds and pages when a link breaks, stays broken, and is whole again."""

    def __init__(self, connections: Connections, page: Page) -> None:
        """``page`` takes a title and a text, and must not go the way that is watched."""
        self._connections = connections
        self._page = page
        self._broken = ""
        self._paged_at: datetime | None = None

    def look(self, now: datetime) -> None:
        """Page staff if something has to be said now; once an hour while it stays broken."""
        broken = self._broken_now(now)
        if broken:
            is_told = broken == self._broken and self._paged_at is not None
            if is_told and self._paged_at and now - self._paged_at < AGAIN_AFTER:
                return
            is_paged = self._say("【川守】自己診断 異常 / canary: BROKEN", broken)
            self._paged_at = now if is_paged else None
        elif self._broken:
            self._say("【川守】自己診断 復旧 / canary: whole again", self._broken)
            self._paged_at = None
        self._broken = broken

    def forget(self, now: datetime) -> int:
        """Delete rounds of more than two days ago; return how many."""
        with self._connections() as connection:
            return forget_rounds(connection, now - KEPT_FOR)

    def _broken_now(self, now: datetime) -> str:
        try:
            with self._connections() as connection:
                link = broken_link(last_rounds(connection), now)
        except UnavailableError:
            return DATABASE
        return BROKEN[link] if link else ""

    def _say(self, title: str, text: str) -> bool:
        """Return whether staff were paged; who was not is paged at the next look."""
        log.critical("%s: %s", title, text)
        try:
            self._page(title, text)
        except KawamoriError as error:
            log.critical("staff could not be paged: %s", error)
            return False
        return True
