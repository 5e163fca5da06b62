"""An order on paper: all its texts on A4, Japanese first, for when the uplink is down."""

from collections.abc import Iterator
from datetime import datetime
from html import escape

from kawamori.orders import State, Step
from kawamori.paper.sheets import clock_of, page_of
from kawamori.people import Channel, Language
from kawamori.storage.orders.printing import Printed, Sheet
from kawamori.storage.orders.standing import HandOff, Order

_STATES = {
    State.DRAFT: "起案（未発令）",
    State.WITHDRAWN: "取下げ（発令せず）",
    State.RELEASED: "発令中",
    State.REPLACED: "切替済み",
    State.LIFTED: "解除済み",
    State.RETRACTED: "取消済み（誤発令）",
}
_BASES = {"56": "第56条第2項", "60-1": "第60条第1項", "60-3": "第60条第3項"}
_SHEETS = {"draft": "発令文案", "release": "発令文", "lift": "解除文", "retract": "取消文"}
_DEEDS = {Step.LIFT: "解除", Step.RETRACT: "取消"}
_WAYS = {"radio": "防災行政無線", "area_mail": "緊急速報メール", "l_alert": "Lアラート入力"}
STYLE = """
table { border-collapse: collapse; width: 100% }
th, td { border: .2mm solid #555; padding: 1mm 2mm; text-align: left; vertical-align: top }
th { width: 26mm; font-weight: 600; white-space: nowrap }
td.count { text-align: right; width: 26mm }
pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; border: .3mm solid #555;
  padding: 2mm; margin: 0; break-inside: avoid }
.tick { margin: 1mm 0 0; break-inside: avoid }
"""


def order_page(printed: Printed) -> str:
    """Return the page; it needs nothing that is not on it."""
    order = printed.order
    title = (
        f"{order.level.name_ja}（警戒レベル{order.level.value}）"
        f"第{order.order_id}号　{_STATES[order.state]}"
    )
    sheets = [part for sheet in printed.sheets for part in _sheet(sheet)]
    body = "".join([_facts(printed), _areas(order), *sheets])
    return page_of(title, body, status=order.status, style=STYLE)


def _facts(printed: Printed) -> str:
    order, release = printed.order, printed.order.release
    report = order.report_of(release) if release else None
    rows = [
        ("発令者", f"{printed.city.name}長"),
        ("根拠", f"災害対策基本法{_BASES[order.level.legal_basis]}"),
        ("理由", order.reason),
        ("避難先", order.shelter),
        ("詳細", order.url),
        ("切替元", "、".join(f"第{number}号" for number in order.replaces)),
        ("起案", _signed(order.composed_by, order.composed_at)),
        ("決定", clock_of(release.at if release else order.decided_at)),
        ("発令", _signed(release.person, release.recorded_at) if release else ""),
        ("単独の理由", release.note if release else ""),
        (
            "県への報告",
            _signed(report.person, report.at) if report else "　　　月　　日　　時　　分　報告者",
        ),
        *((_DEEDS[taken.step], _signed(taken.person, taken.at)) for taken in order.endings),
    ]
    cells = "".join(
        f"<tr><th>{name}</th><td>{escape(value)}</td></tr>" for name, value in rows if value
    )
    return f"<table>{cells}</table>"


def _areas(order: Order) -> str:
    rows = "".join(
        f"<tr><td>{escape(area.name)}（{escape(area.reading or area.area_id)}）</td>"
        f'<td class="count">{_count(area.households, "世帯")}</td>'
        f'<td class="count">{_count(area.population, "人")}</td></tr>'
        for area in order.areas
    )
    total = (
        f'<tr><td>計</td><td class="count">{_count(order.households, "世帯")}</td>'
        f'<td class="count">{_count(order.population, "人")}</td></tr>'
    )
    return f"<h2>対象地区</h2><table>{rows}{total}</table>"


def _sheet(sheet: Sheet) -> Iterator[str]:
    """Yield what is handed over first, then the texts, Japanese before all others."""
    yield f"<h2>{_SHEETS[sheet.kind]}　{clock_of(sheet.at)}</h2>"
    for each in sheet.hand_offs:
        yield f"<h3>{_WAYS[each.way]}</h3><pre>{escape(_whole(each))}</pre>{_tick(each)}"
    for channel, name in ((Channel.VOICE, "読み上げ"), (Channel.SMS, "SMS")):
        told = {la: sheet.texts[channel, la] for la in Language if (channel, la) in sheet.texts}
        for language, body in told.items():
            if language is Language.JA or body != told.get(Language.JA):  # else they read that
                tag = language.html_tag
                head = f"{name}　{language.own_name}"
                yield f'<h3>{head}</h3><pre lang="{tag}">{escape(body)}</pre>'


def _whole(each: HandOff) -> str:
    return "\n".join(filter(None, (each.title, each.body)))


def _tick(each: HandOff) -> str:
    if each.ticked_by is None:
        return '<p class="tick">□ 引渡し済　　　時　　分　　氏名</p>'
    return f'<p class="tick">☑ 引渡し済 {escape(_signed(each.ticked_by, each.ticked_at))}</p>'


def _signed(person: str, at: datetime | None) -> str:
    return f"{clock_of(at)}　{person}"


def _count(number: int | None, unit: str) -> str:
    return f"不明（{unit}）" if number is None else f"{number:,}{unit}"
