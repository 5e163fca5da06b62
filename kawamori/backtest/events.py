"""The floods that are known of recorded gauges, as ``events.csv`` lists them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kawamori.backtest.files import rows
from kawamori.backtest.recordings import Recording, is_true, station_id_of, utc
from kawamori.errors import InvalidError


@dataclass(frozen=True, slots=True)
class Event:
    """A time above the lowest official level."""

    station_id: str
    start: datetime
    end: datetime
    peak_m: float
    short_or_spike: bool
    chronic_gauge: bool

    @property
    def must_alert(self) -> bool:
        """Whether it lasted, at a gauge that does not stand above its level all the time."""
        return not (self.short_or_spike or self.chronic_gauge)


def read_events(folder: Path, recordings: Sequence[Recording]) -> list[Event]:
    """Return the official events of these gauges; none where the folder lists none."""
    wanted = {recording.gauge_id for recording in recordings}
    index = folder / "events.csv"
    if not index.is_file():
        return []
    return [
        _event(number, row)
        for number, row in rows(index)
        if row.get("id") in wanted and row.get("basis") == "official"
    ]


def _event(number: int, row: Mapping[str, str]) -> Event:
    try:
        return Event(
            station_id_of(row["id"]),
            utc(row["start_utc"]),
            utc(row["end_utc"]),
            float(row["peak_m"]),
            is_true(row["short_or_spike"]),
            is_true(row["chronic_gauge"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidError(f"events.csv line {number}: {error!r}: correct it") from error
