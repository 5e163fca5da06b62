"""Publish what was told to other systems: each message once, as CAP, kept as it was sent.

An order that is lifted or replaced in a part of its areas stands in the others. CAP replaces
whole alerts, so what is left is told again, for the areas that are left.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from alerting.notices import GAUGE, ORDER, deed_of, notice_of
from kawamori.canary import NETWORK as CANARY
from kawamori.cap.alerts import LEGAL_NAME, Reference
from kawamori.cap.build import Deed, Envelope, build
from kawamori.cap.signatures import Signer
from kawamori.cap.times import whole_second
from kawamori.cap.write import to_bytes, tree_of
from kawamori.errors import InvalidError
from kawamori.messages import gauge_texts
from kawamori.messages.proof import without_code
from kawamori.orders import City
from kawamori.people import Channel, Language
from kawamori.settings import PREFIX, Settings
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.orders.rules import city_of
from kawamori.storage.orders.standing import find_order
from kawamori.storage.orders.wording import matter_of_the_rest, words_of
from kawamori.storage.telling.feeds import (
    Live,
    Published,
    Told,
    all_before,
    hold_publishing,
    live_before,
    mark_published,
    next_ending,
    next_to_publish,
    next_untold,
    places,
    published_of_order,
    store_published,
    texts_of,
    told,
)
from kawamori.storage.telling.messages import matters_of

log = logging.getLogger(__name__)

LASTS = timedelta(hours=12)
AGAIN_BEFORE = timedelta(hours=1)  # its end, while it stands: readers drop what has ended
NOT_OLDER_THAN = timedelta(hours=24)  # publishing that is switched on does not tell of the past


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who publishes, and what is signed with; gauge notices are for partners unless said."""

    sender: str
    city: City
    web: str
    signer: Signer | None = None
    gauges_are_public: bool = False


def letterhead_of(settings: Settings) -> Letterhead | None:
    """Return who publishes; None where nobody is set, ``InvalidError`` for half a signature."""
    if not settings.cap_sender:
        return None
    key, certificate = settings.cap_signing_key, settings.cap_signing_certificate
    if (key is None) != (certificate is None):
        raise InvalidError(
            f"{PREFIX}CAP_SIGNING_KEY and {PREFIX}CAP_SIGNING_CERTIFICATE go together"
        )
    if not LEGAL_NAME.fullmatch(settings.cap_sender):
        raise InvalidError(f"{PREFIX}CAP_SENDER: no spaces, commas, < or & are allowed")
    signer = None
    if key is not None and certificate is not None:
        signer = Signer(key.get_secret_value().encode(), certificate.encode())
    return Letterhead(
        settings.cap_sender,
        city_of(settings),
        settings.pages_url(),
        signer,
        gauges_are_public=settings.cap_gauges_public,
    )


