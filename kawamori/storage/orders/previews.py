"""What releasing or lifting an order would say, to how many, and what speaks against it."""

from collections.abc import Sequence
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
from kawamori.people import Channel
from kawamori.runs import Run
from kawamori.settings import Settings
from kawamori.storage.connections import Connection
from kawamori.storage.orders.releasing import areas_to_lift
from kawamori.storage.orders.rules import city_of, release_policy_of
from kawamori.storage.orders.standing import Order, find_order
from kawamori.storage.orders.warnings import (
    Text,
    Warned,
    of_channels,
    of_lifting,
    of_pace,
    of_places,
    of_release,
    of_texts,
)
from kawamori.storage.orders.wording import matter_of_lifting, matter_of_release, words_of
from kawamori.storage.telling.announcements import Announcement
from kawamori.storage.telling.counting import Cost, Counted, cost_of, count_people, sms_parts
from kawamori.storage.telling.switched import channels_on


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
    area_ids = tuple(area.area_id for area in areas)
    asked = Announcement(
        order.run_no, "order", "issue", order.level, "", words.texts, area_ids, order.order_id
    )
    recipients = count_people(connection, asked, wall)
    cost = cost_of(connection, settings, run, order.level, sms_parts(asked, recipients))
    off = of_channels(channels_on(settings), recipients)
    warnings = [*off, *of_texts(texts, recipients), *of_places(areas, recipients), *of_pace(cost)]
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
