"""The browsers that asked to be told, for whoever prepares to write to them."""

from collections.abc import Sequence
from typing import NamedTuple

from kawamori.errors import InvalidError
from kawamori.people import Address, Channel
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal

_AFTER = """
SELECT subscriber_id, address_encrypted FROM subscribers
WHERE channel = %s AND stopped_at IS NULL AND subscriber_id > %s
ORDER BY subscriber_id LIMIT %s
"""


class Page(NamedTuple):
    """Some addresses, and the number of the last subscriber among them."""

    addresses: Sequence[Address]
    last: int


def browsers_after(connection: Connection, seal: AddressSeal, last: int, limit: int) -> Page:
    """Return the browsers that subscribed after a subscriber's number, the oldest first.

    An address that can't be read is left out: it is refused when it is written to.
    """
    rows = connection.execute(_AFTER, (Channel.PUSH, last, limit)).fetchall()
    addresses = []
    for _, stored in rows:
        try:
            addresses.append(seal.decrypt(Channel.PUSH, stored))
        except InvalidError:
            continue
    return Page(addresses, rows[-1][0] if rows else last)
