"""Scores as a table for people: a row a gauge or a source, then the total and the baselines."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kawamori.backtest.scores import Score


@dataclass(frozen=True, slots=True)
class Column:
    """A figure, its short name, and how it is read off a score."""

    name: str
    text: Callable[[Score], str]


def _of(part: int, whole: int) -> str:
    return f"{part}/{whole}" if whole else "–"


def _minutes(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds / 60:.0f}"


def _rate(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.2f}"


COLUMNS = (
    Column("gauges", lambda s: str(s.gauges)),
    Column("months", lambda s: f"{s.months:.1f}"),
    Column("detected", lambda s: _of(s.detected, s.events)),
    Column("told", lambda s: _of(s.told, s.events)),
    Column("told after min", lambda s: _minutes(s.median_told_s())),
    Column("alerts/event", lambda s: _rate(s.alerts_an_event)),
    Column("warned", lambda s: _of(s.warned, s.crossings)),
    Column("lead min", lambda s: _minutes(s.median_lead_s())),
    Column("by level", lambda s: " ".join(_minutes(s.median_lead_s(n)) for n in _levels(s))),
    Column("false warn/mo", lambda s: _rate(s.a_month(s.false_warnings))),
    Column("false alerts/mo", lambda s: _rate(s.a_month(s.false_alerts))),
    Column("to public/mo", lambda s: _rate(s.a_month(s.false_public))),
    Column("briefs public", lambda s: _of(s.public_briefs, s.briefs)),
    Column("flaps", lambda s: str(s.flaps)),
)
Rows = Iterable[tuple[str, Score]]


def plain(heading: str, rows: Rows) -> str:
    """Return rows aligned for a terminal."""
    cells = _cells(heading, rows)
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    return "\n".join(
        "  ".join(
            [row[0].ljust(widths[0]), *(t.rjust(w) for t, w in _beside(row, widths))]
        ).rstrip()
        for row in cells
    )


def markdown(heading: str, rows: Rows) -> str:
    """Return rows as a Markdown table."""
    first, *rest = _cells(heading, rows)
    rule = ["---", *("---:" for _ in first[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (first, rule, *rest))


def _beside(row: Sequence[str], widths: Sequence[int]) -> Iterable[tuple[str, int]]:
    return zip(row[1:], widths[1:], strict=True)


def _cells(heading: str, rows: Rows) -> list[list[str]]:
    return [
        [heading, *(column.name for column in COLUMNS)],
        *([name, *(column.text(score) for column in COLUMNS)] for name, score in rows),
    ]


def _levels(score: Score) -> list[int]:
    return sorted({lead.level for lead in score.leads}) or [1]
