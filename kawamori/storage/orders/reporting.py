"""What is done beside telling people: the report to the governor, and the hand-offs ticked off."""

from datetime import datetime

from psycopg.errors import UniqueViolation

from kawamori.errors import ConflictError, NotFoundError
from kawamori.orders import Actor, Step, check_after, check_desk, check_step
from kawamori.storage.connections import Connection
from kawamori.storage.orders.composing import lock_orders, record, take_step
from kawamori.storage.orders.standing import find_order, run_of_order
from kawamori.storage.stream import announce

_TICK = """
INSERT INTO hand_off_ticks (hand_off_id, person, role, at, recorded_at, note)
VALUES (%s, %s, %s, %s, %s, %s)
"""


def report_order(
    connection: Connection,
    order_id: int,
    actor: Actor,
    *,
    reported_at: datetime | None = None,
    note: str = "",
) -> None:
    """Note that the prefecture was told of a release, and of what ended it, if not yet reported.

    ``note`` says to whom and how. ``ConflictError`` when all of it was reported already.
    """
    check_desk(actor, "report an order")
    at = reported_at or actor.now
    with connection.transaction():
        lock_orders(connection, run_of_order(connection, order_id))
        order = find_order(connection, order_id)
        check_step(Step.REPORT, order.state)
        told = [order.release, *order.endings]
        waiting = [taken for taken in told if taken and order.report_of(taken) is None]
        if not waiting:
            raise ConflictError(
                f"order {order_id} and what became of it have been reported already"
            )
        check_after("reported_at", at, waiting[-1].recorded_at, actor.now)
        for taken in waiting:
            take_step(
                connection, order_id, Step.REPORT, actor, at=at, note=note, of_step=taken.step_id
            )
        reported = {"reported_at": at.isoformat(), "steps": [taken.step for taken in waiting]}
        record(connection, order_id, actor, Step.REPORT, {**reported, "note": note})
        announce(connection, order.run_no, "orders", [str(order_id)])


def tick_hand_off(
    connection: Connection,
    order_id: int,
    hand_off_id: int,
    actor: Actor,
    *,
    at: datetime | None = None,
    note: str = "",
) -> None:
    """Note that a person handed a text over to what reaches the whole town.

    ``ConflictError`` when somebody did before, ``NotFoundError`` when there is no such text.
    """
    check_desk(actor, "tick a hand-off")
    order = find_order(connection, order_id)
    found = [each for each in order.hand_offs if each.hand_off_id == hand_off_id]
    if not found:
        raise NotFoundError(f"order {order_id} has no hand-off {hand_off_id}")
    message_id = found[0].message_id
    told_at = next(taken.recorded_at for taken in order.steps if taken.message_id == message_id)
    at = at or actor.now
    check_after("ticked_at", at, told_at, actor.now)
    row = (hand_off_id, actor.person, actor.role, at, actor.now, note)
    try:
        with connection.transaction():
            connection.execute(_TICK, row)
            details = {"way": found[0].way, "hand_off": hand_off_id, "note": note}
            record(connection, order_id, actor, "hand_off", details)
            announce(connection, order.run_no, "orders", [str(order_id)])
    except UniqueViolation as error:
        raise ConflictError(f"hand-off {hand_off_id} was ticked off already") from error
