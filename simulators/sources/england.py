"""Gauges as the Environment Agency's flood-monitoring API tells of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_ROOT = "http://environment.data.gov.uk/flood-monitoring"
_META = {
    "publisher": "Environment Agency",
    "licence": "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "documentation": f"{_ROOT}/doc/reference",
    "version": "0.9",
    "comment": "Status: Beta service",
    "hasFormat": [],
}


@dataclass(slots=True)
class EnglishGauge:
    """One station: its reference, what it is called, and its readings, which tests set."""

    reference: str
    label: str = "Kawabe Bridge"
    river: str = "River Kawa"
    lat: float = 51.874767
    lon: float = -1.740083
    unit: str = "mASD"
    typical_high_m: float | None = 0.42
    readings: list[tuple[datetime, Any]] = field(default_factory=list)

    @property
    def measure(self) -> str:
        """Return the name of its stage's measure."""
        return f"{self.reference}-level-stage-i-15_min-{self.unit}"


class England:
    """Stations and their readings."""

    def __init__(self) -> None:
        self.gauges: list[EnglishGauge] = []

    def answer(self, path: str, query: Mapping[str, str]) -> object:
        """Return the answer at a path below the API's root; None where there is nothing."""
        match path.split("/"):
            case ["id", "stations", reference]:
                stations = [_station(g) for g in self.gauges if g.reference == reference]
                return _answer(stations[0]) if stations else None
            case ["id", "measures", measure, "readings"]:
                found = [g for g in self.gauges if g.measure == measure]
                return _answer(_readings(found[0], query)) if found else _answer([])
        return None


def _answer(items: object) -> dict[str, object]:
    context = f"{_ROOT}/meta/context.jsonld"
    return {"@context": context, "meta": _META, "items": items}


def _station(gauge: EnglishGauge) -> dict[str, object]:
    address = f"{_ROOT}/id/stations/{gauge.reference}"
    scale: dict[str, object] = {
        "@id": f"{address}/stageScale",
        "maxOnRecord": {"dateTime": "2007-07-20T21:00:00", "value": 0.82},
        "minOnRecord": {"dateTime": "2003-09-17T21:00:00", "value": 0.05},
        "scaleMax": 3,
    }
    if gauge.typical_high_m is not None:
        scale |= {"typicalRangeHigh": gauge.typical_high_m, "typicalRangeLow": 0.068}
    return {
        "@id": address,
        "RLOIid": "7041",
        "catchmentName": "Cotswolds",
        "dateOpened": "1994-01-01",
        "label": gauge.label,
        "lat": gauge.lat,
        "long": gauge.lon,
        "measures": [_flow(gauge), _stage(gauge)],
        "notation": gauge.reference,
        "riverName": gauge.river,
        "stageScale": scale,
        "stationReference": gauge.reference,
        "status": f"{_ROOT}/def/core/statusActive",
        "town": "Little Rissington",
    }


def _stage(gauge: EnglishGauge) -> dict[str, object]:
    return {
        "@id": f"{_ROOT}/id/measures/{gauge.measure}",
        "parameter": "level",
        "parameterName": "Water Level",
        "period": 900,
        "qualifier": "Stage",
        "unitName": gauge.unit,
    }


def _flow(gauge: EnglishGauge) -> dict[str, object]:
    return {
        "@id": f"{_ROOT}/id/measures/{gauge.reference}-flow--i-15_min-m3_s",
        "parameter": "flow",
        "parameterName": "Flow",
        "period": 900,
        "qualifier": "",
        "unitName": "m3/s",
    }


def _readings(gauge: EnglishGauge, query: Mapping[str, str]) -> list[dict[str, object]]:
    since = datetime.fromisoformat(query["since"])
    measure = f"{_ROOT}/id/measures/{gauge.measure}"
    newest_first = sorted(gauge.readings, key=lambda reading: reading[0], reverse=True)
    return [
        {
            "@id": f"{_ROOT}/data/readings/{gauge.measure}/{at:%Y-%m-%dT%H-%M-%SZ}",
            "dateTime": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "measure": measure,
            "value": value,
        }
        for at, value in newest_first
        if at >= since
    ]
