"""The page that takes a call, as HTML: plain, because it is opened at night on a phone."""

from html import escape

from kawamori.levels import GaugeLevel
from kawamori.messages import JST
from kawamori.storage.duty.links import Called, LinkedCall
from kawamori.storage.duty.stranded import StrandedCall

_WORDS = {
    "ja": {
        "title": "川守 呼び出し",
        "take": "対応します",
        "taken": "対応中：{person}",
        "over": "終了しました",
        "not_told": "未達 {people}人：送信記録で確かめ、別の方法で伝えてください。",
        "nothing": "応答の必要なものはありません。",
        "as": "{person} さんとして応答します。",
    },
    "en": {
        "title": "Kawamori call",
        "take": "I take this",
        "taken": "Taken by {person}",
        "over": "Over",
        "not_told": "{people} people were not told: see the ledger, and tell them another way.",
        "nothing": "Nothing is left to take.",
        "as": "You answer as {person}.",
    },
}
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title></head>
<body><h1>{title}</h1>{body}</body></html>
"""


def call_page(call: LinkedCall | None, fault: str = "") -> str:
    """Return the page about a call, or one that says why there is none."""
    language = call.language if call and call.language in _WORDS else "ja"
    words = _WORDS[language]
    if call is None:
        body = f"<p>{escape(fault)}</p>"
    else:
        body = "".join(_line(alert, words) for alert in call.alerts)
        body += "".join(_stranded(each, words) for each in call.stranded)
        body += _button(words, call.person) if call.is_open else f"<p>{words['nothing']}</p>"
    return _PAGE.format(language=language, title=words["title"], body=body)


def _line(alert: Called, words: dict[str, str]) -> str:
    stage = "" if alert.stage_m is None else f" {alert.stage_m:.2f} m"
    clock = f" {alert.observed_at.astimezone(JST):%H:%M}" if alert.observed_at else ""
    level = GaugeLevel(alert.level)
    name_of_level = level.name_ja if words is _WORDS["ja"] else level.name
    state = ""
    if alert.is_over:
        state = words["over"]
    elif alert.acknowledged_by is not None:
        state = words["taken"].format(person=escape(alert.acknowledged_by))
    return (
        f"<h2>{escape(alert.name)}（{escape(alert.river)}）</h2>"
        f"<p><b>{name_of_level}</b>{stage}{clock}<br>{state}</p>"
    )


def _stranded(call: StrandedCall, words: dict[str, str]) -> str:
    state = ""
    if call.undelivered == 0:
        state = words["over"]
    elif call.taken_by is not None:
        state = words["taken"].format(person=escape(call.taken_by))
    areas = escape("、".join(call.areas))
    told = words["not_told"].format(people=call.undelivered)
    return f"<h2>{escape(call.name)}（{areas}）</h2><p><b>{told}</b><br>{state}</p>"


def _button(words: dict[str, str], person: str) -> str:
    saying = words["as"].format(person=escape(person))
    return f'<form method="post"><p>{saying}</p><button><big>{words["take"]}</big></button></form>'
