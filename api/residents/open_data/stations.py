"""Stations as open data: where they are, their thresholds, their past, and how the river stands."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from api.features import LEVEL_NAMES
from api.residents.files import File
from api.residents.open_data.tables import Licence, csv_file, feature, geojson_file, point
from api.residents.shown import Shown
from kawamori.storage.judged.map import PublicState
from kawamori.storage.public.normal import Normal

COLUMNS = (
    "station_id", "name", "name_en", "river", "lat", "lon", "reference", "gauge_zero_tp_m", "datum",
    "standby_m", "caution_m", "evacuation_m", "danger_m", "overflow_m", "release_m", "usual_month",
    "usual_p05_m", "usual_p95_m", "record_m", "record_at", "record_within_s", "level", "level_name",
    "stage_m", "observed_at", "trend", "freshness", "status",
)  # fmt: skip
_ON_THE_MAP = tuple(name for name in COLUMNS if name not in ("lat", "lon", "status"))
_FACTS = (
    "station_id", "name", "name_en", "river", "lat", "lon", "standby_m", "caution_m",
    "evacuation_m", "danger_m", "overflow_m", "release_m",
)  # fmt: skip
_CENTIMETRES = 2


def station_files(shown: Shown, normals: Mapping[str, Normal], licence: Licence) -> Iterator[File]:
    """Yield the stations as GeoJSON and as CSV."""
    rows = [_row(state, shown, normals.get(state.station_id)) for state in shown.states]
    rows.sort(key=lambda row: row["station_id"])
    yield geojson_file(
        "open/stations.geojson",
        shown,
        licence,
        (
            feature(
                row["station_id"],
                point(row["lon"], row["lat"]),
                {name: row[name] for name in _ON_THE_MAP},
            )
            for row in rows
        ),
    )
    yield csv_file("open/stations.csv", COLUMNS, rows)


def _row(state: PublicState, shown: Shown, normal: Normal | None) -> dict[str, Any]:
    facts = shown.stations[state.station_id].facts
    return {
        **{name: getattr(facts, name) for name in _FACTS},
        **_past(normal),
        "level": state.level,
        "level_name": None if state.level is None else LEVEL_NAMES[state.level],
        "stage_m": state.stage_m,
        "observed_at": state.observed_at,
        "trend": state.trend,
        "freshness": state.freshness,
        "status": shown.run.status,
    }


def _past(normal: Normal | None) -> dict[str, Any]:
    gauge = normal and normal.gauge
    return {
        "reference": gauge and gauge.reference,
        "gauge_zero_tp_m": gauge and gauge.gauge_zero_tp_m,
        "datum": gauge and gauge.datum,
        "usual_month": normal and normal.month,
        "usual_p05_m": _rounded(normal and normal.p05),
        "usual_p95_m": _rounded(normal and normal.p95),
        "record_m": normal and normal.record_m,
        "record_at": normal and normal.record_at,
        "record_within_s": _seconds(normal and normal.record_within),
    }


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _CENTIMETRES)
