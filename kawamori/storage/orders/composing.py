"""Composing an order: written down whole, with its areas as they are called today."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from kawamori.errors import ConflictError, NotFoundError
from kawamori.orders import (
    Actor,
    Draft,
    OrderLevel,
    Step,
    check_composer,
    check_decided,
    check_desk,
    check_district,
    check_step,
)
from kawamori.runs import Run
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.orders.standing import find_order, standing_in
from kawamori.storage.staff.offices import office_of_person
from kawamori.storage.stream import announce

_LOCK = "SELECT FROM runs WHERE run_no = %s FOR NO KEY UPDATE"
_COMPOSE = """
INSERT INTO orders (run_no, status, alert_level, name, legal_basis, reason, shelter, url,
                    decided_at, composed_at, composed_by, composed_as)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
RETURNING order_id
"""
_KNOWN = "SELECT area_id FROM offered_areas WHERE area_id = ANY (%s)"
_COVER = """
INSERT INTO order_areas (order_id, nth, area_id, name, name_en, reading, population, households)
SELECT %s, nth, area_id, name, name_en, reading, population, households
FROM unnest(%s::text[]) WITH ORDINALITY AS given (area_id, nth) JOIN current_areas USING (area_id)
"""
_REPLACE = "INSERT INTO order_replaces (order_id, replaced_id) SELECT %s, unnest(%s::bigint[])"
_STEP = """
INSERT INTO order_steps (order_id, step, person, role, at, recorded_at, note, message_id, of_step)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
RETURNING step_id
"""


def compose_order(connection: Connection, run: Run, draft: Draft, actor: Actor) -> int:
    """Store an order that nobody is told of yet, and return its number.

    ``NotFoundError`` names an area that does not exist, ``ConflictError`` an order that
    stands in one of the areas and is not among those it replaces.
    """
    check_composer(actor)
    office = office_of_person(connection, actor.person)
    check_district(actor, office.area_ids if office else (), draft.area_ids)
    if draft.decided_at is not None:
        check_decided(draft.decided_at, actor.now)
    level = draft.level
    row = (
        run.run_no,
        run.status,
        level,
        level.name_ja,
        level.legal_basis,
        draft.reason.strip(),
        draft.shelter.strip(),
        draft.url,
        draft.decided_at,
        actor.now,
        actor.person,
        actor.role,
    )
    area_ids = list(draft.area_ids)
    with connection.transaction():
        lock_orders(connection, run.run_no)
        _check_areas(connection, area_ids)
        check_replaced(connection, run.run_no, area_ids, draft.replaces)
        stored = connection.execute(_COMPOSE, row).fetchone()
        assert stored is not None  # noqa: S101 INSERT … RETURNING gives a row
        order_id = int(stored[0])
        connection.execute(_COVER, (order_id, area_ids))
        connection.execute(_REPLACE, (order_id, list(draft.replaces)))
        details = {"name": level.name_ja, "areas": area_ids, "replaces": list(draft.replaces)}
        record(connection, order_id, actor, "compose", details)
        announce(connection, run.run_no, "orders", [str(order_id)])
    return order_id


def withdraw_order(connection: Connection, order_id: int, actor: Actor, note: str = "") -> None:
    """Have a draft never released; it stays readable. A branch withdraws its own drafts."""
    check_composer(actor)
    with connection.transaction():
        order = find_order(connection, order_id)
        if actor.person != order.composed_by:
            check_desk(actor, "withdraw what somebody else composed")
        lock_orders(connection, order.run_no)
        check_step(Step.WITHDRAW, find_order(connection, order_id).state)
        take_step(connection, order_id, Step.WITHDRAW, actor, note=note)
        record(connection, order_id, actor, Step.WITHDRAW, {"note": note})
        announce(connection, order.run_no, "orders", [str(order_id)])


def lock_orders(connection: Connection, run_no: int) -> None:
    """Have nobody else compose, release or lift in a run until this transaction ends."""
    connection.execute(_LOCK, (run_no,))


def check_replaced(
    connection: Connection, run_no: int, area_ids: Sequence[str], replaces: Sequence[int]
) -> None:
    """Raise ``ConflictError`` unless exactly the orders that stand in these areas are named."""
    standing = standing_in(connection, run_no, area_ids)
    for each in standing:
        if each.order_id not in replaces:
            name = OrderLevel(each.alert_level).name_ja
            raise ConflictError(
                f"order {each.order_id}, {name}, stands in {each.area_name}: name it among those "
                "that are replaced, or leave the area out"
            )
    gone = set(replaces) - {each.order_id for each in standing}
    if gone:
        raise ConflictError(f"order {min(gone)} stands in none of these areas: compose it anew")


def take_step(
    connection: Connection,
    order_id: int,
    step: Step,
    actor: Actor,
    *,
    at: datetime | None = None,
    note: str = "",
    message_id: int | None = None,
    of_step: int | None = None,
) -> int:
    """Append a step and return its number; ``at`` is now where nothing else is known."""
    who = (actor.person, actor.role, at or actor.now, actor.now, note)
    row = connection.execute(_STEP, (order_id, step, *who, message_id, of_step)).fetchone()
    assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
    return int(row[0])


def record(
    connection: Connection, order_id: int, actor: Actor, act: str, details: Mapping[str, object]
) -> None:
    """Append the act to those that are kept of everybody."""
    record_act(connection, actor.person, actor.role, f"{act}_order", f"order/{order_id}", **details)


def _check_areas(connection: Connection, area_ids: Sequence[str]) -> None:
    known = {row[0] for row in connection.execute(_KNOWN, (list(area_ids),))}
    if unknown := [area_id for area_id in area_ids if area_id not in known]:
        raise NotFoundError(f"there is no area {unknown[0]!r}: `kawamori areas list` shows them")
