"""What is known beside a proposal, so that it can be held against the river and the city."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kawamori.master.drafts import Values
from kawamori.neighbours import Passage

Place = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True, slots=True)
class Gauge:
    """What a station's judged datastream has recorded, and may measure."""

    name: str
    highest_m: float | None = None
    newest_m: float | None = None
    newest_raw: float | None = None
    min_plausible: float | None = None
    max_plausible: float | None = None
    reference: str = "gauge_zero"


@dataclass(frozen=True, slots=True)
class Known:
    """``standing`` is what holds now, None where nothing does; ``stations`` are all ids with names.

    Stations and areas that are only drafted are among ``drafted``.
    """

    standing: Values | None = None
    places: Sequence[Place] = ()
    stations: dict[str, str] = field(default_factory=dict)
    drafted: frozenset[str] = frozenset()
    gauge: Gauge | None = None
    passages: Sequence[Passage] = ()
    areas: frozenset[str] = frozenset()
    open_alerts: int = 0
    subscribers: int = 0
    standing_orders: int = 0
