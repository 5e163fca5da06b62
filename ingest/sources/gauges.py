"""What a public gauge is to us: a station that can be registered, and readings since a time."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from ingest.sources.web import Web
from kawamori.errors import InvalidError
from kawamori.levels import Thresholds
from kawamori.sensors import Sensor
from kawamori.stations import Datastream, Station

STAGE = "stage"
SourceName = Literal["ea", "usgs", "kawabou"]
AHEAD_AT_MOST = timedelta(minutes=5)  # as ingest allows


@dataclass(frozen=True, slots=True)
class Measured:
    """One reading, in the source's own unit and at the source's own time."""

    observed_at: datetime
    result: float


@dataclass(frozen=True, slots=True)
class Fault:
    """What could not be read, with its bytes and the reason."""

    payload: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What a source said of one gauge: readings, oldest first, and what made no sense."""

    readings: Sequence[Measured] = ()
    faults: Sequence[Fault] = ()
    fresh_for_s: float = 0.0


@dataclass(frozen=True, slots=True)
class PublicGauge:
    """A gauge as its owner describes it, ready to be registered.

    ``code`` is what its readings are asked for by: one of perhaps several series of a station.
    """

    code: str
    station: Station
    datastream: Datastream
    thresholds: Thresholds | None = None
    sensor: Sensor | None = None


class GaugeSource(Protocol):
    """A service that knows gauges by a code of its own; ``name`` is what we call it."""

    @property
    def name(self) -> SourceName:
        """Return what we call it: the first part of ``ea:1029TH``."""
        ...

    @property
    def interval_s(self) -> float:
        """Return how long it is left alone."""
        ...

    @property
    def credit(self) -> str:
        """Return the line that its terms ask for wherever its data are shown."""
        ...

    def describe(self, web: Web, code: str, station_id: str) -> PublicGauge:
        """Return what the service says of a gauge; ``NotFoundError`` where it knows none."""
        ...

    def readings(self, web: Web, code: str, since: datetime, now: datetime) -> Heard:
        """Return what was measured after ``since``; an answer that did not change is empty."""
        ...


def station_slug(source: SourceName, code: str) -> str:
    """Return the station that a source's gauge becomes: ``ea:1029TH`` is ``ea-1029th``."""
    plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in code.lower())
    return f"{source}-{plain.strip('-')}"


def settle(
    items: Iterable[Any],
    measured: Iterable[Measured | InvalidError],
    since: datetime,
    now: datetime,
) -> tuple[list[Measured], list[Fault]]:
    """Sort what was read from what could not be; what is ahead of the clock is a fault too."""
    readings: dict[datetime, Measured] = {}
    faults: list[Fault] = []
    for item, each in zip(items, measured, strict=True):
        if isinstance(each, InvalidError):
            faults.append(Fault(as_bytes(item), str(each)))
        elif each.observed_at > now + AHEAD_AT_MOST:
            at = each.observed_at.isoformat()
            faults.append(Fault(as_bytes(item), f"measured at {at}, which is ahead of us"))
        elif each.observed_at > since:
            readings[each.observed_at] = each
    return [readings[at] for at in sorted(readings)], faults


def as_bytes(item: object) -> bytes:
    """Return an item as it is kept in quarantine."""
    return json.dumps(item, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
