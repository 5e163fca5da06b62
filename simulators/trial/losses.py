"""What a trial lost: the truth outside the system held against what is inside.

The truth is the bank's journal of what was spooled, the floods that stand in it, and
the provider's own journal of what it accepted.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kawamori.storage.connections import Connection
from kawamori.storage.recordings import delivery_ends, raised_alerts, stored_observations
from simulators.trial.town import LADDER, SPEED

SLACK = timedelta(seconds=45 * SPEED)  # the longest any part was away, by the run's clock
STATION_READING = tuple[str, datetime, float]


@dataclass(frozen=True, slots=True)
class Losses:
    """The figures of a trial; nothing lost means that the last five are zero."""

    spooled: int
    stored: int
    floods: int
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


def count(connection: Connection, run_no: int, folder: Path) -> Losses:
    """Hold the bank's and the provider's journals against the database."""
    truth = dict(_journal(folder / "journal"))
    stored = {
        (station, observed_at): result
        for station, observed_at, result in stored_observations(connection, run_no, "stage")
    }
    floods = list(_floods(truth))
    alerts = [(row[0], row[1]) for row in raised_alerts(connection, run_no)]
    ends = delivery_ends(connection, run_no)
    accepted = Counter(_accepted(folder / "sandbox.db"))
    return Losses(
        spooled=len(truth),
        stored=len(stored),
        floods=len(floods),
        alerts=len(alerts),
        messages=len(ends),
        accepted=accepted.total(),
        resent_by_rule=sum(end.resends for end in ends),
        readings_lost=len(truth.keys() - stored.keys()),
        readings_changed=sum(stored[key] != truth[key] for key in truth.keys() & stored.keys()),
        alerts_lost=sum(not _was_raised(flood, alerts) for flood in floods),
        messages_lost=sum(not accepted[end.delivery_id] for end in ends),
        accepted_twice=sum(max(0, accepted[e.delivery_id] - 1 - e.resends) for e in ends),
    )


def _journal(path: Path) -> Iterator[tuple[tuple[str, datetime], float]]:
    """Yield what was spooled; a line that the kill cut short was not."""
    for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
        station_id, micros, result = line.split()
        observed_at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(micros))
        yield (station_id, observed_at), float(result)


def _floods(truth: dict[tuple[str, datetime], float]) -> Iterator[tuple[str, datetime]]:
    """Yield station and time of each rise through the caution threshold."""
    by_station: dict[str, list[tuple[datetime, float]]] = defaultdict(list)
    for (station_id, observed_at), stage in truth.items():
        by_station[station_id].append((observed_at, stage))
    caution_m, low_m = LADDER.caution_m or 0.0, LADDER.standby_m or 0.0
    for station_id, series in by_station.items():
        high = False
        for observed_at, stage in sorted(series):
            if not high and stage >= caution_m:
                high = True
                yield station_id, observed_at
            elif stage < low_m:
                high = False


def _was_raised(flood: tuple[str, datetime], alerts: Iterable[tuple[str, datetime]]) -> bool:
    """Return whether exactly one alert was raised as the flood began."""
    station_id, began = flood
    found = [at for station, at in alerts if station == station_id and abs(at - began) <= SLACK]
    return len(found) == 1


def _accepted(journal: Path) -> Iterator[str]:
    database = sqlite3.connect(journal)
    try:
        for (delivery_id,) in database.execute("SELECT delivery_id FROM messages"):
            yield delivery_id
    finally:
        database.close()
