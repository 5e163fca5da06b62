"""One example of everything that is ever told, in a town that does not exist, for review."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from kawamori.alerts import Kind
from kawamori.levels import GaugeLevel
from kawamori.messages.corrections import (
    CorrectionKind,
    correction_of_notice,
    correction_of_official,
    correction_texts,
)
from kawamori.messages.gauge import gauge_texts
from kawamori.messages.notices import Matter
from kawamori.messages.official import OfficialMatter, official_texts
from kawamori.messages.order_matter import AreaName, OrderKind, OrderMatter
from kawamori.messages.orders import order_texts
from kawamori.messages.own import OwnMatter, own_texts
from kawamori.messages.proof import EXAMPLE, with_code
from kawamori.messages.terms import order_term
from kawamori.messages.written import Texts
from kawamori.official import NAMES, OfficialName
from kawamori.official import Kind as Hazard
from kawamori.people import Language
from kawamori.runs import Status

_AT = datetime(2026, 9, 1, 5, 20, tzinfo=UTC)
_PLACES = (
    AreaName("川辺一丁目", "Kawabe 1-chome", "かわべいっちょうめ"),
    AreaName("堤下", "Tsutsumishita", "つつみした"),
)
_URL = "https://kawabe.example.jp/h/12"
_DOWN = {OrderKind.LIFT: "解除", OrderKind.CORRECT: "訂正", OrderKind.RETRACT: "取消"}
_FIRST_ORDER = 3  # 高齢者等避難


@dataclass(frozen=True, slots=True)
class Sample:
    """The texts of one kind and level; ``alert_level`` is None for a gauge's."""

    name: str
    title: str
    alert_level: int | None
    texts: Texts


def samples(status: Status) -> Iterator[Sample]:
    """Yield an example of each kind and level, gauges first."""
    for sample in _all(status):
        yield replace(sample, texts=with_code(sample.texts, EXAMPLE))


def _all(status: Status) -> Iterator[Sample]:
    yield from _gauges(status)
    own = OwnMatter(status, 2.5, "川辺橋", "Kawabe Bridge", "川辺川", 2.53, _AT)
    yield Sample("own-reach", "自分で決めた高さに到達", None, own_texts(own))
    for level in (3, 4, 5):
        yield from _orders(status, level)
    for name in NAMES:
        if name.kind in {Hazard.FLOOD, Hazard.EARLY_NOTICE}:
            yield from _official(status, name)
    yield from _corrections(status)


def _gauges(status: Status) -> Iterator[Sample]:
    for level in list(GaugeLevel)[1:]:
        title = f"{level.name_ja} 到達"
        yield _gauge(f"gauge-raise-{level.value}", title, _matter(status, Kind.RAISE, level))
    for level in list(GaugeLevel)[1:-1]:
        title = f"{level.name_ja} まで低下"
        yield _gauge(f"gauge-ease-{level.value}", title, _matter(status, Kind.EASE, level))
    clear = _matter(status, Kind.CLEAR, GaugeLevel.NORMAL)
    yield _gauge("gauge-clear-0", "水位が下がりました", clear)
    danger = _matter(status, Kind.ESCALATE, GaugeLevel.DANGER)
    weir = Matter(
        status, Kind.RAISE, GaugeLevel.DANGER, "小滝堰", "Otaki Weir", "川辺川", 3.05, _AT
    )
    yield _gauge("gauge-gathered-4", "氾濫危険水位 2か所", danger, weir)


def _orders(status: Status, level: int) -> Iterator[Sample]:
    for kind in OrderKind:
        matter = _order(status, kind, level, level)
        title = (
            f"{_named(level)} {_DOWN.get(kind, '発令' if kind is OrderKind.ISSUE else '対象変更')}"
        )
        yield Sample(f"order-{kind.value}-{level}", title, level, order_texts(matter))
    if level > _FIRST_ORDER:
        raised = _order(status, OrderKind.CHANGE, level, level - 1)
        yield Sample(
            f"order-raise-{level}", f"{_named(level)} 引き上げ", level, order_texts(raised)
        )


def _official(status: Status, name: OfficialName) -> Iterator[Sample]:
    for is_lifted in (False, True):
        texts = official_texts(_quoted(status, name, is_lifted=is_lifted))
        what = "lift" if is_lifted else "issue"
        title = f"{name.ja} {'解除' if is_lifted else '発表'}"
        yield Sample(f"official-{what}-{name.alert_level}", title, name.alert_level, texts)


def _corrections(status: Status) -> Iterator[Sample]:
    wrong = _matter(status, Kind.RAISE, GaugeLevel.DANGER)
    flood = next(name for name in NAMES if name.code == f"{Hazard.FLOOD}_4")
    quoted = _quoted(status, flood, is_lifted=False)
    for kind in CorrectionKind:
        right = "避難判断水位に到達" if kind is CorrectionKind.CORRECT else ""
        because = "水位計の故障"
        for family, matter in (
            ("gauge", correction_of_notice(wrong, kind, right=right, because=because)),
            ("official", correction_of_official(quoted, kind, right=right, because="誤入力")),
        ):
            title = f"{matter.terms[0].text(Language.JA)} {_DOWN[OrderKind(kind.value)]}"
            level = None if family == "gauge" else flood.alert_level
            yield Sample(f"{family}-{kind.value}-4", title, level, correction_texts(matter))


def _gauge(name: str, title: str, *matters: Matter) -> Sample:
    return Sample(name, title, None, gauge_texts(*matters))


def _matter(status: Status, kind: Kind, level: GaugeLevel) -> Matter:
    stage_m = (0.62, 1.04, 2.10, 3.21, 4.12, 5.03)[level]
    return Matter(status, kind, level, "川辺橋", "Kawabe Bridge", "川辺川", stage_m, _AT)


def _order(status: Status, kind: OrderKind, level: int, previous: int) -> OrderMatter:
    return OrderMatter(
        status,
        kind,
        level,
        "川辺市",
        _PLACES,
        _AT,
        city_en="Kawabe City",
        city_reading="かわべし",
        previous_level=previous,
        shelter="川辺小学校",
        url=_URL,
        reason="川辺川の水位が上がり続けているため",
    )


def _quoted(status: Status, name: OfficialName, *, is_lifted: bool) -> OfficialMatter:
    issuer = "気象庁" if name.kind is Hazard.EARLY_NOTICE else "気象庁・静岡県"
    return OfficialMatter(status, name, issuer, _AT, ("川辺川",), is_lifted=is_lifted)


def _named(alert_level: int) -> str:
    return f"警戒レベル{alert_level} {order_term(alert_level).text(Language.JA)}"
