"""Releasing an order, and lifting it: the two acts by which everybody in the areas is told."""

from collections.abc import Sequence
from datetime import datetime

from kawamori.errors import ConflictError, InvalidError
from kawamori.messages import OrderMatter
from kawamori.messages.handoffs import HandOffText
from kawamori.orders import (
    Actor,
    City,
    OrderArea,
    ReleasePolicy,
    Step,
    check_after,
    check_commander,
    check_decided,
    check_phrase,
    check_step,
    phrase,
    why_alone,
)
from kawamori.storage.connections import Connection
from kawamori.storage.orders.composing import check_replaced, lock_orders, record, take_step
from kawamori.storage.orders.standing import Order, find_order, run_of_order
from kawamori.storage.orders.wording import (
    matter_of_lifting,
    matter_of_release,
    thread_of,
    words_of,
)
from kawamori.storage.stream import announce
from kawamori.storage.telling.announcements import Announcement, announce_texts

_HAND_OFF = """
INSERT INTO hand_offs (message_id, way, title, body)
SELECT %s, unnest(%s::text[]), unnest(%s::text[]), unnest(%s::text[])
"""
_LIFT = """
INSERT INTO order_lifted_areas (order_id, area_id, step_id) SELECT %s, unnest(%s::text[]), %s
"""


def release_order(
    connection: Connection,
    order_id: int,
    actor: Actor,
    *,
    city: City,
    policy: ReleasePolicy,
    typed: str,
    because: str = "",
    decided_at: datetime | None = None,
) -> None:
    """Have everybody in an order's areas be told of it, by a commander's hand.

    1. Hold all other orders of the run still, and look at this one.
    2. Ask who may: a commander, another than composed it, or the policy says one is enough.
    3. Ask whether it still replaces what it says, and whether its name was typed.
    4. Store the texts and the hand-offs as they read now, and the step with its act.
    """
    with connection.transaction():
        lock_orders(connection, run_of_order(connection, order_id))
        order = find_order(connection, order_id)
        alone = why_alone(order.level, order.composed_by, actor, policy, because)
        check_step(Step.RELEASE, order.state)
        area_ids = [area.area_id for area in order.areas]
        check_replaced(connection, order.run_no, area_ids, order.replaces)
        check_phrase(order.status, phrase(order.level, order.areas, Step.RELEASE), typed)
        at = decided_at or order.decided_at or actor.now
        check_decided(at, actor.now)
        matter = matter_of_release(connection, order, city, at)
        message_id = tell_order(connection, order, matter, area_ids)
        take_step(
            connection,
            order_id,
            Step.RELEASE,
            actor,
            at=at,
            note=alone,
            message_id=message_id,
        )
        details = {"name": order.level.name_ja, "areas": area_ids, "alone_because": alone}
        record(connection, order_id, actor, Step.RELEASE, details)
        changed = [order_id, *order.replaces]
        announce(connection, order.run_no, "orders", [str(each) for each in changed])


def lift_order(
    connection: Connection,
    order_id: int,
    actor: Actor,
    *,
    city: City,
    typed: str,
    area_ids: Sequence[str] = (),
    lifted_at: datetime | None = None,
    note: str = "",
) -> None:
    """Have everybody be told that an order is over, in some of its areas or in all where it stands.

    ``ConflictError`` where it doesn't stand in an area that is named.
    """
    check_commander(actor, Step.LIFT)
    with connection.transaction():
        lock_orders(connection, run_of_order(connection, order_id))
        order = find_order(connection, order_id)
        check_step(Step.LIFT, order.state)
        areas = areas_to_lift(order, area_ids)
        check_phrase(order.status, phrase(order.level, areas, Step.LIFT), typed)
        at = lifted_at or actor.now
        if order.release is not None:
            check_after("lifted_at", at, order.release.recorded_at, actor.now)
        ids = [area.area_id for area in areas]
        message_id = tell_order(connection, order, matter_of_lifting(order, city, areas, at), ids)
        step_id = take_step(
            connection, order_id, Step.LIFT, actor, at=at, note=note, message_id=message_id
        )
        connection.execute(_LIFT, (order_id, ids, step_id))
        record(connection, order_id, actor, Step.LIFT, {"name": order.level.name_ja, "areas": ids})
        announce(connection, order.run_no, "orders", [str(order_id)])


def areas_to_lift(order: Order, area_ids: Sequence[str]) -> list[OrderArea]:
    """Return the areas where an order is lifted: those named, or all where it stands."""
    if len(set(area_ids)) != len(area_ids):
        raise InvalidError("areas: one is named twice")
    for area_id in area_ids:
        if area_id not in order.standing_ids:
            raise ConflictError(f"order {order.order_id} does not stand in {area_id}")
    return [area for area in order.areas if area.area_id in (area_ids or order.standing_ids)]


def store_hand_offs(connection: Connection, message_id: int, given: Sequence[HandOffText]) -> None:
    """Keep what is to be handed over with a message, to be ticked off."""
    ways, titles = [each.way for each in given], [each.title for each in given]
    connection.execute(_HAND_OFF, (message_id, ways, titles, [each.body for each in given]))


def tell_order(
    connection: Connection, order: Order, matter: OrderMatter, area_ids: Sequence[str]
) -> int:
    """Store what is told, and what is handed over for the whole town; return the message."""
    words = words_of(matter)
    message_id = announce_texts(
        connection,
        Announcement(
            order.run_no,
            "order",
            matter.kind,
            order.level,
            thread_of(connection, order),
            words.texts,
            tuple(area_ids),
            order.order_id,
        ),
    )
    store_hand_offs(connection, message_id, words.hand_offs)
    return message_id
