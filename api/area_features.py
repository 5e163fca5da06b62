"""Areas as GeoJSON, encoded straight to bytes: outlines are passed on as they are stored."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import Raw

from kawamori.runs import Run
from kawamori.storage.areas.map import MappedArea

_FIELDS = ("area_id", "name", "name_en", "reading", "kind", "municipality", "station_ids")
_COUNTS = ("population", "households", "risk", "subscribers", "visits")


def hq_areas(areas: Iterable[MappedArea], run: Run, now: datetime) -> bytes:
    """Return areas with whom a message would reach there."""
    return _collection(areas, run, now, (*_FIELDS, *_COUNTS))


def public_areas(areas: Iterable[MappedArea], run: Run, now: datetime) -> bytes:
    """Return areas as everybody may know them."""
    return _collection(areas, run, now, _FIELDS)


def _collection(
    areas: Iterable[MappedArea], run: Run, now: datetime, fields: tuple[str, ...]
) -> bytes:
    features = [
        {
            "type": "Feature",
            "id": area.area_id,
            "geometry": Raw(area.geometry.encode()),
            "properties": {field: getattr(area, field) for field in fields},
        }
        for area in areas
    ]
    collection = {"type": "FeatureCollection", "now": now, "run": run.run, "status": run.status}
    return msgspec.json.encode({**collection, "features": features})
