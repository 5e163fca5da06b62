"""Page staff for orders, quotations and corrections that could not be delivered."""

import logging

from alerting.dispatch import Connections
from alerting.paging import Page, page_of
from kawamori.errors import KawamoriError
from kawamori.settings import Settings
from kawamori.storage.telling.stranded import Stranded, stranded_announcements

log = logging.getLogger(__name__)

TITLE = "【川守】届かなかった連絡があります / not delivered"


class StrandedWatch:
    """Says once of each announcement and channel that somebody must tell its people."""

    def __init__(self, settings: Settings, connections: Connections) -> None:
        """Page by e-mail where that is set, and in the log in any case."""
        self._connections = connections
        self._page: Page = page_of(settings)
        self._told: set[tuple[int, str]] = set()

    def look(self) -> int:
        """Page what has not been said yet; return how many announcements that were.

        What the mail server does not take is tried again at the next look.
        """
        with self._connections() as connection:
            found = stranded_announcements(connection)
        new = [each for each in found if (each.message_id, each.channel) not in self._told]
        if not new:
            return 0
        text = "\n".join(map(_said, new))
        log.critical("handed over to a person: %s", text)
        try:
            self._page(TITLE, text)
        except KawamoriError:
            log.critical("staff could not be paged; trying again")
            return 0
        self._told |= {(each.message_id, each.channel) for each in new}
        return len(new)


def _said(each: Stranded) -> str:
    run = "" if each.run_no == 0 else f"（実運用ではありません・run {each.run_no}）"
    return (
        f"message {each.message_id} {each.family}/{each.kind} level {each.level} "
        f"{each.channel}: {each.people}人に未達。送信記録を確認してください。{run}"
    )
