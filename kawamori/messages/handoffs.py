"""What is handed over by hand to the channels that reach a whole town, in Japanese.

防災行政無線 is read aloud, with the reading beside each line; 緊急速報メール reaches every phone in
the town; Lアラート reaches broadcasters, as an entry in the prefecture's form.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kawamori.messages.broadcast import broadcast_lines, siren, unread_names
from kawamori.messages.budget import first_that_fits, ucs2_units
from kawamori.messages.clocks import JST, clock
from kawamori.messages.marks import MARKS
from kawamori.messages.order_matter import OrderKind, OrderMatter
from kawamori.messages.order_words import OrderWords
from kawamori.messages.places import cut, listed, one_line
from kawamori.messages.terms import level_term, order_term
from kawamori.messages.wording import wording
from kawamori.people import Language
from kawamori.runs import Status

MAIL_TITLE, MAIL_BODY = 15, 200  # characters of a 緊急速報メール

_DEEDS = {
    OrderKind.ISSUE: "発令",
    OrderKind.CHANGE: "発令（変更）",
    OrderKind.LIFT: "解除",
    OrderKind.CORRECT: "訂正",
    OrderKind.RETRACT: "取消",
}
_MAIL_TITLES = {
    OrderKind.ISSUE: ("{level}{order}", "{short}{order}", "{order}"),
    OrderKind.CHANGE: ("{level}{order}", "{short}{order}", "{order}"),
    OrderKind.LIFT: ("【解除】{order}", "{order}解除"),
    OrderKind.CORRECT: ("【訂正】{order}", "訂正{order}"),
    OrderKind.RETRACT: ("【取消】{order}", "取消{order}"),
}


class Way(StrEnum):
    """Where a text is handed over."""

    RADIO = "radio"  # 防災行政無線
    AREA_MAIL = "area_mail"  # 緊急速報メール
    L_ALERT = "l_alert"  # Lアラート


@dataclass(frozen=True, slots=True)
class HandOffText:
    """What is handed over at one place."""

    way: Way
    title: str
    body: str


def hand_off_texts(matter: OrderMatter) -> tuple[HandOffText, ...]:
    """Return what is to be handed over for an order, in the order in which it reaches most."""
    return (_radio(matter), emergency_mail(matter), _l_alert(matter))


def emergency_mail(matter: OrderMatter) -> HandOffText:
    """Return title and body of a 緊急速報メール, which takes no link."""
    begin = MARKS[matter.status]
    values = {
        "level": level_term(matter.alert_level).text(Language.JA),
        "short": f"レベル{matter.alert_level}",
        "order": order_term(matter.alert_level).text(Language.JA),
    }
    titles = [begin + title.format(**values) for title in _MAIL_TITLES[matter.kind]]
    body = first_that_fits(_mail_bodies(matter), MAIL_BODY - ucs2_units(begin))
    return HandOffText(Way.AREA_MAIL, first_that_fits(titles, MAIL_TITLE), begin + body)


def l_alert_entry(matter: OrderMatter) -> dict[str, str]:
    """Return the fields of an Lアラート entry, by their name in the prefecture's form."""
    at = matter.decided_at.astimezone(JST)
    level = level_term(matter.alert_level).text(Language.JA)
    begin = MARKS[matter.status]
    return {
        "種別": begin + ("実際の情報" if matter.status is Status.ACTUAL else "訓練・試験の情報"),
        "発令区分": f"{level} {order_term(matter.alert_level).text(Language.JA)}",
        "発令・解除": _DEEDS[matter.kind],
        "対象地区": "、".join(one_line(area.name) for area in matter.areas),
        "発令日時": f"{at.year}年{at.month}月{at.day}日 {at.hour}時{at.minute:02}分",
        "世帯数": _counted(matter.households, "世帯"),
        "人数": _counted(matter.people, "人"),
        "理由": begin + (one_line(matter.reason) or "未入力"),
        "発令者": f"{one_line(matter.city)}長",
    }


def _radio(matter: OrderMatter) -> HandOffText:
    lines = [f"（{siren(matter)}）", ""]
    for line in broadcast_lines(matter):
        lines += [line.text, f"　{line.reading}"]
    lines += ["", "（以上を2回くり返す）"]
    if unread := unread_names(matter):
        lines.append(f"（よみ未登録：{'、'.join(unread)}。放送前に確認する）")
    title = f"{MARKS[matter.status]}防災行政無線 放送文"
    return HandOffText(Way.RADIO, title, MARKS[matter.status] + "\n".join(lines))


def _l_alert(matter: OrderMatter) -> HandOffText:
    lines = [f"{name}：{value}" for name, value in l_alert_entry(matter).items()]
    title = f"{MARKS[matter.status]}Lアラート 入力内容"
    return HandOffText(Way.L_ALERT, title, "\n".join(lines))


def _mail_bodies(matter: OrderMatter) -> Iterator[str]:
    """Yield the body with ever fewer areas, at the end with cut names and no shelter."""
    words, say = OrderWords(matter), wording(Language.JA).say
    head = next(words.letters(Language.JA)).split("\n")[0]
    action = words.action(Language.JA)
    at = clock(matter.decided_at)
    goes_out = matter.kind not in {OrderKind.LIFT, OrderKind.RETRACT}
    shelter = f" 避難先：{one_line(matter.shelter)}" if goes_out and matter.shelter.strip() else ""
    names = [one_line(area.name) for area in matter.areas]
    for city, called, more in _shorter(one_line(matter.city), names, shelter):
        for areas in listed(called, Language.JA, "lists.more_areas"):
            where = say("order.where", city=city, areas=areas)
            yield f"{head}。{where}{at}。{action}{more}"


def _shorter(
    city: str, names: Sequence[str], shelter: str
) -> Iterator[tuple[str, Sequence[str], str]]:
    yield city, names, shelter
    yield city, names, ""
    yield cut(city), [cut(name) for name in names], ""


def _counted(number: int | None, unit: str) -> str:
    return "未入力" if number is None else f"{number}{unit}"
