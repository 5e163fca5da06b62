"""The chronology on paper: A4, the oldest first, by day and hour, everything with who and when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from html import escape
from itertools import groupby

from kawamori.chronology.entries import Entry, Kind
from kawamori.messages import JST
from kawamori.paper.sheets import clock_of, page_of
from kawamori.runs import Run, Status

LATE = timedelta(minutes=1)  # what became known later than this says when

KINDS = {
    Kind.GAUGE: "水位",
    Kind.FEED: "観測",
    Kind.RULING: "判断",
    Kind.OFFICIAL: "公的情報",
    Kind.ORDER: "避難情報",
    Kind.MESSAGE: "住民通知",
    Kind.DUTY: "当番・担当",
    Kind.SILENCE: "抑止",
    Kind.SHELTER: "避難所",
    Kind.OFFICES: "引継ぎ・要請",
    Kind.SETTING: "設定",
    Kind.RUN: "訓練",
    Kind.ACT: "操作",
    Kind.WRITTEN: "記録",
}
STYLE = """
body { font-size: 9pt; line-height: 1.4 }
.line { display: flex; gap: 2mm; border-bottom: .15mm solid #aaa; padding: .6mm 0;
  break-inside: avoid }
.line > * { flex: none }
.clock { width: 13mm; font-variant-numeric: tabular-nums; font-weight: 600 }
.kind { width: 19mm; font-size: 8pt }
.said { flex: 1; overflow-wrap: anywhere }
.who { width: 30mm; font-size: 8pt; overflow-wrap: anywhere }
.known { font-size: 8pt; color: #333 }
.high .clock, .high .said { font-weight: 700 }
.void .said { text-decoration: line-through }
h2 { font-size: 11pt; margin: 4mm 0 1mm }
.none { margin: 4mm 0 }
"""
_HIGH = 4


def chronology_page(
    run: Run,
    entries: Sequence[Entry],
    *,
    made_at: datetime,
    about: str = "",
    corrected_by: Mapping[str, str] | None = None,
) -> str:
    """Return the page of these entries, the oldest first.

    ``about`` says what was asked for, ``corrected_by`` which entry another was set right by.
    """
    title = "クロノロジー" if run.status is Status.ACTUAL else f"クロノロジー（{run.run}）"
    period = f"{clock_of(entries[0].at)} から {clock_of(entries[-1].at)}" if entries else "該当なし"
    said = "　".join(filter(None, (period, f"{len(entries):,}件", about)))
    body = [
        f"<p>{escape(said)}</p>",
        f'<p class="made">{escape(clock_of(made_at))} 作成</p>',
        *_hours(entries, corrected_by or {}),
    ]
    return page_of(title, "".join(body), status=run.status, style=STYLE)


def _hours(entries: Iterable[Entry], corrected_by: Mapping[str, str]) -> Iterator[str]:
    for hour, within in groupby(entries, lambda entry: _hour(entry.cursor.recorded_at)):
        yield f"<h2>{hour}</h2>"
        for entry in within:
            yield _line(entry, corrected_by.get(entry.name))


def _line(entry: Entry, corrected_by: str | None) -> str:
    known = entry.cursor.recorded_at
    marks = [name for name, holds in (("high", _is_high(entry)), ("void", corrected_by)) if holds]
    late = (
        f' <span class="known">（{_clock(known)} 記録）</span>' if known - entry.at > LATE else ""
    )
    right = f' <span class="known">→ {escape(corrected_by)} で訂正</span>' if corrected_by else ""
    who = "　".join(filter(None, (entry.person, entry.office)))
    return (
        f'<div class="{" ".join(["line", *marks])}"><span class="clock">{_clock(entry.at)}</span>'
        f'<span class="kind">{KINDS[entry.kind]}</span>'
        f'<span class="said">{escape(entry.words.ja)}{late}{right}</span>'
        f'<span class="who">{escape(who)}</span></div>'
    )


def _is_high(entry: Entry) -> bool:
    return max(entry.level or 0, entry.alert_level or 0) >= _HIGH


def _clock(at: datetime) -> str:
    return f"{at.astimezone(JST):%H:%M:%S}"


def _hour(at: datetime) -> str:
    local = at.astimezone(JST)
    return f"{local.year}年{local.month}月{local.day}日　{local:%H}時台"
