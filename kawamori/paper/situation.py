"""A situation report (状況報告) on A4, in the form a city reports to its prefecture in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from kawamori.messages import JST
from kawamori.paper.sheets import page_of
from kawamori.runs import Status
from kawamori.storage.offices.reports import Report

LEVELS = ("平常", "水防団待機", "氾濫注意", "避難判断", "氾濫危険", "氾濫開始")
TRENDS = {"rising": "上昇", "steady": "横ばい", "falling": "下降", "unknown": "不明"}
FRESHNESS = {"late": "受信遅れ", "dead": "未受信", "blind": "危険のまま未受信"}
SHELTERS = {"open": "開設", "full": "満員", "closed": "閉鎖"}
STATES = {"asked": "未着手", "taken": "対応中"}
FAMILIES = {
    "gauge": "水位のお知らせ",
    "own": "自分で決めた高さ",
    "official": "公的情報",
    "order": "避難情報",
    "canary": "点検",
}
NONE = '<p class="none">該当なし</p>'
STYLE = """
table { border-collapse: collapse; width: 100%; margin: 0 0 2mm }
th, td { border: .2mm solid #555; padding: .7mm 1.5mm; text-align: left; vertical-align: top }
thead th { background: #eee; white-space: nowrap }
td.n, th.n { text-align: right; white-space: nowrap }
tr { break-inside: avoid }
.head td { border: 0; padding: .3mm 0 }
.sum { margin: 0 0 1mm }
.none { margin: 0 0 1mm 3mm }
.late { font-weight: 700 }
"""
_EDGE = 2019 - 1  # 令和1年 is 2019


def title_of(report: Report, city: str) -> str:
    """Return what a report is called."""
    office = report.facts["office"]
    who = f"{city}　{office['name']}" if office else f"{city}災害対策本部"
    return f"{who}　状況報告　第{report.number}報"


def report_page(report: Report, city: str, status: Status) -> str:
    """Return a report as a page that needs nothing that is not on it."""
    facts = report.facts
    parts = (
        _head(report, city),
        _part("１　気象・公的情報", _official(facts["official"])),
        _part("２　河川の状況", _rivers(facts["rivers"]), _gauges(facts["worst"])),
        _part("３　発生中のアラート", _alerts(facts["alerts"])),
        _part("４　避難情報の発令状況", _orders(facts["orders"])),
        _part("５　避難場所の開設状況", _shelters(facts["shelters"])),
        _part("６　住民への伝達状況", _messages(facts["messages"])),
        _part("７　各機関への依頼・対応状況", _requests(facts["requests"])),
        _part("８　観測の障害", _silent(facts["silent"])),
        _part("９　特記事項", f"<p>{escape(facts['note'])}</p>" if facts["note"] else NONE),
    )
    return page_of(title_of(report, city), "".join(parts), status=status, style=STYLE)


def era_clock(at: datetime) -> str:
    """Return a time as an office writes it: 令和8年11月22日 14時05分."""
    local = at.astimezone(JST)
    return f"令和{local.year - _EDGE}年{local.month}月{local.day}日 {local:%H時%M分}"


def _head(report: Report, city: str) -> str:
    office = report.facts["office"]
    rows = [
        ("時点", f"{era_clock(report.as_of)}現在"),
        ("発信", f"{office['name'] if office else f'{city}災害対策本部'}　{report.issued_by}"),
        ("範囲", f"{office['name']}の担当地区" if office else f"{city}全域"),
    ]
    cells = "".join(f"<tr><td>{name}</td><td>{escape(value)}</td></tr>" for name, value in rows)
    return f'<table class="head">{cells}</table>'


def _part(name: str, *bodies: str) -> str:
    return f"<h2>{name}</h2>{''.join(bodies)}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table, with its numbers to the right; nothing in it is markup."""
    lines = [
        "".join(
            f'<td class="n">{value:,}</td>'
            if isinstance(value, int)
            else f"<td>{escape(str(value))}</td>"
            for value in row
        )
        for row in rows
    ]
    if not lines:
        return NONE
    head = "".join(f"<th>{escape(each)}</th>" for each in heads)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _official(rows: list[Mapping[str, Any]]) -> str:
    return _table(
        ("種類", "発表者", "発表時刻", "対象", "相当する警戒レベル"),
        (
            (_marked(r), r["issuer"], _at(r["issued_at"]), "、".join(r["places"]), r["alert_level"])
            for r in rows
        ),
    )


def _marked(row: Mapping[str, Any]) -> str:
    return (
        row["name"]
        if row["control_status"] == "通常"
        else f"【{row['control_status']}】{row['name']}"
    )


def _rivers(rows: list[Mapping[str, Any]]) -> str:
    heads = (
        "河川",
        *(f"{n} {name}" for n, name in reversed(list(enumerate(LEVELS)))),
        "不明",
        "最高",
    )
    return _table(
        heads,
        (
            (
                r["river"],
                *reversed(r["counts"]),
                r["unknown"],
                f"{r['highest']['name']} {_metres(r['highest']['stage_m'])}",
            )
            for r in rows
        ),
    )


def _gauges(rows: list[Mapping[str, Any]]) -> str:
    return _table(
        ("観測所", "河川", "水位", "水位レベル", "傾向", "1時間の変化", "観測時刻"),
        (
            (
                r["name"],
                r["river"],
                _metres(r["stage_m"]),
                _level(r),
                TRENDS[r["trend"]],
                "" if r["rise_m_per_h"] is None else f"{r['rise_m_per_h']:+.2f} m",
                _at(r["observed_at"]),
            )
            for r in rows
        ),
    )


def _alerts(rows: list[Mapping[str, Any]]) -> str:
    return _table(
        ("観測所", "河川", "水位レベル", "最高", "発生", "了解"),
        (
            (
                r["station"],
                r["river"],
                f"{r['level']} {LEVELS[r['level']]}",
                f"{r['peak_level']} {LEVELS[r['peak_level']]}",
                _at(r["opened_at"]),
                r["acknowledged_by"] or "未了解",
            )
            for r in rows
        ),
    )


def _orders(rows: list[Mapping[str, Any]]) -> str:
    return _table(
        ("避難情報", "発令時刻", "対象地区", "世帯", "人", "理由"),
        (
            (
                f"{r['name']}（警戒レベル{r['alert_level']}）",
                _at(r["announced_at"]),
                "、".join(area["name"] for area in r["areas"]),
                _total(r["areas"], "households"),
                _total(r["areas"], "population"),
                r["reason"],
            )
            for r in rows
        ),
    )


def _total(areas: list[Mapping[str, Any]], what: str) -> int | str:
    known: list[int] = [area[what] for area in areas if area[what] is not None]
    if len(known) == len(areas):
        return sum(known)
    return f"{sum(known):,}（不明 {len(areas) - len(known)}地区）" if known else "不明"


def _shelters(rows: list[Mapping[str, Any]]) -> str:
    used = [r for r in rows if r["state"] != "closed"]
    people = sum(r["people"] or 0 for r in used)
    summed = (
        f'<p class="sum">開設 {len(used)}か所（うち満員 {sum(r["state"] == "full" for r in used)}）'
    )
    return f"{summed}／全{len(rows)}か所　避難者 {people:,}人</p>" + _table(
        ("避難場所", "状況", "避難者", "定員", "時刻"),
        (
            (
                r["name"],
                SHELTERS[r["state"]],
                "未確認" if r["people"] is None else r["people"],
                "" if r["capacity"] is None else r["capacity"],
                _at(r["changed_at"]),
            )
            for r in used
        ),
    )


def _messages(rows: list[Mapping[str, Any]]) -> str:
    return _table(
        ("時刻", "種類", "対象者", "送信", "到達確認", "失敗", "不明", "引継ぎ"),
        (
            (
                _at(r["created_at"]),
                f"{FAMILIES.get(r['family'], r['family'])} {r['about']}".strip(),
                *(r[stage] for stage in ("targeted", "accepted", "delivered", "failed")),
                r["unknown"],
                r["handed_over"],
            )
            for r in rows
        ),
    )


def _requests(rows: list[Mapping[str, Any]]) -> str:
    return _table(
        ("依頼元", "依頼先", "内容", "期限", "状態"),
        (
            (
                r["from"],
                r["to"],
                r["what"],
                _at(r["needed_by"]),
                f"{STATES[r['state']]}{'（期限超過）' if r['is_overdue'] else ''}",
            )
            for r in rows
        ),
    )


def _silent(rows: list[Mapping[str, Any]]) -> str:
    return _table(
        ("観測所", "河川", "状態", "最後の観測", "最後の水位"),
        (
            (
                r["name"],
                r["river"],
                FRESHNESS[r["freshness"]],
                _at(r["observed_at"]),
                _metres(r["stage_m"]),
            )
            for r in rows
        ),
    )


def _level(row: Mapping[str, Any]) -> str:
    level = "未判定" if row["level"] is None else f"{row['level']} {LEVELS[row['level']]}"
    return f"{level}（未確認）" if row["confirmation"] == "unconfirmed" else level


def _metres(stage_m: float | None) -> str:
    return "—" if stage_m is None else f"{stage_m:.2f} m"


def _at(time: str | None) -> str:
    if time is None:
        return ""
    local = datetime.fromisoformat(time).astimezone(JST)
    return f"{local.month}/{local.day} {local:%H:%M}"
