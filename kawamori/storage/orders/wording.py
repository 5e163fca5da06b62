"""What an order says, from what is stored of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kawamori.messages import AreaName, OrderKind, OrderMatter
from kawamori.messages.handoffs import HandOffText, hand_off_texts
from kawamori.messages.orders import order_texts, told_in_japanese
from kawamori.orders import City, OrderArea, total
from kawamori.people import Channel, Language
from kawamori.storage.connections import Connection
from kawamori.storage.orders.standing import Order, standing_in

_THREAD = """
SELECT min(m.thread COLLATE "C") FROM messages m
WHERE m.order_id = ANY (%s) AND m.family = 'order' AND m.corrects IS NULL
"""


@dataclass(frozen=True, slots=True)
class Words:
    """What is told by channel and language, who reads Japanese instead, what is handed over."""

    texts: Mapping[tuple[Channel, Language], str]
    in_japanese: frozenset[Language]
    hand_offs: tuple[HandOffText, ...]


def words_of(matter: OrderMatter) -> Words:
    """Return everything that is said of an order."""
    return Words(order_texts(matter), told_in_japanese(matter), hand_off_texts(matter))


def matter_of_release(
    connection: Connection, order: Order, city: City, decided_at: datetime
) -> OrderMatter:
    """Return what a release says: an order where none stood, or a change of what did."""
    standing = standing_in(connection, order.run_no, [area.area_id for area in order.areas])
    before = max((each.alert_level for each in standing), default=None)
    kind = OrderKind.CHANGE if order.replaces else OrderKind.ISSUE
    return _matter(order, city, kind, order.areas, decided_at, before)


def matter_of_lifting(
    order: Order, city: City, areas: Sequence[OrderArea], lifted_at: datetime
) -> OrderMatter:
    """Return what the lifting of an order says, in these of its areas."""
    return _matter(order, city, OrderKind.LIFT, areas, lifted_at, None)


def matter_of_the_rest(order: Order, city: City, area_ids: Sequence[str]) -> OrderMatter:
    """Return what an order says in some of its areas, where the others are over."""
    areas = [area for area in order.areas if area.area_id in area_ids]
    decided_at = order.release.at if order.release else order.composed_at
    return _matter(order, city, OrderKind.ISSUE, areas, decided_at, None)


def matter_of_retraction(order: Order, city: City, now: datetime) -> OrderMatter:
    """Return what is said when an order should not have been sent."""
    return _matter(order, city, OrderKind.RETRACT, order.areas, now, None)


def thread_of(connection: Connection, order: Order) -> str:
    """Return what the order goes on telling of: that which it takes over from, or itself."""
    ids = order.replaces if order.release is None else [order.order_id]
    row = connection.execute(_THREAD, (ids,)).fetchone()
    return str(row[0]) if row and row[0] else f"order/{order.order_id}"


def _matter(
    order: Order,
    city: City,
    kind: OrderKind,
    areas: Sequence[OrderArea],
    at: datetime,
    before: int | None,
) -> OrderMatter:
    return OrderMatter(
        status=order.status,
        kind=kind,
        alert_level=order.level,
        city=city.name,
        city_en=city.name_en,
        city_reading=city.reading,
        areas=tuple(AreaName(area.name, area.name_en, area.reading) for area in areas),
        decided_at=at,
        previous_level=before,
        shelter=order.shelter,
        url=order.url,
        reason=order.reason,
        households=total([area.households for area in areas]),
        people=total([area.population for area in areas]),
    )
