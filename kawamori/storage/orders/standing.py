"""Orders as they are read: what was composed, what became of it, and where it stands now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row, dict_row

from kawamori.errors import NotFoundError
from kawamori.orders import OrderArea, OrderLevel, State, Step, total
from kawamori.runs import EVER, Run, Status
from kawamori.storage.connections import Connection

_ORDERS = """
WITH standing AS MATERIALIZED (
  SELECT order_id, array_agg(area_id) AS area_ids FROM standing_order_areas GROUP BY order_id
)
SELECT o.order_id, o.run_no, o.status, o.alert_level, o.reason, o.shelter, o.url, o.decided_at,
       o.composed_at, o.composed_by, o.composed_as,
       ARRAY(SELECT replaced_id FROM order_replaces r
             WHERE r.order_id = o.order_id ORDER BY replaced_id) AS replaces,
       coalesce(standing.area_ids, '{}') AS standing_ids,
       ARRAY(SELECT area_id FROM order_lifted_areas l WHERE l.order_id = o.order_id) AS lifted_ids,
       ARRAY(SELECT r.order_id FROM order_replaces r JOIN order_steps USING (order_id)
             WHERE r.replaced_id = o.order_id AND step = 'release'
             ORDER BY r.order_id) AS replaced_by
FROM orders o
LEFT JOIN standing USING (order_id)
"""
_OF_RUN = "{orders} WHERE o.run_no = %s ORDER BY o.order_id DESC LIMIT %s"
_AMONG = "{orders} WHERE o.order_id = ANY (%s) ORDER BY o.order_id DESC"
_COMPOSED = "{orders} WHERE o.run_no = %s AND o.composed_at <= %s ORDER BY o.order_id DESC"
_OPEN = """
{orders}
WHERE o.run_no = %s AND (
  standing.area_ids IS NOT NULL
  OR NOT EXISTS (SELECT FROM order_steps s
                 WHERE s.order_id = o.order_id AND s.step IN ('release', 'withdraw')))
ORDER BY o.order_id DESC LIMIT %s
"""
_ANNOUNCED = """
{orders}
WHERE o.run_no = %(run_no)s AND (
  standing.area_ids IS NOT NULL
  OR EXISTS (SELECT FROM order_steps s
             WHERE s.order_id = o.order_id AND s.step = 'lift' AND s.at >= %(since)s))
ORDER BY o.alert_level DESC, o.order_id DESC
"""
_AREAS = """
SELECT order_id, area_id, name, name_en, reading, population, households
FROM order_areas WHERE order_id = ANY (%s) ORDER BY order_id, nth
"""
_STEPS = """
SELECT s.order_id, s.step_id, s.step, s.person, s.role, s.at, s.recorded_at, s.note, s.message_id,
       s.of_step,
       ARRAY(SELECT area_id FROM order_lifted_areas l WHERE l.step_id = s.step_id) AS area_ids
FROM order_steps s WHERE s.order_id = ANY (%s) AND s.recorded_at <= %s ORDER BY s.step_id
"""
_HAND_OFFS = """
SELECT m.order_id, h.hand_off_id, h.message_id, h.way, h.title, h.body, t.person, t.at, t.note
FROM hand_offs h
JOIN messages m USING (message_id)
LEFT JOIN hand_off_ticks t ON t.hand_off_id = h.hand_off_id AND t.recorded_at <= %(at)s
WHERE m.order_id = ANY (%(ids)s)
  AND EXISTS (SELECT FROM order_steps s
              WHERE s.message_id = h.message_id AND s.recorded_at <= %(at)s)
