"""A source of the chronology: a table that is only ever appended to, and how one row of it is told.

A new kind of entry is one more ``Source``. Its parts are SQL: where rows come from, when
each became known here, and what is to be said of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kawamori.chronology.entries import Facts, Kind, Words


@dataclass(frozen=True, slots=True)
class Source:
    """Where entries of one name come from; ``tables`` ends in a condition.

    ``recorded_at`` is by the run's clock, unless ``by_wall``; what is not given is none.
    ``at`` is by the run's clock always, and ``recorded_at`` where it is not given.
    """

    name: str
    kind: Kind
    tell: Callable[[Facts], Words]
    tables: str
    number: str
    recorded_at: str
    facts: str
    at: str | None = None
    by_wall: bool = False
    level: str | None = None
    alert_level: str | None = None
    station_id: str | None = None
    area_ids: str | None = None
    person: str | None = None
    role: str | None = None
    office: str | None = None
    link: str | None = None
    point: str | None = None

    @property
    def known_at(self) -> str:
        """Return when a row became known, by the run's clock."""
        return run_clock(self.recorded_at) if self.by_wall else self.recorded_at


def run_clock(wall: str) -> str:
    """Return a time by the wall as the run's clock shows it."""
    return (
        f"(%(sim_started_at)s::timestamptz + ({wall} - %(wall_started_at)s::timestamptz)"
        " * %(speed)s::float8)"
    )
