"""What releasing or lifting an order would say, to how many, and what speaks against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kawamori.messages import OrderKind, OrderMatter, segments
from kawamori.messages.handoffs import HandOffText
from kawamori.orders import (
    Actor,
    OrderArea,
    Step,
    check_step,
    needs_another,
    phrase,
)
from kawamori.people import Channel, Language
from kawamori.runs import Run
from kawamori.settings import Settings
from kawamori.storage.connections import Connection
from kawamori.storage.orders.costs import Cost, cost_of
from kawamori.storage.orders.releasing import areas_to_lift
from kawamori.storage.orders.rules import city_of, release_policy_of
from kawamori.storage.orders.standing import Order, find_order
from kawamori.storage.orders.warnings import (
    Counted,
    Text,
    Warned,
    of_lifting,
    of_pace,
    of_places,
    of_release,
    of_texts,
)
from kawamori.storage.orders.wording import matter_of_lifting, matter_of_release, words_of
from kawamori.storage.people.recipients import OF_AREAS
from kawamori.storage.telling.announcements import Announcement, announce_texts

_COUNT = f"""
WITH who AS MATERIALIZED ({OF_AREAS})
SELECT NULL AS area_id, channel, language, count(*) AS people, count(withheld_because) AS withheld
FROM who GROUP BY channel, language
UNION ALL
SELECT area_id, channel, language, count(*), count(withheld_because)
FROM who
JOIN subscriber_areas USING (subscriber_id)
JOIN message_areas USING (area_id)
WHERE message_id = %(message_id)s
GROUP BY area_id, channel, language
ORDER BY area_id NULLS FIRST, channel, language
"""  # noqa: S608 our own parts


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be told, to whom, and what speaks against it; ``phrase`` is what is typed."""

    order: Order
    kind: OrderKind
    phrase: str
    decided_at: datetime
    texts: list[Text]
    hand_offs: tuple[HandOffText, ...]
    recipients: list[Counted]
    cost: Cost
    warnings: list[Warned]
    needs_another: bool = False

    @property
    def people(self) -> int:
        """Return how many would be told."""
        return sum(each.people for each in self.recipients if each.area_id is None)


def preview_release(
    connection: Connection,
    settings: Settings,
    run: Run,
    order_id: int,
    actor: Actor,
    *,
    wall: datetime,
) -> Preview:
    """Return what a release would tell; ``ConflictError`` unless the order is a draft."""
    order = find_order(connection, order_id)
    check_step(Step.RELEASE, order.state)
    at, policy = order.decided_at or actor.now, release_policy_of(settings)
    matter = matter_of_release(connection, order, city_of(settings), at)
    found = _preview(connection, settings, run, order, order.areas, matter, wall)
    another = needs_another(order.level, order.composed_by, actor, policy)
    return replace(found, needs_another=another)


def preview_lifting(
    connection: Connection,
    settings: Settings,
    run: Run,
    order_id: int,
    actor: Actor,
    area_ids: Sequence[str] = (),
    *,
    wall: datetime,
) -> Preview:
    """Return what a lifting would tell; ``ConflictError`` unless the order stands there."""
    order = find_order(connection, order_id)
    check_step(Step.LIFT, order.state)
    areas = areas_to_lift(order, area_ids)
    matter = matter_of_lifting(order, city_of(settings), areas, actor.now)
    return _preview(connection, settings, run, order, areas, matter, wall)


def _preview(
    connection: Connection,
    settings: Settings,
    run: Run,
    order: Order,
    areas: Sequence[OrderArea],
    matter: OrderMatter,
    wall: datetime,
) -> Preview:
    now = run.now(wall)
    words, texts = words_of(matter), []
    for (channel, language), body in words.texts.items():
        parts = segments(body).parts if channel is Channel.SMS else None
        texts.append(Text(channel, language, body, parts, language in words.in_japanese))
    recipients = _count(connection, order, areas, words.texts, wall)
    cost = cost_of(connection, settings, run, order.level, _sms_parts(texts, recipients))
    warnings = [*of_texts(texts, recipients), *of_places(areas, recipients), *of_pace(cost)]
    if matter.kind is OrderKind.LIFT:
        warnings += of_lifting(connection, run, areas, now)
    else:
        warnings += of_release(connection, run, order, now)
    step = Step.LIFT if matter.kind is OrderKind.LIFT else Step.RELEASE
    return Preview(
        order,
        matter.kind,
        phrase(order.level, areas, step),
        matter.decided_at,
        texts,
        words.hand_offs,
        recipients,
        cost,
        warnings,
    )


def _count(
    connection: Connection,
    order: Order,
    areas: Sequence[OrderArea],
    texts: Mapping[tuple[Channel, Language], str],
    wall: datetime,
) -> list[Counted]:
    """Count by the very query that routing addresses people with; nothing of it stays."""
    area_ids = tuple(area.area_id for area in areas)
    asked = Announcement(
        order.run_no, "order", "issue", order.level, "", texts, area_ids, order.order_id
    )
    with connection.transaction(force_rollback=True):
        values = {
            "message_id": announce_texts(connection, asked),
            "run_no": order.run_no,
            "level": order.level,
            "now": wall,
        }
        rows = connection.execute(_COUNT.encode(), values).fetchall()
    return [Counted(area_id, Channel(c), Language(la), *counts) for area_id, c, la, *counts in rows]


def _sms_parts(texts: Sequence[Text], recipients: Sequence[Counted]) -> int:
    parts = {text.language: text.parts or 0 for text in texts if text.channel is Channel.SMS}
    counted = (r for r in recipients if r.area_id is None and r.channel is Channel.SMS)
    return sum(parts[each.language] * (each.people - each.withheld) for each in counted)