ORDER BY h.hand_off_id
"""
_RUN_OF = "SELECT run_no FROM orders WHERE order_id = %s"
_STANDING = """
SELECT s.order_id, s.alert_level, a.area_id, a.name AS area_name
FROM standing_order_areas s
JOIN order_areas a USING (order_id, area_id)
WHERE s.run_no = %s AND s.area_id = ANY (%s)
ORDER BY s.order_id, a.nth
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that somebody took: ``at`` is when it was so, ``area_ids`` what was lifted."""

    step_id: int
    step: Step
    person: str
    role: str
    at: datetime
    recorded_at: datetime
    note: str
    message_id: int | None
    of_step: int | None
    area_ids: list[str]


@dataclass(frozen=True, slots=True)
class HandOff:
    """A text for what reaches a whole town, and who says that it was handed over."""

    hand_off_id: int
    message_id: int
    way: str
    title: str
    body: str
    ticked_by: str | None
    ticked_at: datetime | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Order:
    """An order, with everything that was done with it."""

    order_id: int
    run_no: int
    status: Status
    level: OrderLevel
    reason: str
    shelter: str
    url: str
    decided_at: datetime | None
    composed_at: datetime
    composed_by: str
    composed_as: str
    replaces: list[int]
    standing_ids: list[str]
    lifted_ids: list[str]
    replaced_by: list[int]
    areas: tuple[OrderArea, ...]
    steps: tuple[Taken, ...]
    hand_offs: tuple[HandOff, ...]

    @property
    def state(self) -> State:
        """Return how it stands."""
        done = {taken.step for taken in self.steps}
        if Step.WITHDRAW in done:
            return State.WITHDRAWN
        if Step.RELEASE not in done:
            return State.DRAFT
        if Step.RETRACT in done:
            return State.RETRACTED
        if self.standing_ids:
            return State.RELEASED
        return State.LIFTED if self.lifted_ids else State.REPLACED

    @property
    def release(self) -> Taken | None:
        """Return by whom and when it was released."""
        return next((taken for taken in self.steps if taken.step is Step.RELEASE), None)

    @property
    def liftings(self) -> list[Taken]:
        """Return every lifting, of a part or of all."""
        return [taken for taken in self.steps if taken.step is Step.LIFT]

    @property
    def endings(self) -> list[Taken]:
        """Return every lifting and the retraction, the oldest first."""
        return [taken for taken in self.steps if taken.step in (Step.LIFT, Step.RETRACT)]

    def report_of(self, taken: Taken) -> Taken | None:
        """Return the report to the governor of a release or a lifting."""
        return next((each for each in self.steps if each.of_step == taken.step_id), None)

    @property
    def population(self) -> int | None:
        """Return how many people live where it is for; None where that is not known of all."""
        return total([area.population for area in self.areas])

    @property
    def households(self) -> int | None:
        """Return how many households there are; None where that is not known of all."""
        return total([area.households for area in self.areas])


@dataclass(frozen=True, slots=True)
class Standing:
    """An order that stands in an area."""

    order_id: int
    alert_level: int
    area_id: str
    area_name: str


def orders_of_run(
    connection: Connection, run: Run, *, only_open: bool, limit: int = 200
) -> list[Order]:
    """Return a run's orders, the newest first: drafts and what stands, or all."""
    return _orders(connection, _OPEN if only_open else _OF_RUN, (run.run_no, limit))


def orders_composed(connection: Connection, run: Run, at: datetime) -> list[Order]:
    """Return a run's orders with what had been done with them by a time, the newest first.

    Where each stands is as of now.
    """
    return _orders(connection, _COMPOSED, (run.run_no, at), at)


def announced_since(connection: Connection, run: Run, since: datetime) -> list[Order]:
    """Return what stands somewhere or was lifted since then, the highest alert level first."""
    return _orders(connection, _ANNOUNCED, {"run_no": run.run_no, "since": since})


def find_order(connection: Connection, order_id: int) -> Order:
    """Return one order; ``NotFoundError`` when there is none."""
    found = _orders(connection, _AMONG, ([order_id],))
    if not found:
        raise NotFoundError(f"there is no order {order_id}")
    return found[0]


def run_of_order(connection: Connection, order_id: int) -> int:
    """Return the number of the run that an order belongs to."""
    row = connection.execute(_RUN_OF, (order_id,)).fetchone()
    if row is None:
        raise NotFoundError(f"there is no order {order_id}")
    return int(row[0])


def standing_in(connection: Connection, run_no: int, area_ids: Sequence[str]) -> list[Standing]:
    """Return what stands in areas, one row an area that has an order."""
    with connection.cursor(row_factory=class_row(Standing)) as cursor:
        return cursor.execute(_STANDING, (run_no, list(area_ids))).fetchall()


def _orders(
    connection: Connection,
    query: str,
    values: Sequence[object] | Mapping[str, object],
    at: datetime = EVER.at,
) -> list[Order]:
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(query.replace("{orders}", _ORDERS).encode(), values).fetchall()
    ids = [row["order_id"] for row in rows]
    areas, steps = _areas(connection, ids), _steps(connection, ids, at)
    hand_offs = _hand_offs(connection, ids, at)
    return [
        Order(
            status=Status(row.pop("status")),
            level=OrderLevel(row.pop("alert_level")),
            areas=tuple(areas[row["order_id"]]),
            steps=tuple(steps[row["order_id"]]),
            hand_offs=tuple(hand_offs[row["order_id"]]),
            **row,
        )
        for row in rows
    ]


def _areas(connection: Connection, ids: Sequence[int]) -> dict[int, list[OrderArea]]:
    found: dict[int, list[OrderArea]] = defaultdict(list)
    for order_id, *area in connection.execute(_AREAS, (ids,)):
        found[order_id].append(OrderArea(*area))
    return found


def _steps(connection: Connection, ids: Sequence[int], at: datetime) -> dict[int, list[Taken]]:
    found: dict[int, list[Taken]] = defaultdict(list)
    with connection.cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute(_STEPS, (ids, at)):
            found[row.pop("order_id")].append(Taken(step=Step(row.pop("step")), **row))
    return found


def _hand_offs(
    connection: Connection, ids: Sequence[int], at: datetime
) -> dict[int, list[HandOff]]:
    found: dict[int, list[HandOff]] = defaultdict(list)
    for order_id, *others in connection.execute(_HAND_OFFS, {"ids": ids, "at": at}):
        found[order_id].append(HandOff(*others))
    return found
