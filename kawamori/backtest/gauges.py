"""Recorded gauges as a backtest needs them: all in memory, with what is known of their floods."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kawamori.backtest.crossings import Crossing, crossings_of
from kawamori.backtest.events import Event, read_events
from kawamori.backtest.recordings import Recording, Series, read_gauges
from kawamori.backtest.upstream import read_passages
from kawamori.neighbours import Passage

MONTH_US = 30 * 86_400_000_000


@dataclass(frozen=True, slots=True)
class Gauge:
    """A recording with its series, the crossings of its levels and its official events.

    ``passages`` are the ways that its water takes to other gauges.
    """

    recording: Recording
    series: Series
    crossings: tuple[Crossing, ...]
    events: tuple[Event, ...]
    passages: tuple[Passage, ...] = ()

    @property
    def gauge_id(self) -> str:
        """The gauge's id in ``gauges.csv``."""
        return self.recording.gauge_id

    @property
    def counts(self) -> bool:
        """Whether anything can be right or wrong here: it has a level, and is mostly below it."""
        return bool(self.recording.levels_m) and not self.recording.is_chronic

    @property
    def months(self) -> float:
        """How many months of 30 days it recorded, from the first reading to the last."""
        times = self.series.observed_us
        return float(times[-1] - times[0]) / MONTH_US if len(times) else 0.0


def read_folder(folder: Path, only: str = "*") -> list[Gauge]:
    """Return the gauges of a folder whose id fits the pattern, by id."""
    recordings = read_gauges(folder, only)
    events = read_events(folder, recordings)
    passages = read_passages(folder, recordings)
    return [_gauge(each, events, passages) for each in recordings]


def _gauge(recording: Recording, events: Sequence[Event], passages: Sequence[Passage]) -> Gauge:
    series = recording.series()
    station_id = recording.station.station_id
    return Gauge(
        recording,
        series,
        tuple(c for n, m in recording.levels_m.items() for c in crossings_of(series, n, m)),
        tuple(e for e in events if e.station_id == station_id and e.must_alert),
        tuple(p for p in passages if p.upstream_id == station_id),
    )
