"""Recorded floods against the alerts they raised: hits, misses, and what else was raised."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kawamori.backtest.events import Event
from kawamori.backtest.recordings import Recording

STEPS = 2  # an alert within so many sampling steps of an event's start is in time


@dataclass(frozen=True, slots=True)
class Raised:
    """An alert of a run: its station, the observation that raised it, and the stored reasons."""

    station_id: str
    observed_at: datetime
    stage_m: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """An event and the alerts raised within two sampling steps of its start."""

    event: Event
    alerts: tuple[Raised, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome: every event that must alert with its alerts, and every alert beside them."""

    matches: tuple[Match, ...]
    extra: tuple[tuple[Raised, str], ...]  # with what events.csv says of that time

    @property
    def missed(self) -> list[Event]:
        """The events without exactly one alert in time."""
        return [match.event for match in self.matches if len(match.alerts) != 1]


def compare(
    events: Iterable[Event], alerts: Iterable[Raised], recordings: Sequence[Recording]
) -> Report:
    """Match alerts to events; an alert that starts no event that must alert is extra."""
    within = {r.station.station_id: STEPS * r.station.interval for r in recordings}
    alerts, events = list(alerts), list(events)
    matches = tuple(
        Match(event, tuple(a for a in alerts if _starts(event, a, within[event.station_id])))
        for event in events
        if event.must_alert
    )
    matched = {alert for match in matches for alert in match.alerts}
    extra = tuple((a, _context(a, events, within)) for a in alerts if a not in matched)
    return Report(matches, extra)


def _starts(event: Event, alert: Raised, within: timedelta) -> bool:
    return alert.station_id == event.station_id and abs(alert.observed_at - event.start) <= within


def _context(alert: Raised, events: Sequence[Event], within: Mapping[str, timedelta]) -> str:
    """Say what the list of events knows of the time of an extra alert."""
    slack = within[alert.station_id]
    for event in events:
        if event.station_id != alert.station_id:
            continue
        if event.start - slack <= alert.observed_at <= event.end + slack:
            kind = "chronic gauge" if event.chronic_gauge else "short or spike"
            return "again within an event" if event.must_alert else f"event listed as {kind}"
    return "above its official level outside the listed events"
