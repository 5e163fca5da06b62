"""Orders as they are sent: to headquarters whole, to everybody as they were announced."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from kawamori.orders import OrderArea, State
from kawamori.runs import Moment, Run, Status
from kawamori.storage.connections import Connection
from kawamori.storage.orders.previews import Preview
from kawamori.storage.orders.retracting import Retraction
from kawamori.storage.orders.standing import Order, announced_since, orders_of_run
from kawamori.storage.past.orders import orders_then

LIFTED_FOR = timedelta(hours=24)  # that long everybody is told that an order is over

_encode = msgspec.json.Encoder().encode


def hq_orders(connection: Connection, run: Run, now: datetime, *, only_open: bool = True) -> bytes:
    """Return a run's orders as headquarters sees them."""
    orders = orders_of_run(connection, run, only_open=only_open)
    return _encode({**_head(run, now), "orders": [_order(order) for order in orders]})


def hq_orders_then(
    connection: Connection, run: Run, moment: Moment, *, only_open: bool = True
) -> bytes:
    """Return a run's orders as headquarters saw them at a moment."""
    orders = orders_then(connection, run, moment, only_open=only_open)
    return _encode({**_head(run, moment.at), "orders": [_order(order) for order in orders]})


def public_orders(connection: Connection, run: Run, now: datetime) -> bytes:
    """Return what stands and what was just lifted; who composed and released it stays inside."""
    orders = announced_since(connection, run, now - LIFTED_FOR)
    return _encode({**_head(run, now), "orders": list(_announced(orders))})


def order_shown(order: Order) -> bytes:
    """Return an order with everything that was done with it."""
    return _encode(_order(order))


def _order(order: Order) -> dict[str, object]:
    release = order.release
    report = order.report_of(release) if release else None
    return {
        "order_id": order.order_id,
        "state": order.state,
        "alert_level": order.level,
        "name": order.level.name_ja,
        "legal_basis": order.level.legal_basis,
        "reason": order.reason,
        "shelter": order.shelter,
        "url": order.url,
        "areas": [_area(area, stands=area.area_id in order.standing_ids) for area in order.areas],
        "population": order.population,
        "households": order.households,
        "composed_by": order.composed_by,
        "composed_at": order.composed_at,
        "decided_at": release.at if release else order.decided_at,
        "announced_at": release.recorded_at if release else None,
        "released_by": release.person if release else None,
        "lifted_at": order.liftings[-1].at if order.state is State.LIFTED else None,
        "reported_at": report.at if report else None,
        "reported_by": report.person if report else None,
        "replaces": order.replaces,
        "replaced_by": order.replaced_by,
        "steps": [
            {
                "step_id": taken.step_id,
                "step": taken.step,
                "person": taken.person,
                "role": taken.role,
                "at": taken.at,
                "recorded_at": taken.recorded_at,
                "note": taken.note,
                "message_id": taken.message_id,
                "of_step": taken.of_step,
                "areas": taken.area_ids,
            }
            for taken in order.steps
        ],
        "hand_offs": order.hand_offs,
    }


def order_previewed(found: Preview) -> bytes:
    """Return a preview; the phrase alone is left out where nobody has to type it."""
    is_actual = found.order.status is Status.ACTUAL
    return _encode(
        {
            "order_id": found.order.order_id,
            "kind": found.kind,
            "phrase": found.phrase if is_actual else None,
            "decided_at": found.decided_at,
            "needs_another": found.needs_another,
            "texts": found.texts,
            "hand_offs": found.hand_offs,
            "recipients": found.recipients,
            "people": found.people,
            "sms_parts": found.cost.parts,
            "sms_cost_yen": found.cost.yen,
            "drain_s": found.cost.drain_s,
            "warnings": found.warnings,
        }
    )


def retraction_previewed(found: Retraction) -> bytes:
    """Return what a retraction would say, and to how many."""
    is_actual = found.order.status is Status.ACTUAL
    return _encode(
        {
            "order_id": found.order.order_id,
            "phrase": found.phrase if is_actual else None,
            "texts": [
                {"channel": channel, "language": language, "body": body}
                for (channel, language), body in found.words.texts.items()
            ],
            "hand_offs": found.words.hand_offs,
            "to_tell": found.to_tell,
            "to_cancel": found.to_cancel,
            "again": [
                {
                    "order_id": each.order.order_id,
                    "name": each.order.level.name_ja,
                    "areas": [
                        area.name for area in each.order.areas if area.area_id in each.area_ids
                    ],
                }
                for each in found.again
            ],
        }
    )


def _announced(orders: Iterable[Order]) -> Iterable[dict[str, object]]:
    """Yield each order where it stands, then each lifting where nothing has come since."""
    for order in orders:
        standing = [area for area in order.areas if area.area_id in order.standing_ids]
        if standing:
            yield _public(order, standing, None)
    for order in orders:
        for lifting in order.liftings:
            lifted = [area for area in order.areas if area.area_id in lifting.area_ids]
            yield _public(order, lifted, lifting.at)


def _public(
    order: Order, areas: Iterable[OrderArea], lifted_at: datetime | None
) -> dict[str, object]:
    assert order.release is not None  # noqa: S101 only what was announced is asked for
    return {
        "order_id": order.order_id,
        "alert_level": order.level,
        "name": order.level.name_ja,
        "areas": [
            {"area_id": area.area_id, "name": area.name, "name_en": area.name_en} for area in areas
        ],
        "announced_at": order.release.recorded_at,
        "why": order.reason,
        "shelter": order.shelter,
        "url": order.url,
        "lifted_at": lifted_at,
    }


def _area(area: OrderArea, *, stands: bool) -> dict[str, object]:
    return {
        "area_id": area.area_id,
        "name": area.name,
        "name_en": area.name_en,
        "population": area.population,
        "households": area.households,
        "stands": stands,
    }


def _head(run: Run, now: datetime) -> dict[str, object]:
    return {"now": now, "run": run.run, "status": run.status}
