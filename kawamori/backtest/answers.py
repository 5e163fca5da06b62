"""A backtest as JSON: what was said of each gauge, and the scores."""

from collections.abc import Mapping, Sequence
from typing import Any

from kawamori.backtest.outcomes import Change, Forewarning, Outcome
from kawamori.backtest.scores import Score
from kawamori.times import from_us

Json = dict[str, Any]


def answer(
    folder: str, policy: str, totals: Mapping[str, Score], outcomes: Sequence[Outcome]
) -> Json:
    """Return the scores of the engine and the baselines, by name, and all that the engine said."""
    return {
        "folder": folder,
        "policy": policy,
        "totals": {name: of_score(total) for name, total in totals.items()},
        "gauges": [of_outcome(outcome) for outcome in outcomes],
    }


def of_score(score: Score) -> Json:
    """Return a score with the figures that follow from its counts."""
    levels = sorted({lead.level for lead in score.leads})
    return {
        "gauges": score.gauges,
        "gauge_months": round(score.months, 2),
        "events": score.events,
        "detected_events": score.detected,
        "told_events": score.told,
        "missed_events": score.missed,
        "alerts_per_event": _rounded(score.alerts_an_event),
        "crossings": score.crossings,
        "crossings_warned": score.warned,
        "median_lead_min": _minutes(score.median_lead_s()),
        "median_lead_min_by_level": {str(n): _minutes(score.median_lead_s(n)) for n in levels},
        "crossings_never_public": score.untold,
        "median_min_until_public": _minutes(score.median_told_s()),
        "warnings": score.warnings,
        "false_warnings": score.false_warnings,
        "false_warnings_per_gauge_month": _rounded(score.a_month(score.false_warnings)),
        "alerts": score.alerts,
        "false_alerts": score.false_alerts,
        "false_alerts_per_gauge_month": _rounded(score.a_month(score.false_alerts)),
        "public_alerts": score.public_alerts,
        "false_public_alerts": score.false_public,
        "false_public_alerts_per_gauge_month": _rounded(score.a_month(score.false_public)),
        "brief_crossings": score.briefs,
        "brief_crossings_made_public": score.public_briefs,
        "flaps": score.flaps,
    }


def of_outcome(outcome: Outcome) -> Json:
    """Return all that was said of one gauge."""
    return {
        "id": outcome.gauge_id,
        "transitions": [_of_change(change) for change in outcome.changes],
        "warnings": [_of_warning(warning) for warning in outcome.warnings],
    }


def iso(us: int) -> str:
    """Return microseconds since 1970 as ISO 8601 in UTC."""
    return from_us(us).isoformat().replace("+00:00", "Z")


def _of_change(change: Change) -> Json:
    return {
        "at": iso(change.at_us),
        "kind": change.kind,
        "from": change.from_level,
        "to": change.to_level,
        "public": change.public,
        "stage_m": change.stage_m,
        "reason": change.reason,
    }


def _of_warning(warning: Forewarning) -> Json:
    times = {
        "expected_at": warning.expected_us,
        "p10_at": warning.p10_us,
        "p90_at": warning.p90_us,
    }
    return {
        "at": iso(warning.at_us),
        "level": warning.level,
        **{name: None if us is None else iso(us) for name, us in times.items()},
    }


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 1)


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, 2)
