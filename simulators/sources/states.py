"""Gauges as the USGS Water Data API tells of them: OGC API Features, values as text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class AmericanGauge:
    """One monitoring location, its series of gage heights in feet, and its place."""

    site: str = "USGS-12149000"
    name: str = "KAWA RIVER NEAR CARNATION, WA"
    lat: float = 47.6659
    lon: float = -121.9254
    series: str = "7fe5c8e4b1a94a5e9a1d2f0c3b4a5d6e"
    readings: list[tuple[datetime, Any]] = field(default_factory=list)
    unit: str = "ft"


class UnitedStates:
    """Monitoring locations and their series."""

    def __init__(self) -> None:
        self.gauges: list[AmericanGauge] = []

    def answer(self, path: str, query: Mapping[str, str]) -> object:
        """Return the answer at a path below the API's root; None where there is nothing."""
        site = query.get("monitoring_location_id")
        match path.split("/"):
            case ["collections", "monitoring-locations", "items", ident]:
                return next((_location(g) for g in self.gauges if g.site == ident), None)
            case ["collections", "latest-continuous", "items"]:
                gauges = [g for g in self.gauges if g.site == site and g.readings]
                return _collection([_value(g, *max(g.readings)) for g in gauges])
            case ["collections", "continuous", "items"]:
                since = datetime.fromisoformat(query["time"].partition("/")[0])
                gauges = [
                    g
                    for g in self.gauges
                    if g.site == site and g.series == query.get("time_series_id")
                ]
                values = [_value(g, at, v) for g in gauges for at, v in g.readings if at >= since]
                return _collection(values)
        return None


def _collection(features: list[dict[str, object]]) -> dict[str, object]:
    return {
        "type": "FeatureCollection",
        "features": features,
        "numberReturned": len(features),
        "links": [],
        "timeStamp": "2026-09-01T00:00:00Z",
    }


def _location(gauge: AmericanGauge) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": gauge.site,
        "geometry": {"type": "Point", "coordinates": [gauge.lon, gauge.lat]},
        "properties": {
            "agency_code": "USGS",
            "monitoring_location_number": gauge.site.partition("-")[2],
            "monitoring_location_name": gauge.name,
            "state_name": "Washington",
            "site_type": "Stream",
            "vertical_datum": "NAVD88",
        },
    }


def _value(gauge: AmericanGauge, at: datetime, value: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": f"{gauge.series}-{at:%Y%m%d%H%M}",
        "geometry": None,
        "properties": {
            "time_series_id": gauge.series,
            "monitoring_location_id": gauge.site,
            "parameter_code": "00065",
            "statistic_id": "00011",
            "time": f"{at:%Y-%m-%dT%H:%M:%S}+00:00",
            "value": value,
            "unit_of_measure": gauge.unit,
            "approval_status": "Provisional",
            "qualifier": None,
        },
    }
