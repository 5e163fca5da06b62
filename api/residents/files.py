"""A file of the snapshot: where it lies, what it is, how long a copy may be handed out."""

from typing import NamedTuple

MOMENT = "public, max-age=10, stale-while-revalidate=60, stale-if-error=86400"
HOUR = "public, max-age=3600, stale-if-error=604800"

HTML = "text/html; charset=utf-8"
JSON = "application/json"
GEOJSON = "application/geo+json"
CSV = "text/csv; charset=utf-8"


class File(NamedTuple):
    """A page or a set of data; its path is below the site's root and begins without a slash.

    A path that ends in a slash is that folder's ``index.html``.
    """

    path: str
    media_type: str
    body: bytes
    cache_control: str = MOMENT
