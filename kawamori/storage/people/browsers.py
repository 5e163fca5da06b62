"""Browsers that ask to be told, change what of, and stop; a browser has no other account."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from kawamori.errors import InvalidError, NotFoundError
from kawamori.people import Address, Channel, PushEndpoint, Subscriber
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber, find_subscriber, stop_telling
from kawamori.storage.people.wishes import set_quiet_hours

UNSUBSCRIBED = "unsubscribed"

_KEEP_STATIONS = "DELETE FROM subscriptions WHERE subscriber_id = %s AND station_id <> ALL(%s)"
_KEEP_AREAS = "DELETE FROM subscriber_areas WHERE subscriber_id = %s AND area_id <> ALL(%s)"
_AFTER = """
SELECT subscriber_id, address_encrypted FROM subscribers
WHERE channel = %s AND stopped_at IS NULL AND subscriber_id > %s
ORDER BY subscriber_id LIMIT %s
"""
_LAST = "SELECT coalesce(max(subscriber_id), 0) FROM subscribers"


class Page(NamedTuple):
    """Some addresses, and the number of the last subscriber who was looked at."""

    addresses: Sequence[Address]
    last: int


def subscribe_browser(connection: Connection, seal: AddressSeal, subscriber: Subscriber) -> None:
    """Store a browser and what it wants to hear of now, in place of what it wanted before.

    ``NotFoundError`` names a station or an area that does not exist.
    """
    with unavailable_when_lost(), connection.transaction():
        number = add_subscriber(connection, seal, subscriber)
        stations = [each.station_id for each in subscriber.subscriptions]
        connection.execute(_KEEP_STATIONS, (number, stations))
        connection.execute(_KEEP_AREAS, (number, [each.area_id for each in subscriber.areas]))
        set_quiet_hours(connection, number, subscriber.quiet)


def unsubscribe_browser(
    connection: Connection, seal: AddressSeal, there: PushEndpoint, now: datetime
) -> None:
    """Never push to a browser again, until it subscribes anew; nobody is told if it ever did."""
    with unavailable_when_lost():
        try:
            number = find_subscriber(connection, seal, there, Channel.PUSH)
        except NotFoundError:
            return
        stop_telling(connection, number, UNSUBSCRIBED, now)


def browsers_after(connection: Connection, seal: AddressSeal, last: int, limit: int) -> Page:
    """Return the browsers that subscribed after a subscriber's number, the oldest first.

    An address that can't be read is left out: it is refused when it is written to.
    """
    with unavailable_when_lost():
        ((newest,),) = connection.execute(_LAST).fetchall()
        rows = connection.execute(_AFTER, (Channel.PUSH, last, limit)).fetchall()
    addresses = []
    for _, stored in rows:
        try:
            addresses.append(seal.decrypt(Channel.PUSH, stored))
        except InvalidError:
            continue
    return Page(addresses, rows[-1][0] if len(rows) == limit else newest)
