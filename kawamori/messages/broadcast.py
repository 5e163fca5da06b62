"""What is read out over 防災行政無線, line by line, with the reading of each beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

from kawamori.messages.clocks import spoken_clock
from kawamori.messages.order_matter import AreaName, OrderKind, OrderMatter
from kawamori.messages.places import one_line
from kawamori.messages.readings import number_in_kana, time_in_kana
from kawamori.messages.terms import level_term, order_term
from kawamori.people import Language
from kawamori.runs import Status

MOST_AREAS = 20  # said by name; outdoors nobody follows a longer list

# 水防信号の第4信号, to leave; a city's own plan may have another.
_LEAVE = "サイレン：約1分鳴らし、約5秒休み、約1分鳴らす。市の計画に別の定めがあればそれに従う"
_CHIME = "チャイム"

_ACTIONS = {
    3: (
        "お年寄りなど避難に時間がかかる方は、危険な場所から避難してください。",
        "おとしよりなどひなんにじかんがかかるかたは、きけんなばしょからひなんしてください。",
    ),
    4: (
        "危険な場所にいる方は、全員、速やかに避難してください。",
        "きけんなばしょにいるかたは、ぜんいん、すみやかにひなんしてください。",
    ),
    5: (
        "命の危険が迫っています。直ちに、少しでも安全な場所で身を守ってください。",
        "いのちのきけんがせまっています。ただちに、すこしでもあんぜんなばしょでみをまもってください。",
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line to be read out, and how it is read."""

    text: str
    reading: str


def siren(matter: OrderMatter) -> str:
    """Return what is sounded before the words."""
    in_force = matter.kind in {OrderKind.ISSUE, OrderKind.CHANGE, OrderKind.CORRECT}
    return _LEAVE if in_force and matter.alert_level > 3 else _CHIME  # noqa: PLR2004 警戒レベル3


def unread_names(matter: OrderMatter) -> list[str]:
    """Return the names whose reading nobody has entered."""
    read = [(matter.city, matter.city_reading)]
    read += [(area.name, area.reading) for area in matter.areas[:MOST_AREAS]]
    return [one_line(name) for name, reading in read if not reading.strip()]


def broadcast_lines(matter: OrderMatter) -> Iterator[Line]:
    """Yield what is read out, once."""
    city = Line(one_line(matter.city), one_line(matter.city_reading or matter.city))
    name = _name(matter)
    if matter.status is not Status.ACTUAL:
        yield _DRILL
    yield from _opening(matter, name)
    yield Line(f"こちらは、{city.text}です。", f"こちらは、{city.reading}です。")
    yield from _body(matter, name)
    yield Line(f"以上、{city.text}でした。", f"いじょう、{city.reading}でした。")
    if matter.status is not Status.ACTUAL:
        yield _DRILL


_DRILL = Line("これは訓練です。訓練の放送です。", "これはくんれんです。くんれんのほうそうです。")


def _opening(matter: OrderMatter, name: Line) -> Iterator[Line]:
    """Yield what makes people listen: the order itself, or that it is over or was wrong."""
    text, reading = {
        OrderKind.LIFT: ("解除のお知らせです。", "かいじょのおしらせです。"),
        OrderKind.CORRECT: ("訂正のお知らせです。", "ていせいのおしらせです。"),
        OrderKind.RETRACT: ("取り消しのお知らせです。", "とりけしのおしらせです。"),
    }.get(matter.kind, ("緊急放送、緊急放送。", "きんきゅうほうそう、きんきゅうほうそう。"))
    yield Line(text, reading)
    if matter.kind in {OrderKind.ISSUE, OrderKind.CHANGE}:
        yield Line(f"{name.text}。{name.text}。", f"{name.reading}。{name.reading}。")


def _body(matter: OrderMatter, name: Line) -> Iterator[Line]:
    where, at, at_reading = _where(matter), "", ""
    if matter.kind not in {OrderKind.CORRECT, OrderKind.RETRACT}:
        at = f"{spoken_clock(matter.decided_at, Language.JA)}、"
        at_reading = f"{time_in_kana(matter.decided_at)}、"
    to, done, done_reading = {
        OrderKind.ISSUE: ("に", "を発令しました。", "をはつれいしました。"),
        OrderKind.CHANGE: ("に", "を発令しました。", "をはつれいしました。"),
        OrderKind.LIFT: ("の", "を解除しました。", "をかいじょしました。"),
        OrderKind.CORRECT: ("に", "を発令しています。", "をはつれいしています。"),
        OrderKind.RETRACT: ("に", "は、出ていません。", "は、でていません。"),
    }[matter.kind]
    if matter.kind in {OrderKind.CORRECT, OrderKind.RETRACT}:
        yield Line("先ほどの放送に誤りがありました。", "さきほどのほうそうにあやまりがありました。")
    yield Line(
        f"{at}{where.text}{to}、{name.text}{done}",
        f"{at_reading}{where.reading}{to}、{name.reading}{done_reading}",
    )
    if matter.kind in {OrderKind.ISSUE, OrderKind.CHANGE, OrderKind.CORRECT}:
        yield Line(*_ACTIONS[matter.alert_level])


def _name(matter: OrderMatter) -> Line:
    level, order = level_term(matter.alert_level), order_term(matter.alert_level)
    return Line(
        f"{level.text(Language.JA)}、{order.text(Language.JA)}",
        f"{level.reading}、{order.reading}",
    )


def _where(matter: OrderMatter) -> Line:
    shown, more = matter.areas[:MOST_AREAS], len(matter.areas) - MOST_AREAS
    rest = (f"、ほか{more}地区", f"、ほか{number_in_kana(more)}ちく") if more > 0 else ("", "")
    return Line(
        "、".join(one_line(area.name) for area in shown) + rest[0],
        "、".join(_read(area) for area in shown) + rest[1],
    )


def _read(area: AreaName) -> str:
    return one_line(area.reading or area.name)
