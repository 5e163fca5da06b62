"""A browser asks to be told, changes what of, stops; and says that a message was opened."""

from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import APIRouter, Depends

from api.asked import Around, Database
from api.errors import answers
from api.schemas.push import BrowserAddress, OwnMarkWanted, PushKey, PushSubscription
from api.state import Surroundings
from kawamori.errors import InvalidError, NotFoundError, UnavailableError
from kawamori.levels import GaugeLevel
from kawamori.people import (
    AreaSubscription,
    Channel,
    OwnMark,
    PushEndpoint,
    QuietHours,
    Subscriber,
    Subscription,
)
from kawamori.settings import Settings
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.browsers import subscribe_browser, unsubscribe_browser
from kawamori.storage.telling.opened import record_opened
from kawamori.vapid import public_text, read_private_key

router = APIRouter(tags=["public"], responses=answers(UnavailableError))


def _seal(around: Around) -> AddressSeal:
    return AddressSeal(around.people_key())


Seal = Annotated[AddressSeal, Depends(_seal)]


@router.get("/public/push/key", responses=answers(NotFoundError))
def push_key(around: Around) -> PushKey:
    """Return the key that browsers subscribe with; 404 where nothing is sent by push."""
    if around.settings.vapid_private_key is None or not around.settings.vapid_subject:
        raise NotFoundError("nothing is sent by push here")
    key = read_private_key(around.settings.vapid_private_key.get_secret_value())
    return PushKey(key=public_text(key))


@router.post(
    "/public/push/subscriptions",
    status_code=204,
    responses=answers(InvalidError, NotFoundError),
)
def push_subscribe(
    wanted: PushSubscription, connection: Database, around: Around, seal: Seal
) -> None:
    """Tell this browser of these areas and stations from now on, and of no others."""
    subscriber = _subscriber(wanted, around)
    subscribe_browser(connection, seal, subscriber)
    if wanted.replaces is not None and wanted.replaces.endpoint != wanted.endpoint:
        unsubscribe_browser(connection, seal, address_of(wanted.replaces), around.wall())


@router.delete("/public/push/subscriptions", status_code=204, responses=answers(InvalidError))
def push_unsubscribe(
    there: BrowserAddress, connection: Database, around: Around, seal: Seal
) -> None:
    """Tell this browser nothing more. Whether it ever subscribed is not said."""
    unsubscribe_browser(connection, seal, address_of(there), around.wall())


@router.post("/public/push/opened/{delivery_id}", status_code=204)
def push_opened(delivery_id: UUID, connection: Database, around: Around) -> None:
    """Note that somebody opened a message; its id is known to their browser alone."""
    record_opened(connection, delivery_id, around.wall())


def _subscriber(wanted: PushSubscription, around: Surroundings) -> Subscriber:
    if not (wanted.areas or wanted.stations or wanted.own_marks):
        raise InvalidError("name at least one area, station or height to be told of")
    address = address_of(wanted)
    _refuse_strangers(address, around.settings)
    level = GaugeLevel[wanted.from_level.upper()]
    yields_from = GaugeLevel[wanted.quiet_yields_from.upper()]
    return Subscriber(
        address,
        wanted.language,
        Channel.PUSH,
        tuple(Subscription(each, level) for each in wanted.stations),
        tuple(AreaSubscription(each, level) for each in wanted.areas),
        quiet=QuietHours.parse(wanted.quiet_hours, yields_from) if wanted.quiet_hours else None,
        own_marks=own_marks_of(wanted.own_marks),
    )


def own_marks_of(wanted: list[OwnMarkWanted]) -> tuple[OwnMark, ...]:
    """Return the heights that somebody named, each once."""
    return tuple(dict.fromkeys(OwnMark(each.station_id, each.stage_m) for each in wanted))


def address_of(there: BrowserAddress) -> PushEndpoint:
    """Return a browser's address; ``InvalidError`` when nothing could be sent there."""
    return PushEndpoint(there.endpoint, there.keys.p256dh, there.keys.auth)


def _refuse_strangers(address: PushEndpoint, settings: Settings) -> None:
    """Refuse what is no push service of a browser: many slow hosts would hold up everybody.

    What a name leads to is looked at again as it is connected to.
    """
    host = (urlsplit(address.endpoint).hostname or "").rstrip(".")
    known = (*settings.push_services, *settings.push_local_hosts)
    if not any(host == each or (each.startswith(".") and host.endswith(each)) for each in known):
        raise InvalidError(f"endpoint: {host} is no push service that is known here")
