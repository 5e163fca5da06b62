"""A run's orders as they stood: the steps that had been taken, and where each was in force."""

from collections.abc import Sequence
from dataclasses import replace

from kawamori.orders import State, Step
from kawamori.runs import Moment, Run
from kawamori.storage.connections import Connection
from kawamori.storage.orders.standing import Order, orders_composed


def orders_then(
    connection: Connection, run: Run, moment: Moment, *, only_open: bool, limit: int = 200
) -> list[Order]:
    """Return a run's orders as they stood, the newest first: drafts and what stood, or all."""
    orders = _restated(orders_composed(connection, run, moment.at))
    stood = [o for o in orders if not only_open or o.state in (State.DRAFT, State.RELEASED)]
    return stood[:limit]


def _restated(orders: Sequence[Order]) -> list[Order]:
    """Say anew, of orders with the steps that are known of them, where each stands.

    An area has the newest that was released for it and not retracted, until that is lifted.
    """
    released = [(taken.step_id, order) for order in orders if (taken := order.release)]
    newest: dict[str, int] = {}
    for _, order in sorted(released, key=lambda each: each[0]):
        if not any(taken.step is Step.RETRACT for taken in order.steps):
            newest.update(dict.fromkeys((area.area_id for area in order.areas), order.order_id))
    replaced_by: dict[int, list[int]] = {}
    for _, order in sorted(released, key=lambda each: each[1].order_id):
        for replaced in order.replaces:
            replaced_by.setdefault(replaced, []).append(order.order_id)
    return [
        replace(
            order,
            lifted_ids=(lifted := [a for taken in order.liftings for a in taken.area_ids]),
            standing_ids=[
                area.area_id
                for area in order.areas
                if newest.get(area.area_id) == order.order_id and area.area_id not in lifted
            ],
            replaced_by=replaced_by.get(order.order_id, []),
        )
        for order in orders
    ]
