"""How the process itself is."""

from typing import Literal

from api.schemas.geojson import Strict


class Health(Strict):
    """The process is up; what it stands on may not be."""

    status: Literal["up"]


class Readiness(Strict):
    """Whether the process can do its work, and if not, why."""

    ready: bool
    reasons: list[str]
