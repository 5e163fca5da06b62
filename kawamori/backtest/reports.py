"""A backtest as a Markdown report with its pictures, to be committed beside the policy."""

from collections.abc import Sequence
from pathlib import Path

from kawamori.backtest.calibration import Fit, by_lead, by_step, scored, warned
from kawamori.backtest.charts import Axis, spans
from kawamori.backtest.curves import Curve, drawn
from kawamori.backtest.gauges import Gauge
from kawamori.backtest.play import Projected
from kawamori.backtest.tables import markdown
from kawamori.backtest.trials import EngineTrial, Trial, by_source
from kawamori.errors import InvalidError

REPORT, CURVE, COVERAGE, ARRIVAL = "README.md", "trade-off.svg", "coverage.svg", "arrival.svg"


def write_report(
    folder: Path,
    gauges: Sequence[Gauge],
    trial: EngineTrial,
    others: Sequence[Trial],
    curves: Sequence[Curve],
) -> None:
    """Write the report and its pictures into a folder, which is made if need be."""
    projected = scored(gauges, trial.projected)
    fits = by_lead(gauges, projected)
    pages = {
        REPORT: _report(gauges, trial, others, projected),
        CURVE: drawn([*curves, Curve(trial.name, [("chosen", trial.total)])]),
        COVERAGE: _coverage(fits),
        ARRIVAL: _arrival(fits),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in pages.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidError(f"--report {folder}: {error.strerror}: name another folder") from error


_TEXT = """\
# Backtest: {name}

{gauges} gauges, {readings} readings. {counted} gauges are scored: the others are chronic or have no
level, and nothing can be right or wrong there. Written by `kawamori backtest --report`;
docs/engine.md says what the words mean.

## All

{everything}

## By source

{by_source}

## By gauge

{by_gauge}

## Lead against false warnings

![The trade-off curve]({curve})

Each point says its setting, and how many of the standing crossings were warned of.

## Projected times

Of every projection that was made, and below of the warnings. Covered is from p10 to p90; the error
is the arrival minus p50, in minutes, with its quartiles.

{projected_by_lead}

{projected_by_step}

{warned_by_lead}

![Coverage by the time left]({coverage})

![Error of the arrival by the time left]({arrival})
"""


def _report(
    gauges: Sequence[Gauge], trial: Trial, others: Sequence[Trial], projected: Projected
) -> str:
    counted = [(g.gauge_id, s) for g, s in zip(gauges, trial.scores, strict=True) if g.counts]
    warnings = warned(gauges, trial.outcomes)
    return _TEXT.format(
        name=trial.name,
        gauges=len(gauges),
        readings=sum(len(gauge.series) for gauge in gauges),
        counted=len(counted),
        everything=markdown("", [(each.name, each.total) for each in (trial, *others)]),
        by_source=markdown("source", by_source(gauges, trial.scores)),
        by_gauge=markdown("gauge", counted),
        projected_by_lead=_fits("projections, by the time left", by_lead(gauges, projected)),
        projected_by_step=_fits("projections, by sampling step", by_step(gauges, projected)),
        warned_by_lead=_fits("warnings, by the time left", by_lead(gauges, warnings)),
        curve=CURVE,
        coverage=COVERAGE,
        arrival=ARRIVAL,
    )


def _fits(heading: str, fits: Sequence[Fit]) -> str:
    head = [
        heading,
        "made",
        "came true",
        "covered",
        "before p10",
        "after p90",
        "error",
        "quartiles",
    ]
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *(_cells(f) for f in fits)))


def _cells(fit: Fit) -> list[str]:
    if not fit.came_true:
        return [fit.group, str(fit.projections), "0", *("–" for _ in range(5))]
    low, high = fit.spread_min
    return [
        fit.group,
        str(fit.projections),
        str(fit.came_true),
        *(f"{100 * share:.0f} %" for share in (fit.covered, fit.early, fit.late)),
        f"{fit.error_min:+.0f}",
        f"{low:+.0f} to {high:+.0f}",
    ]


def _coverage(fits: Sequence[Fit]) -> str:
    """Return how often p10–p90 held, with twice its standard error either way."""
    bars = []
    for fit in fits:
        if fit.came_true:
            slack = 2 * (fit.covered * (1 - fit.covered) / fit.came_true) ** 0.5
            low, high = max(0.0, fit.covered - slack), min(1.0, fit.covered + slack)
            bars.append((fit.group, 100 * low, round(100 * fit.covered), 100 * high))
    return spans("Share of arrivals between p10 and p90", Axis("percent", 100.0), bars)


def _arrival(fits: Sequence[Fit]) -> str:
    bars = [
        (fit.group, fit.spread_min[0], round(fit.error_min), fit.spread_min[1])
        for fit in fits
        if fit.came_true
    ]
    low = min([0.0, *(bar[1] for bar in bars)])
    high = max([60.0, *(bar[3] for bar in bars)])
    axis = Axis("minutes, above 0 it came later than p50", 1.15 * high, 1.15 * low)
    return spans("Arrival minus p50: median and quartiles", axis, bars)
