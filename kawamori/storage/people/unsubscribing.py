"""People end it themselves: nothing more is sent, and what they had chosen is let go of."""

from collections.abc import Sequence
from datetime import datetime

from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.people.own_marks import forget_own_marks
from kawamori.storage.people.stop_keys import StopKeys
from kawamori.storage.people.subscribers import stop_telling_all

UNSUBSCRIBED = "unsubscribed"

_SAME_NUMBER = """
SELECT o.subscriber_id FROM subscribers s
JOIN subscribers o ON o.address_hash = s.address_hash AND o.channel IN ('sms', 'voice')
WHERE s.subscriber_id = %s AND s.channel IN ('sms', 'voice') ORDER BY 1
"""


def unsubscribe(connection: Connection, subscriber_ids: Sequence[int], now: datetime) -> None:
    """Never write to these again, until they subscribe anew."""
    with unavailable_when_lost(), connection.transaction():
        stop_telling_all(connection, subscriber_ids, UNSUBSCRIBED, now)
        forget_own_marks(connection, subscriber_ids)


def unsubscribe_phone(connection: Connection, keys: StopKeys, shown: str, now: datetime) -> None:
    """Never text or call a number again; whether it is one of somebody's is not said."""
    subscriber_id = keys.whose(shown)
    if subscriber_id is None:
        return
    with unavailable_when_lost():
        numbers = [row[0] for row in connection.execute(_SAME_NUMBER, (subscriber_id,))]
        unsubscribe(connection, numbers, now)
