"""England's gauges: the Environment Agency's flood-monitoring API, open (OGL) and without a key.

Levels are metres above the station's own datum (mASD) or above Ordnance Datum (mAOD); which one
is part of a measure's name, so that a gauge is one measure and never changes its datum.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from ingest.sources.gauges import STAGE, Heard, Measured, PublicGauge, SourceName, settle
from ingest.sources.shapes import a_list, a_number, a_text, a_time, an_object, read_json
from ingest.sources.web import Web
from kawamori.errors import InvalidError, NotFoundError
from kawamori.levels import Thresholds
from kawamori.stations import Datastream, Mode, Station

BASE_URL = "https://environment.data.gov.uk/flood-monitoring"
CREDIT = (  # in the words that the agency asks for
    "This uses Environment Agency flood and river level data from the real-time data API (Beta)"
)
TOO_HIGH_M = 400.0  # what the agency's own site takes for a fault
MOST = 3000  # readings in one answer: a month, which is all that is kept there
INTERVAL = timedelta(minutes=15)
SILENT_AT_MOST = timedelta(hours=26)  # below the usual range many send once a day
_UNITS = ("mASD", "m", "mAOD")  # of several, the first: a level above the station's own zero
_ABOVE_RECORD_M, _BELOW_RECORD_M = 3.0, 2.0


class EnvironmentAgency:
    """The service: one measure's readings every quarter of an hour, as often as they change."""

    name: SourceName = "ea"
    interval_s = INTERVAL.total_seconds()
    credit = CREDIT

    def __init__(self, base_url: str = BASE_URL) -> None:
        self._base = base_url.rstrip("/")

    def describe(self, web: Web, code: str, station_id: str) -> PublicGauge:
        """Return a station as the agency describes it, and its stage.

        ``NotFoundError`` for a station that is not there or measures no stage.
        """
        where = f"ea:{code}"
        try:
            answer = web.get(f"{self._base}/id/stations/{quote(code, safe='')}")
        except NotFoundError:
            raise NotFoundError(
                f"{where}: the Environment Agency knows no station of that reference; "
                "look it up on https://check-for-flooding.service.gov.uk"
            ) from None
        told = an_object(read_json(answer.body if answer else b"", where), where)
        items = told.get("items")
        found = an_object(items[0] if isinstance(items, list) and items else items, where)
        measure, unit = _stage_of(found, where)
        return _gauge(found, measure, unit, station_id, where)

    def readings(self, web: Web, code: str, since: datetime, now: datetime) -> Heard:
        """Return a measure's readings after a time."""
        where = f"ea:{code}"
        from_then = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        answer = web.get(
            f"{self._base}/id/measures/{quote(code, safe='')}/readings"
            f"?since={from_then}&_sorted&_limit={MOST}"
        )
        if answer is None:
            return Heard()
        told = an_object(read_json(answer.body, where), where)
        items = a_list(told.get("items"), f"{where}: items")
        readings, faults = settle(items, [_measured(each) for each in items], since, now)
        web.remember(answer)
        return Heard(readings, faults, answer.fresh_for_s)


def _measured(item: object) -> Measured | InvalidError:
    try:
        found = an_object(item, "a reading")
        at = a_time(found.get("dateTime"), "dateTime")
        level_m = a_number(found.get("value"), "value")
    except InvalidError as error:
        return error
    if abs(level_m) >= TOO_HIGH_M:
        return InvalidError(f"value: {level_m:g} m is no level of a river")
    return Measured(at, level_m)


def _stage_of(found: Mapping[str, Any], where: str) -> tuple[str, str]:
    """Return the measure of a station's stage, and what it counts from."""
    measures = found.get("measures", [])
    stages: dict[str, str] = {}
    for each in measures if isinstance(measures, list) else [measures]:
        measure = an_object(each, f"{where}: measures")
        if measure.get("parameter") == "level" and measure.get("qualifier") == "Stage":
            address = a_text(measure.get("@id"), f"{where}: measures.@id")
            stages.setdefault(str(measure.get("unitName")), address.rsplit("/", 1)[-1])
    for unit in _UNITS:
        if unit in stages:
            return stages[unit], unit
    raise NotFoundError(f"{where} measures no stage in metres: it has {sorted(stages) or 'none'}")


def _gauge(
    found: Mapping[str, Any], measure: str, unit: str, station_id: str, where: str
) -> PublicGauge:
    name = a_text(_first(found.get("label")), f"{where}: label")
    scale = found.get("stageScale")
    scale = scale if isinstance(scale, dict) else {}
    usual = _typical(scale)
    station = Station(
        station_id,
        name,
        str(_first(found.get("riverName")) or found.get("catchmentName") or name),
        a_number(_first(found.get("lat")), f"{where}: lat"),
        a_number(_first(found.get("long")), f"{where}: long"),
        INTERVAL,
        name_en=name,
        mode=Mode.REGULAR if usual is None else Mode.CRISIS,
        datum="AOD" if unit == "mAOD" else "ASD",
        dormant_for=None if usual is None else SILENT_AT_MOST,
    )
    lowest, highest = _record(scale, "minOnRecord"), _record(scale, "maxOnRecord")
    stage = Datastream(
        station_id,
        STAGE,
        judged=True,
        min_plausible=None if lowest is None else lowest - _BELOW_RECORD_M,
        max_plausible=None if highest is None else highest + _ABOVE_RECORD_M,
    )
    return PublicGauge(measure, station, stage, usual)


def _typical(scale: Mapping[str, Any]) -> Thresholds | None:
    """Return the top of the usual range as the lowest rung: the agency publishes no other."""
    try:
        return Thresholds(standby_m=a_number(scale.get("typicalRangeHigh"), "typicalRangeHigh"))
    except InvalidError:
        return None


def _record(scale: Mapping[str, Any], name: str) -> float | None:
    record = scale.get(name)
    try:
        return a_number(record.get("value") if isinstance(record, dict) else None, name)
    except InvalidError:
        return None


def _first(value: object) -> object:
    """Return the first of what is sometimes a list there."""
    return value[0] if isinstance(value, list) and value else value
