"""The frame of every A4 page: its looks, what stands at its edges, the mark of a rehearsal."""

from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from html import escape

from kawamori.messages import JST
from kawamori.runs import Status

MARKS = {Status.ACTUAL: "", Status.EXERCISE: "【訓練】", Status.TEST: "【試験】"}

_FRAME = """
@page { size: A4; margin: 16mm 14mm;
  @top-left { content: "%(mark)s"; font-weight: 700 }
  @top-right { content: string(title) }
  @bottom-left { content: string(made) }
  @bottom-right { content: counter(page) " / " counter(pages) } }
@page { font: 8.5pt "Noto Sans CJK JP", "Noto Sans JP", sans-serif }
body { font: 10.5pt/1.5 "Noto Sans JP", "Noto Sans CJK JP", "Hiragino Sans", sans-serif;
  color: #000; max-width: 182mm; margin: 0 auto }
h1 { font-size: 17pt; margin: 0 0 2mm; border: 1mm solid #000; padding: 2mm 3mm;
  string-set: title content() }
h2 { font-size: 12.5pt; margin: 6mm 0 2mm; border-bottom: .4mm solid #000; break-after: avoid }
h3 { font-size: 10.5pt; margin: 3mm 0 1mm; break-after: avoid }
.made { font-size: 8.5pt; margin: 0 0 2mm; string-set: made content() }
:lang(zh) { font-family: "Noto Sans SC", "Noto Sans CJK SC", sans-serif }
:lang(zh-Hant) { font-family: "Noto Sans TC", "Noto Sans CJK TC", sans-serif }
:lang(ko) { font-family: "Noto Sans KR", "Noto Sans CJK KR", sans-serif }
:lang(vi) { font-family: "DejaVu Sans", "Noto Sans", sans-serif }
"""
_PAGE = """<!doctype html>
<html lang="ja"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>{style}</style></head>
<body><h1>{title}</h1>{body}</body></html>
"""


def page_of(title: str, body: str, *, status: Status, style: str = "") -> str:
    """Return a whole page; ``body`` is HTML, the title is text.

    Outside reality the mark of the rehearsal is at the head of every sheet, and before the title.
    """
    whole = f"{MARKS[status]}{title}"
    return _PAGE.format(title=escape(whole), style=style_of(status, style), body=body)


def style_of(status: Status, style: str = "") -> str:
    """Return the frame's style with a page's own behind it."""
    return _FRAME % {"mark": MARKS[status]} + style


def content_policy(status: Status, style: str = "") -> str:
    """Return what a browser may load for such a page: its style, and nothing else."""
    known = b64encode(sha256(style_of(status, style).encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{known}'; frame-ancestors 'none'"


def clock_of(at: datetime | None) -> str:
    """Return a time as Japan reads it, to the minute; nothing for none."""
    if at is None:
        return ""
    local = at.astimezone(JST)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
