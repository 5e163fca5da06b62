"""What a trial lost: the truth outside the system held against what is inside.

The truth is the bank's journal of what was spooled, the floods that stand in it, and
the provider's own journal of what it accepted.
"""

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kawamori.levels import GaugeLevel
from kawamori.storage.connections import Connection
from kawamori.storage.readings.recordings import (
    alert_spans,
    delivery_ends,
    public_crossings,
    received_in_time,
    stored_observations,
)
from kawamori.times import from_us
from simulators.trial.town import LADDER

BELIEVED_BY = 3  # readings in time settle whether a jump is the river

Moment = tuple[str, datetime]
Span = tuple[str, datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Losses:
    """The figures of a trial; nothing lost means that the last five are zero.

    ``past_floods`` are those of the floods that had come and gone when their first
    readings arrived.
    """

    spooled: int
    stored: int
    floods: int
    past_floods: int
    alerts: int
    messages: int
    accepted: int
    resent_by_rule: int
    readings_lost: int
    readings_changed: int
    alerts_lost: int
    messages_lost: int
    accepted_twice: int

    @property
    def none(self) -> bool:
        """Whether nothing was lost and nobody was told twice but by the rule."""
        lost = self.readings_lost + self.readings_changed + self.alerts_lost
        return not lost + self.messages_lost + self.accepted_twice


@dataclass(slots=True)
class Flood:
    """A flood in the bank's journal, and what could be seen of it in time.

    ``in_time`` are its high readings that arrived as the newest, ``lows_before`` such
    low ones since the flood before; without a limit where there was none.
    """

    station_id: str
    began: datetime
    ended: datetime
    lows_before: float
    in_time: int = 0

    @property
    def stood(self) -> bool:
        """Whether it was still there to be seen when its readings arrived."""
        return self.in_time >= BELIEVED_BY

    @property
    def was_another(self) -> bool:
        """Whether the river could be seen to have fallen before it."""
        return self.lows_before >= BELIEVED_BY

    def holds(self, station_id: str, observed_at: datetime) -> bool:
        """Whether a reading is of this flood."""
        return station_id == self.station_id and self.began <= observed_at <= self.ended


def count(connection: Connection, run_no: int, folder: Path) -> Losses:
    """Hold the bank's and the provider's journals against the database."""
    truth = dict(_journal(folder / "journal"))
    stored = {
        (station, observed_at): result
        for station, observed_at, result in stored_observations(connection, run_no, "stage")
    }
    in_time = set(received_in_time(connection, run_no, "stage"))
    floods = list(_floods(truth, in_time))
    spans = alert_spans(connection, run_no)
    crossings = public_crossings(connection, run_no, GaugeLevel.CAUTION)
    ends = delivery_ends(connection, run_no)
    accepted = Counter(_accepted(folder / "sandbox.db"))
    return Losses(
        spooled=len(truth),
        stored=len(stored),
        floods=len(floods),
        past_floods=sum(not flood.stood for flood in floods),
        alerts=len(spans),
        messages=len(ends),
        accepted=accepted.total(),
        resent_by_rule=sum(end.resends for end in ends),
        readings_lost=len(truth.keys() - stored.keys()),
        readings_changed=sum(stored[key] != truth[key] for key in truth.keys() & stored.keys()),
        alerts_lost=sum(not _was_alerted(flood, crossings, spans) for flood in floods),
        messages_lost=sum(not accepted[end.delivery_id] for end in ends),
        accepted_twice=sum(max(0, accepted[e.delivery_id] - 1 - e.resends) for e in ends),
    )


def _journal(path: Path) -> Iterator[tuple[tuple[str, datetime], float]]:
    """Yield what was spooled; a line that the kill cut short was not."""
    for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
        station_id, observed_us, result = line.split()
        yield (station_id, from_us(int(observed_us))), float(result)


def _floods(truth: dict[Moment, float], in_time: Collection[Moment]) -> Iterator[Flood]:
    """Yield each flood, from its rise to the caution threshold to its last reading of standby."""
    by_station: dict[str, list[datetime]] = defaultdict(list)
    for station_id, observed_at in truth:
        by_station[station_id].append(observed_at)
    caution_m, low_m = LADDER.caution_m or 0.0, LADDER.standby_m or 0.0
    for station_id, times in by_station.items():
        flood: Flood | None = None
        lows = math.inf
        for observed_at in sorted(times):
            stage_m = truth[station_id, observed_at]
            was_newest = (station_id, observed_at) in in_time
            if stage_m < low_m:
                if flood:
                    yield flood
                    flood, lows = None, 0
                lows += was_newest
            elif flood or stage_m >= caution_m:
                flood = flood or Flood(station_id, observed_at, observed_at, lows)
                flood.ended = observed_at
                flood.in_time += stage_m >= caution_m and was_newest
        if flood:
            yield flood


def _was_alerted(flood: Flood, crossings: list[Moment], spans: list[Span]) -> bool:
    """Return whether an alert tells of a flood, and, if it stood, told the public once.

    If no more than the high water before it and its own was seen in time, it is the same
    flood as far as anybody could know, and may have been told of already.
    """
    told = sum(flood.holds(*crossing) for crossing in crossings)
    seen = any(
        station_id == flood.station_id
        and opened_at <= flood.ended
        and (closed_at is None or closed_at >= flood.began)
        for station_id, opened_at, closed_at in spans
    )
    least = int(flood.stood and flood.was_another)
    return seen and (least <= told <= 1 or not flood.stood)


def _accepted(journal: Path) -> Iterator[str]:
    database = sqlite3.connect(journal)
    try:
        for (delivery_id,) in database.execute("SELECT delivery_id FROM messages"):
            yield delivery_id
    finally:
        database.close()
