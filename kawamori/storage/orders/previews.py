"""What releasing or lifting an order would say, to how many, and what speaks against it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kawamori.messages import TWO_PARTS, OrderKind, OrderMatter, segments, ucs2_units
from kawamori.messages.handoffs import HandOffText
from kawamori.orders import (
    Actor,
    OrderArea,
    OrderLevel,
    Step,
    check_step,
    needs_another,
    phrase,
)
from kawamori.people import Channel, Language
from kawamori.runs import Run
from kawamori.settings import Settings
from kawamori.storage.areas.voices import stations_of_areas
from kawamori.storage.connections import Connection
from kawamori.storage.official.standing import official_levels
from kawamori.storage.orders.costs import Cost, cost_of
from kawamori.storage.orders.releasing import areas_to_lift
from kawamori.storage.orders.rules import city_of, release_policy_of
from kawamori.storage.orders.standing import Order, find_order, standing_in
from kawamori.storage.orders.wording import matter_of_lifting, matter_of_release, words_of
from kawamori.storage.people.recipients import OF_AREAS
from kawamori.storage.telling.announcements import Announcement, announce_texts

HANDED_OVER_AFTER_S = 3600  # by alerting: what has not left by then is a person's to decide

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
class Text:
    """What one channel says in one language; ``parts`` only of a short message."""

    channel: Channel
    language: Language
    body: str
    parts: int | None
    is_fallback: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """How many read a text, in one area or, without one, in all."""

    area_id: str | None
    channel: Channel
    language: Language
    people: int
    withheld: int


@dataclass(frozen=True, slots=True)
class Warned:
    """What to think of before releasing; nothing here forbids it."""

    code: str
    message: str


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
    warnings = [*_of_texts(texts, recipients), *_of_places(areas, recipients), *_of_pace(cost)]
    if matter.kind is OrderKind.LIFT:
        warnings += _of_lifting(connection, run, areas, now)
    else:
        warnings += _of_release(connection, run, order, now)
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


def _of_pace(cost: Cost) -> Iterator[Warned]:
    if cost.drain_s is not None and cost.drain_s > HANDED_OVER_AFTER_S:
        yield Warned(
            "too_slow",
            f"the last short message leaves after {cost.drain_s / 60:.0f} minutes: what is still "
            "here after an hour is handed to a person",
        )


def _of_texts(texts: Sequence[Text], recipients: Sequence[Counted]) -> Iterator[Warned]:
    readers = Counter[tuple[Channel, Language]]()
    for each in recipients:
        if each.area_id is None:
            readers[each.channel, each.language] += each.people
    fallen: Counter[Language] = Counter()
    for text in texts:
        if text.is_fallback:
            fallen[text.language] += readers[text.channel, text.language]
        units = ucs2_units(text.body)
        if text.channel is Channel.SMS and units > TWO_PARTS:
            yield Warned("too_long", f"{text.language}: {units} units, above {TWO_PARTS}")
    for language, people in fallen.items():
        if people:
            yield Warned(
                "unverified_language",
                f"{language}: nobody has verified its terms, {people} people are sent Japanese",
            )


def _of_places(areas: Sequence[OrderArea], recipients: Sequence[Counted]) -> Iterator[Warned]:
    there = {each.area_id for each in recipients}
    if empty := [area.name for area in areas if area.area_id not in there]:
        yield Warned("nobody_there", f"nobody can be reached in {'、'.join(empty)}")


def _of_release(connection: Connection, run: Run, order: Order, now: datetime) -> Iterator[Warned]:
    """Say where others see it otherwise: JMA and the rivers' administrators, an order before."""
    official = _official_level(connection, run, order.areas, now)
    if official is not None and official != order.level:
        code = "official_is_higher" if official > order.level else "official_is_lower"
        stands = f"stands at level {official} at the most" if official else "says nothing"
        yield Warned(code, f"official information for these areas {stands}")
    for each in standing_in(connection, order.run_no, [area.area_id for area in order.areas]):
        if each.alert_level > order.level:
            name = OrderLevel(each.alert_level).name_ja
            yield Warned("lower_than_stands", f"{name} stands in {each.area_name}: this is lower")


def _of_lifting(
    connection: Connection, run: Run, areas: Sequence[OrderArea], now: datetime
) -> Iterator[Warned]:
    official = _official_level(connection, run, areas, now) or 0
    if official >= OrderLevel.ELDERLY:
        yield Warned(
            "official_is_higher",
            f"official information for these areas still stands at level {official}",
        )


def _official_level(
    connection: Connection, run: Run, areas: Sequence[OrderArea], now: datetime
) -> int | None:
    """Return the highest level in force at the areas' stations; None where they have none."""
    levels, voices = official_levels(connection, run, now), stations_of_areas(connection)
    stations = {each for area in areas for each in voices.get(area.area_id, ())}
    return max((levels.get(station_id, 0) for station_id in stations), default=None)
