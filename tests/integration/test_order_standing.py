"""An area has one order at the most, whatever was released, lifted and taken back before."""

import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from kawamori.errors import ConflictError
from kawamori.orders import Actor, City, Draft, OrderLevel, ReleasePolicy, place
from kawamori.runs import ACTUAL
from kawamori.storage.connections import connect
from kawamori.storage.orders.composing import compose_order
from kawamori.storage.orders.releasing import lift_order, release_order
from kawamori.storage.orders.retracting import retract_order
from kawamori.storage.orders.standing import announced_since, find_order, standing_in
from kawamori.testing.areas import DISTRICTS, settle_districts

if TYPE_CHECKING:
    from kawamori.storage.connections import Connection

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

NOW = datetime(2026, 9, 1, 3, 10, tzinfo=UTC)
FUMI, GORO = Actor("Fumi", "operator", NOW), Actor("Goro", "commander", NOW)
CITY, POLICY = City("川辺市"), ReleasePolicy()
AREAS = [area.area_id for area in DISTRICTS]
EMPTY = "TRUNCATE orders, messages, stream_events, acts CASCADE"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a person tries: an order for areas, or the end of one that they remember."""

    what: str
    areas: frozenset[str]
    level: OrderLevel
    nth: int


@dataclass
class Told:
    """What stands by area as people were told it: the orders of each, the newest last."""

    stack: dict[str, list[int]] = field(default_factory=lambda: {area: [] for area in AREAS})
    lifted: set[tuple[str, int]] = field(default_factory=set)

    def standing(self) -> dict[str, int]:
        newest = {area: orders[-1] for area, orders in self.stack.items() if orders}
        return {a: number for a, number in newest.items() if (a, number) not in self.lifted}


deeds = st.builds(
    Deed,
    st.sampled_from(["order", "order", "lift", "retract"]),
    st.frozensets(st.sampled_from(AREAS), min_size=1),
    st.sampled_from(OrderLevel),
    st.integers(0, 5),
)


def release(connection: "Connection", number: int) -> None:
    order = find_order(connection, number)
    typed = f"{order.level.name_ja} {place(order.areas)}"
    release_order(connection, number, GORO, city=CITY, policy=POLICY, typed=typed)


def order(connection: "Connection", deed: Deed) -> int:
    areas = tuple(sorted(deed.areas))
    standing = standing_in(connection, ACTUAL.run_no, areas)
    replaces = tuple(sorted({each.order_id for each in standing}))
    draft = Draft(deed.level, areas, "水位", replaces=replaces)
    number = compose_order(connection, ACTUAL, draft, FUMI)
    release(connection, number)
    return number


def do(connection: "Connection", deed: Deed, told: Told, orders: list[int]) -> None:
    if deed.what == "order":
        number = order(connection, deed)
        orders.append(number)
        for area in deed.areas:
            told.stack[area].append(number)
        return
    number = orders[deed.nth % len(orders)]
    shown = find_order(connection, number)
    if deed.what == "retract":
        typed = f"{shown.level.name_ja} {place(shown.areas)} 取消"
        retract_order(connection, number, GORO, city=CITY, typed=typed, because="誤り", wall=NOW)
        for stack in told.stack.values():
            if number in stack:
                stack.remove(number)
        return
    lifted = [area for area in shown.areas if area.area_id in deed.areas]
    standing = [area for area in shown.areas if area.area_id in shown.standing_ids]
    typed = f"{shown.level.name_ja} {place(lifted or standing or shown.areas)} 解除"
    ids = [area.area_id for area in lifted]
    lift_order(connection, number, GORO, city=CITY, typed=typed, area_ids=ids)
    told.lifted |= {(area, number) for area in ids or shown.standing_ids}


@settings(
    max_examples=25,
    # One database serves every example: each begins by emptying it.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(deeds, min_size=2, max_size=8))
def test_what_stands_is_what_people_were_told_last(
    connection: "Connection", done: list[Deed]
) -> None:
    if not connection.execute("SELECT FROM areas LIMIT 1").fetchall():
        settle_districts(connection)
    connection.execute(EMPTY)
    told, orders = Told(), list[int]()

    for deed in done:
        if deed.what != "order" and not orders:
            continue
        try:
            do(connection, deed, told, orders)
        except ConflictError as error:
            event(f"{deed.what}: {str(error).split(':')[0][:20]}")

    now = {s.area_id: s.order_id for s in standing_in(connection, ACTUAL.run_no, AREAS)}
    assert now == told.standing()
    shown = announced_since(connection, ACTUAL, NOW)
    assert {a: o.order_id for o in shown for a in o.standing_ids} == now


def test_of_two_who_release_for_one_place_at_the_same_moment_one_is_refused(
    connection: "Connection", database: str
) -> None:
    settle_districts(connection)
    drafts = [
        compose_order(connection, ACTUAL, Draft(level, ("kawara",), "水位"), FUMI)
        for level in (OrderLevel.EVACUATION, OrderLevel.SAFETY) * 3
    ]
    together, outcomes = threading.Barrier(len(drafts)), list[str]()

    def try_it(number: int) -> None:
        with connect(database, name="tests") as own:
            together.wait()
            try:
                release(own, number)
            except ConflictError:
                outcomes.append("refused")
            else:
                outcomes.append("released")

    threads = [threading.Thread(target=try_it, args=(number,)) for number in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused"] * 5 + ["released"]
    assert connection.execute("SELECT count(*) FROM messages").fetchone() == (1,)
