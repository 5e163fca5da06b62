"""The data sets that there are, and what each has: read by the page and the catalogue."""

from typing import NamedTuple

from api.residents.files import CSV, GEOJSON, JSON
from api.residents.open_data import areas, notices, shelters, stations

ATOM = "application/atom+xml"


class DataSet(NamedTuple):
    """One data set: where it is, and what stands in it.

    ``fields`` is what a row or a feature's properties have; ``every_s`` how often it is made
    anew, None where it is made anew whenever something changes.
    """

    name: str
    paths: tuple[tuple[str, str], ...]
    fields: tuple[str, ...]
    every_s: int | None = None


def _both(name: str) -> tuple[tuple[str, str], ...]:
    return (f"open/{name}.geojson", GEOJSON), (f"open/{name}.csv", CSV)


SERIES_FIELDS = ("observed_at", "stage_m", "min_m", "max_m", "n", "status")
OFFICIAL_FIELDS = (
    "official_id", "issuer", "kind", "name", "alert_level", "rivers", "areas", "issued_at",
    "valid_until", "source_text", "source_url",
)  # fmt: skip

SETS = (
    DataSet("stations", _both("stations"), stations.COLUMNS),
    DataSet("series", (("public/stations/{station_id}/series.csv", CSV),), SERIES_FIELDS),
    DataSet("notices", _both("notices"), notices.COLUMNS, 60),
    DataSet("orders", _both("orders"), areas.ORDER_COLUMNS),
    DataSet("official", (("open/official.json", JSON),), OFFICIAL_FIELDS),
    DataSet("shelters", _both("shelters"), (*shelters.PROPERTIES, "status")),
    DataSet("areas", (("open/areas.geojson", GEOJSON),), areas.PROPERTIES, 60),
    DataSet("cap", (("feeds/cap.atom", ATOM),), ()),
)
