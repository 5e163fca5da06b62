"""The page that takes a call, as HTML: plain, because it is opened at night on a phone."""

from html import escape

from kawamori.levels import GaugeLevel
from kawamori.messages import JST
from kawamori.storage.duty.links import Called, LinkedCall

_WORDS = {
    "ja": {
        "title": "川守 呼び出し",
        "take": "対応します",
        "taken": "対応中：{person}",
        "over": "終了しました",
        "nothing": "応答の必要なものはありません。",
        "as": "{person} さんとして応答します。",
    },
    "en": {
        "title": "Kawamori call",
        "take": "I take this",
        "taken": "Taken by {person}",
        "over": "Over",
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


def _button(words: dict[str, str], person: str) -> str:
    saying = words["as"].format(person=escape(person))
    return f'<form method="post"><p>{saying}</p><button><big>{words["take"]}</big></button></form>'
