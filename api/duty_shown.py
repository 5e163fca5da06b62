"""Tasks, positions, reports and withdraw orders, encoded straight to bytes."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from kawamori.responders.checkins import due_at
from kawamori.responders.interlock import Finding, Gauge, is_passable
from kawamori.runs import Run
from kawamori.storage.responders.incidents import Report
from kawamori.storage.responders.positions import Position
from kawamori.storage.responders.tasks import Task

encode = msgspec.json.Encoder().encode


def task_shown(task: Task) -> dict[str, Any]:
    """Return a task as it stands, and when its responder has to be heard of again."""
    shown = task._asdict()
    del shown["run_no"], shown["language"]
    every = timedelta(minutes=task.check_in_minutes)
    return {**shown, "due_at": due_at(task.heard_at, every)}


def interlock_shown(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return whether a task may go there, and what was found of each district."""
    return {"passable": is_passable(findings), "findings": [_finding(each) for each in findings]}


def positions_shown(found: Iterable[Position], run: Run, now: datetime) -> bytes:
    """Return where people on duty were last, each with its age in seconds."""
    features = [
        _feature(
            str(each.responder_id),
            each.lon,
            each.lat,
            {
                "responder_id": each.responder_id,
                "at": each.at,
                "age_s": max(0, round((now - each.at).total_seconds())),
                "accuracy_m": each.accuracy_m,
            },
        )
        for each in found
    ]
    return _collection(features, run, now)


def incidents_shown(found: Iterable[Report], run: Run, now: datetime) -> bytes:
    """Return what responders reported."""
    features = []
    for report in found:
        told = report._asdict()
        lon, lat = told.pop("lon"), told.pop("lat")
        features.append(
            _feature(str(report.report_id), lon, lat, {"type": "IncidentReport", **told})
        )
    return _collection(features, run, now)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "area_id": finding.area_id,
        "name": finding.name,
        "verdict": finding.verdict,
        "gauges": [_gauge(each) for each in finding.gauges],
        "text": str(finding),
    }


def _gauge(gauge: Gauge) -> dict[str, Any]:
    return {
        "station_id": gauge.station_id,
        "name": gauge.name,
        "level": gauge.level,
        "freshness": gauge.freshness,
        "observed_at": gauge.observed_at,
    }


def _feature(name: str, lon: float, lat: float, properties: dict[str, Any]) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": (lon, lat)}
    return {"type": "Feature", "id": name, "geometry": geometry, "properties": properties}


def _collection(features: list[dict[str, Any]], run: Run, now: datetime) -> bytes:
    head = {"type": "FeatureCollection", "now": now, "run": run.run, "status": run.status}
    return encode({**head, "features": features})