class Publisher:
    """Publishes one thing at a time; of several publishers one works and the others look on."""

    def __init__(self, letterhead: Letterhead, wall: Callable[[], datetime]) -> None:
        self._letterhead = letterhead
        self._wall = wall

    def step(self, connection: Connection) -> bool:
        """Publish the oldest message that waits, else what would end; False when nothing is left.

        What can't be put into CAP is skipped with an alarm: it must not keep the next waiting.
        """
        wall = self._wall()
        with unavailable_when_lost(), connection.transaction():
            if not hold_publishing(connection):
                return False
            waiting = next_to_publish(connection, wall - NOT_OLDER_THAN)
            if waiting is None:
                return self._tell_the_rest(connection, wall) or self._tell_what_ends(
                    connection, wall
                )
            try:
                with connection.transaction():
                    self._publish(connection, waiting, wall)
            except InvalidError as error:
                log.critical("message %s can't be published: %s", waiting.message_id, error)
            mark_published(connection, waiting.message_id, wall)
            while self._tell_the_rest(connection, wall):
                pass
        return True

    def _publish(self, connection: Connection, of: Told, wall: datetime) -> None:
        is_told = of.family in (ORDER, GAUGE) and of.muted_because is None
        if not is_told or of.run.network == CANARY:
            return
        deed, now = deed_of(of), of.run.now(wall)
        replaced = [] if deed is Deed.ISSUE else live_before(connection, of, now)
        if deed is Deed.RETRACT and not replaced:
            return
        self._send(connection, of, deed, of.area_ids, replaced, wall)

    def _tell_the_rest(self, connection: Connection, wall: datetime) -> bool:
        """Tell again of an order that stands where nothing published says so any more."""
        untold = next_untold(connection, wall, wall - NOT_OLDER_THAN, AGAIN_BEFORE)
        if untold is None:
            return False
        of = told(connection, untold.message_id)
        before = published_of_order(connection, of, untold.area_ids, of.run.now(wall))
        return self._send_again(connection, of, untold.area_ids, before, wall)

    def _tell_what_ends(self, connection: Connection, wall: datetime) -> bool:
        ending = next_ending(connection, wall, AGAIN_BEFORE)
        if ending is None:
            return False
        of = told(connection, ending.message_id)
        return self._send_again(connection, of, [], [ending], wall)

    def _send_again(
        self,
        connection: Connection,
        of: Told,
        area_ids: Sequence[str],
        before: Sequence[Live],
        wall: datetime,
    ) -> bool:
        try:
            with connection.transaction():
                self._send(connection, of, Deed.CHANGE, area_ids, before, wall)
        except InvalidError as error:
            log.critical("message %s can't be published again: %s", of.message_id, error)
            return False
        return True

    def _send(
        self,
        connection: Connection,
        of: Told,
        deed: Deed,
        area_ids: Sequence[str],
        replaced: Sequence[Live],
        wall: datetime,
    ) -> None:
        head, now = self._letterhead, whole_second(of.run.now(wall))
        texts = self._texts(connection, of, area_ids)
        is_public = of.family == ORDER or head.gauges_are_public
        notice = notice_of(of, deed, texts, places(connection, area_ids), is_public=is_public)
        before = all_before(connection, replaced, now)
        envelope = Envelope(
            identifier=f"urn:uuid:{uuid4()}",
            sender=head.sender,
            sender_name=head.city.name,
            sent=now,
            expires=now + LASTS,
            replaces=tuple(Reference(*each) for each in before),
            incident=of.thread,
            web=head.web,
        )
        alert = build(notice, envelope)
        root = tree_of(alert)
        published = Published(
            identifier=alert.identifier,
            deed=deed,
            scope=alert.scope,
            area_ids=area_ids,
            sender=alert.sender,
            sent=alert.sent,
            expires=envelope.expires,
            title=alert.infos[0].headline,
            summary=alert.infos[0].description,
            xml=to_bytes(head.signer.sign(root) if head.signer else root),
        )
        store_published(connection, of, published, replaced, wall)

    def _texts(
        self, connection: Connection, of: Told, area_ids: Sequence[str]
    ) -> dict[Language, str]:
        """Return a letter's words: as released, a gauge notice's own, or for what is left.

        The code that people check a message by is left out: a file is proven by its signature.
        """
        if of.family == GAUGE and of.corrected_kind is None:
            return _letters(gauge_texts(*matters_of(connection, [of.message_id])))
        if of.order_id is not None and set(area_ids) != set(of.area_ids):
            order = find_order(connection, of.order_id)
            matter = matter_of_the_rest(order, self._letterhead.city, area_ids)
            return _letters(words_of(matter).texts)
        released = texts_of(connection, of.message_id, Channel.EMAIL)
        return {language: without_code(text) for language, text in released.items()}


def _letters(texts: Mapping[tuple[Channel, Language], str]) -> dict[Language, str]:
    return {language: without_code(texts[Channel.EMAIL, language]) for language in Language}
