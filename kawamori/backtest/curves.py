"""The trade-off: the earlier an engine warns, the more often it warns of what never comes."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kawamori.backtest.baselines import Line, extrapolated
from kawamori.backtest.charts import Axis, Point, lines
from kawamori.backtest.charts import Line as Drawn
from kawamori.backtest.gauges import Gauge
from kawamori.backtest.scores import Score, score, total
from kawamori.backtest.trials import LINE, engine
from kawamori.errors import InvalidError
from kawamori.judging.policy import Policy
from kawamori.judging.policy_files import with_rules

HORIZONS_H = (0.5, 1.0, 1.5, 2.0, 3.0)


@dataclass(frozen=True, slots=True)
class Curve:
    """Scores along one setting, by its value as written."""

    name: str
    points: Sequence[tuple[str, Score]]


def along(gauges: Sequence[Gauge], policy: Policy, asked: str) -> Curve:
    """Return the engine's scores along one rule, asked for as ``rule=value,value``."""
    rule, _, values = asked.partition("=")
    if not values:
        raise InvalidError(f"--curve {asked!r}: write a rule and its values, as horizon=2 h,4 h")
    points = []
    for value in values.split(","):
        changed = with_rules(policy, f"{rule} = {_as_toml(value.strip())}")
        points.append((value.strip(), engine(gauges, changed).total))
    return Curve(f"engine by {rule}", points)


def of_the_line(gauges: Sequence[Gauge]) -> Curve:
    """Return the scores of a line drawn onward by its horizon."""
    points = []
    for hours in HORIZONS_H:
        line = Line(horizon=timedelta(hours=hours))
        points.append((f"{hours:g} h", total(score(g, extrapolated(g, line)) for g in gauges)))
    return Curve(f"{LINE}, by horizon", points)


def drawn(curves: Sequence[Curve]) -> str:
    """Return the curves as a chart; each point says its value and how many were warned of."""
    shown = [
        Drawn(
            curve.name,
            [
                Point(
                    each.a_month(each.false_warnings) or 0.0,
                    (each.median_lead_s() or 0.0) / 60,
                    f"{value}: {each.warned}/{each.crossings}",
                )
                for value, each in curve.points
            ],
        )
        for curve in curves
    ]
    points = [point for line in shown for point in line.points]
    return lines(
        "Lead against false warnings",
        Axis("false warnings a gauge-month", max(1.0, 1.15 * max(p.x for p in points))),
        Axis("median lead, minutes", max(60.0, 1.15 * max(p.y for p in points))),
        shown,
    )


def _as_toml(value: str) -> str:
    """Return a value as TOML: as it stands if it is one already, else as a string."""
    try:
        tomllib.loads(f"value = {value}")
    except tomllib.TOMLDecodeError:
        return f'"{value}"'
    return value
