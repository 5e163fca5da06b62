"""Areas as open data, and the mayor's orders where they stand or were just lifted."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from msgspec import Raw

from api.residents.files import File
from api.residents.open_data.tables import Licence, csv_file, feature, geojson_file
from api.residents.shown import Json, Shown
from kawamori.polygons import right_handed
from kawamori.storage.areas.map import MappedArea

PROPERTIES = ("area_id", "name", "name_en", "reading", "kind", "municipality", "station_ids")
ORDER_COLUMNS = (
    "order_id", "alert_level", "name", "state", "area_id", "area_name", "area_name_en",
    "announced_at", "lifted_at", "why", "shelter", "url", "status",
)  # fmt: skip
_ON_THE_MAP = tuple(name for name in ORDER_COLUMNS if name != "status")


def area_file(shown: Shown, areas: Sequence[MappedArea], licence: Licence) -> File:
    """Return every area with its outline."""
    return geojson_file(
        "open/areas.geojson",
        shown,
        licence,
        (
            feature(
                area.area_id,
                outline(area.geometry),
                {name: getattr(area, name) for name in PROPERTIES},
            )
            for area in areas
        ),
    )


def order_files(shown: Shown, areas: Sequence[MappedArea], licence: Licence) -> Iterator[File]:
    """Yield the orders, a row for each area of each, as GeoJSON and as CSV."""
    outlines = {area.area_id: area.geometry for area in areas}
    rows = [row for order in shown.orders for row in _rows(order, shown.run.status)]
    yield geojson_file(
        "open/orders.geojson",
        shown,
        licence,
        (
            feature(
                f"{row['order_id']}-{row['area_id']}",
                outline(outlines[row["area_id"]]) if row["area_id"] in outlines else None,
                {name: row[name] for name in _ON_THE_MAP},
            )
            for row in rows
        ),
    )
    yield csv_file("open/orders.csv", ORDER_COLUMNS, rows)


@lru_cache(maxsize=16_384)
def outline(geometry: str) -> Raw:
    """Return a stored outline with its rings as RFC 7946 turns them."""
    turned: Mapping[str, Any] = right_handed(json.loads(geometry))
    return Raw(json.dumps(turned, separators=(",", ":")).encode())


def _rows(order: Json, status: str) -> Iterator[dict[str, Any]]:
    lifted_at = order["lifted_at"]
    for area in order["areas"]:
        yield {
            **{name: order[name] for name in ("order_id", "alert_level", "name")},
            "state": "in_force" if lifted_at is None else "lifted",
            "area_id": area["area_id"],
            "area_name": area["name"],
            "area_name_en": area["name_en"],
            "announced_at": datetime.fromisoformat(order["announced_at"]),
            "lifted_at": lifted_at and datetime.fromisoformat(lifted_at),
            "why": order["why"],
            "shelter": order["shelter"],
            "url": order["url"],
            "status": status,
        }
