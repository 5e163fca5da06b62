"""What to think of before an order is released or lifted; nothing here forbids it.

Headquarters reads it in Japanese or English: each is said in both.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kawamori.messages import TWO_PARTS, ucs2_units
from kawamori.orders import OrderArea, OrderLevel
from kawamori.people import Channel, Language
from kawamori.runs import Run
from kawamori.storage.areas.voices import stations_of_areas
from kawamori.storage.connections import Connection
from kawamori.storage.official.standing import official_levels
from kawamori.storage.orders.standing import Order, standing_in
from kawamori.storage.telling.counting import Cost, Counted

OLD_AFTER = timedelta(hours=6)  # the river that a draft was composed for may be another by then
HANDED_OVER_AFTER_S = 3600  # by alerting: what has not left by then is a person's to decide


@dataclass(frozen=True, slots=True)
class Text:
    """What one channel says in one language; ``parts`` only of a short message."""

    channel: Channel
    language: Language
    body: str
    parts: int | None
    is_fallback: bool


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing to think of, in English and in Japanese."""

    code: str
    message: str
    message_ja: str


def of_texts(texts: Sequence[Text], recipients: Sequence[Counted]) -> Iterator[Warned]:
    """Say whose readers are sent Japanese, and which text is longer than its channel carries."""
    readers = Counter[tuple[Channel, Language]]()
    for each in recipients:
        if each.area_id is None:
            readers[each.channel, each.language] += each.people
    fallen = Counter[Language]()
    for text in texts:
        if text.is_fallback:
            fallen[text.language] += readers[text.channel, text.language]
    if reading := {language: people for language, people in fallen.items() if people}:
        counted = ", ".join(f"{language} {people:,}" for language, people in reading.items())
        yield Warned(
            "unverified_language",
            f"nobody has verified the terms: sent Japanese instead are {counted}",
            f"訳語が未確認のため日本語で送られる人：{counted}",
        )
    sms = [text for text in texts if text.channel is Channel.SMS]
    if long := [text.language for text in sms if ucs2_units(text.body) > TWO_PARTS]:
        yield Warned(
            "too_long",
            f"a short message is longer than two parts: {', '.join(long)}",
            f"SMSが2通分を超える言語：{', '.join(long)}",
        )


def of_channels(on: Collection[Channel], recipients: Sequence[Counted]) -> Iterator[Warned]:
    """Name the channels that are off, and how many of these people have no other."""
    off = Counter[Channel]()
    for each in recipients:
        if each.area_id is None and each.channel not in on:
            off[each.channel] += each.people
    if off:
        counted = ", ".join(f"{channel} {people:,}" for channel, people in off.items())
        yield Warned(
            "channel_off",
            f"switched off, and nobody is told over it: {counted}",
            f"停止中の経路のため届かない人：{counted}",
        )


def of_places(areas: Sequence[OrderArea], recipients: Sequence[Counted]) -> Iterator[Warned]:
    """Name the areas where nobody can be reached."""
    there = {each.area_id for each in recipients}
    if empty := "、".join(area.name for area in areas if area.area_id not in there):
        yield Warned(
            "nobody_there", f"nobody can be reached in {empty}", f"届く登録者がいない地区：{empty}"
        )


def of_pace(cost: Cost) -> Iterator[Warned]:
    """Say that the provider is too slow for so many."""
    if cost.drain_s is not None and cost.drain_s > HANDED_OVER_AFTER_S:
        minutes = f"{cost.drain_s / 60:.0f}"
        yield Warned(
            "too_slow",
            f"the last short message leaves after {minutes} minutes: what is still here after an "
            "hour is handed to a person",
            f"SMSを送り終えるまで{minutes}分。1時間で送れない分は担当者に引き渡されます",
        )


def of_release(connection: Connection, run: Run, order: Order, now: datetime) -> Iterator[Warned]:
    """Say where others see it otherwise, that it is lower than what stands, or an old draft."""
    official = _official_level(connection, run, order.areas, now)
    if official is not None and official != order.level:
        code = "official_is_higher" if official > order.level else "official_is_lower"
        en = f"stands at level {official} at the most" if official else "says nothing"
        ja = f"最大で警戒レベル{official}" if official else "なし"
        yield Warned(
            code,
            f"official information for these areas {en}",
            f"この地区に出ている気象庁・河川管理者の情報：{ja}",
        )
    standing = standing_in(connection, order.run_no, [area.area_id for area in order.areas])
    if higher := [each for each in standing if each.alert_level > order.level]:
        names = [f"{each.area_name} {OrderLevel(each.alert_level).name_ja}" for each in higher]
        yield Warned(
            "lower_than_stands",
            f"lower than what stands: {'、'.join(names)}",
            f"発令中のものより低い段階です：{'、'.join(names)}",
        )
    if now - order.composed_at > OLD_AFTER:
        hours = (now - order.composed_at) // timedelta(hours=1)
        yield Warned(
            "old_draft",
            f"it was composed {hours} hours ago: does it still say what is meant?",
            f"{hours}時間前の下書きです。内容が今の状況に合うか確かめてください",
        )


def of_lifting(
    connection: Connection, run: Run, areas: Sequence[OrderArea], now: datetime
) -> Iterator[Warned]:
    """Say that official information still stands where an order is lifted."""
    official = _official_level(connection, run, areas, now) or 0
    if official >= OrderLevel.ELDERLY:
        yield Warned(
            "official_is_higher",
            f"official information for these areas still stands at level {official}",
            f"この地区には警戒レベル{official}の情報がまだ出ています",
        )


def _official_level(
    connection: Connection, run: Run, areas: Sequence[OrderArea], now: datetime
) -> int | None:
    """Return the highest level in force at the areas' stations; None where they have none."""
    levels, voices = official_levels(connection, run, now), stations_of_areas(connection)
    stations = {each for area in areas for each in voices.get(area.area_id, ())}
    return max((levels.get(station_id, 0) for station_id in stations), default=None)
