"""Everything of an order that belongs on paper: its texts as they were released, or would be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kawamori.orders import City, State
from kawamori.people import Channel, Language
from kawamori.storage.connections import Connection
from kawamori.storage.orders.standing import HandOff, Order, find_order
from kawamori.storage.orders.wording import matter_of_release, words_of

_TEXTS = """
SELECT message_id, channel, language, body FROM message_texts WHERE message_id = ANY (%s)
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is told at one step: texts by channel and language, and what is handed over."""

    kind: str
    at: datetime
    texts: Mapping[tuple[Channel, Language], str]
    hand_offs: tuple[HandOff, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """An order and its sheets, the newest step first; of a draft, what a release would say."""

    order: Order
    city: City
    sheets: list[Sheet]


def printed_order(connection: Connection, order_id: int, city: City, now: datetime) -> Printed:
    """Return what is to be on paper of an order at this time of its run."""
    order = find_order(connection, order_id)
    if order.state in (State.DRAFT, State.WITHDRAWN):
        return Printed(order, city, [_drafted(connection, order, city, now)])
    told = {taken.message_id: taken for taken in order.steps if taken.message_id is not None}
    texts: dict[int, dict[tuple[Channel, Language], str]] = {number: {} for number in told}
    for message_id, channel, language, body in connection.execute(_TEXTS, (list(told),)):
        texts[message_id][Channel(channel), Language(language)] = body
    sheets = [
        Sheet(
            taken.step,
            taken.at,
            texts[message_id],
            tuple(each for each in order.hand_offs if each.message_id == message_id),
        )
        for message_id, taken in reversed(told.items())
    ]
    return Printed(order, city, sheets)


def _drafted(connection: Connection, order: Order, city: City, now: datetime) -> Sheet:
    at = order.decided_at or now
    words = words_of(matter_of_release(connection, order, city, at))
    hand_offs = tuple(
        HandOff(0, 0, each.way, each.title, each.body, None, None, None) for each in words.hand_offs
    )
    return Sheet("draft", at, words.texts, hand_offs)
