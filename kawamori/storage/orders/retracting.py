"""Taking an order back that should not have been sent, from everybody who may have read it."""

from dataclasses import dataclass
from datetime import datetime

from kawamori.errors import InvalidError
from kawamori.orders import Actor, City, Step, check_commander, check_phrase, check_step, phrase
from kawamori.storage.connections import Connection
from kawamori.storage.orders.composing import lock_orders, record, take_step
from kawamori.storage.orders.releasing import store_hand_offs, tell_order
from kawamori.storage.orders.standing import Order, find_order, run_of_order
from kawamori.storage.orders.wording import (
    Words,
    matter_of_retraction,
    matter_of_the_rest,
    words_of,
)
from kawamori.storage.stream import announce
from kawamori.storage.telling.corrections import correct_message, who_would_hear

_AGAIN = """
SELECT order_id, array_agg(area_id ORDER BY area_id) FROM (
  SELECT DISTINCT ON (a.area_id) a.area_id, o.order_id
  FROM orders o
  JOIN order_steps s ON s.order_id = o.order_id AND s.step = 'release'
  JOIN order_areas a ON a.order_id = o.order_id AND a.area_id = ANY(%(area_ids)s)
  WHERE o.run_no = %(run_no)s AND o.order_id <> %(order_id)s
    AND NOT EXISTS (SELECT FROM order_steps r WHERE r.order_id = o.order_id AND r.step = 'retract')
  ORDER BY a.area_id, s.step_id DESC
) before
WHERE NOT EXISTS (SELECT FROM order_lifted_areas l
                  WHERE l.order_id = before.order_id AND l.area_id = before.area_id)
GROUP BY order_id ORDER BY order_id
"""


@dataclass(frozen=True, slots=True)
class Again:
    """An order that stands again in these areas once the one that took over is retracted."""

    order: Order
    area_ids: list[str]


@dataclass(frozen=True, slots=True)
class Retraction:
    """What a retraction would say, to how many by channel, and how many never get the order.

    ``again`` is what would stand again: everybody in its areas is told so.
    """

    order: Order
    phrase: str
    words: Words
    to_tell: dict[str, int]
    to_cancel: int
    again: list[Again]


def preview_retraction(
    connection: Connection, order_id: int, actor: Actor, city: City
) -> Retraction:
    """Return what a retraction would do; ``ConflictError`` unless the order stands."""
    order = find_order(connection, order_id)
    check_step(Step.RETRACT, order.state)
    to_tell, to_cancel = who_would_hear(connection, order.run_no, _released(order))
    words = words_of(matter_of_retraction(order, city, actor.now))
    again = _standing_again(connection, order)
    return Retraction(order, _phrase(order), words, to_tell, to_cancel, again)


def retract_order(
    connection: Connection,
    order_id: int,
    actor: Actor,
    *,
    city: City,
    typed: str,
    because: str,
    wall: datetime,
) -> None:
    """Have everybody who may have read an order be told that it was sent in error.

    What was not sent yet never is. Where it had taken over from another order, that one
    stands again, and everybody there is told so.
    """
    check_commander(actor, Step.RETRACT)
    if not because.strip():
        raise InvalidError("a retraction has its reason: say why")
    with connection.transaction():
        lock_orders(connection, run_of_order(connection, order_id))
        order = find_order(connection, order_id)
        check_step(Step.RETRACT, order.state)
        check_phrase(order.status, _phrase(order), typed)
        words = words_of(matter_of_retraction(order, city, actor.now))
        again = _standing_again(connection, order)
        corrected = correct_message(
            connection,
            _released(order),
            Step.RETRACT,
            words.texts,
            person=actor.person,
            role=actor.role,
            reason=because,
            now=wall,
        )
        store_hand_offs(connection, corrected.message_id, words.hand_offs)
        take_step(
            connection,
            order_id,
            Step.RETRACT,
            actor,
            note=because,
            message_id=corrected.message_id,
        )
        for each in again:
            _tell_again(connection, each, city)
        details = {"name": order.level.name_ja, "because": because}
        record(connection, order_id, actor, Step.RETRACT, details)
        changed = [order_id, *order.replaces]
        announce(connection, order.run_no, "orders", [str(each) for each in changed])


def _standing_again(connection: Connection, order: Order) -> list[Again]:
    values = {
        "run_no": order.run_no,
        "order_id": order.order_id,
        "area_ids": list(order.standing_ids),
    }
    rows = connection.execute(_AGAIN, values).fetchall()
    return [Again(find_order(connection, order_id), area_ids) for order_id, area_ids in rows]


def _tell_again(connection: Connection, again: Again, city: City) -> None:
    """Tell everybody in its areas which order holds there now."""
    matter = matter_of_the_rest(again.order, city, again.area_ids)
    tell_order(connection, again.order, matter, again.area_ids)


def _phrase(order: Order) -> str:
    return phrase(order.level, order.areas, Step.RETRACT)


def _released(order: Order) -> int:
    assert order.release is not None  # noqa: S101 only what was released stands
    assert order.release.message_id is not None  # noqa: S101 a release has its message
    return order.release.message_id
