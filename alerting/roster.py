"""Which stations are judged in which runs, and what is remembered of them after a restart."""

from datetime import UTC, datetime

import numpy as np

from kawamori.judging.cases import keep
from kawamori.judging.passes import Clock, Readings
from kawamori.judging.policy import Policy
from kawamori.judging.rivers import Bools, Ints, Rivers, Rows, Watch
from kawamori.judging.rulings import remember
from kawamori.judging.ways import neighbours_among
from kawamori.runs import Run
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.judged.alerts import Place, alert_numbers, open_alerts
from kawamori.storage.judged.assessments import judged_before, recall
from kawamori.storage.judged.map import facts_version
from kawamori.storage.judged.own_marks import marked_stations
from kawamori.storage.judged.policies import policy_in_force
from kawamori.storage.judged.rulings import standing_rulings
from kawamori.storage.official.standing import official_levels
from kawamori.storage.river.neighbours import current_passages, neighbours_version
from kawamori.storage.river.stations import JudgedStation, judged_stations
from kawamori.storage.runs import list_runs


class Roster:
    """The rows of judging, kept in step with the database.

    All stations of a run's network get their rows together, when the first reading of
    the run arrives or after a restart, with what the database says of them.
    """

    def __init__(self, connection: Connection, given: Policy | None = None) -> None:
        """Read everything; judge by the policy in force, or by one that is given."""
        self._connection = connection
        self._given = given
        self.policy = given or policy_in_force(connection)
        self._version: object = None
        self._stations: dict[int, JudgedStation] = {}
        self._runs: dict[int, Run] = {}
        self._seen: set[tuple[int, int]] = set()  # judged or not
        self._neighbours: object = None  # the version that the rows have
        self._marked: frozenset[str] = frozenset()
        self._marked_rows: Bools = np.zeros(0, dtype=np.bool_)
        self.is_outgrown = False  # a station was retired: make another
        self.rivers = Rivers(alert_numbers(connection))
        self.refresh()
        with unavailable_when_lost():
            self._enrol({0, *judged_before(connection)})

    def refresh(self) -> None:
        """Take over what people changed since: the policy, runs, stations, thresholds."""
        with unavailable_when_lost():
            self.policy = self._given or policy_in_force(self._connection)
            self._runs = {run.run_no: run for run in list_runs(self._connection)}
            self._marked, marked_before = marked_stations(self._connection), self._marked
            if self._marked != marked_before:
                self._marked_rows = np.zeros(0, dtype=np.bool_)
            version = facts_version(self._connection)
            if version == self._version:
                self._place_neighbours()
                return
            stations = judged_stations(self._connection)
        self._stations = {s.datastream_id: s for s in stations}
        self._version = version
        self._seen = {(int(w.run_no), w.datastream_id) for w in self.rivers.watches}
        known = self.rivers.watches
        again = [(row, w) for row, w in enumerate(known) if w.datastream_id in self._stations]
        self.is_outgrown = len(again) < len(known)
        if again:
            rows = np.array([row for row, _ in again], dtype=np.intp)
            self.rivers.learn(rows, [self._watch(w.run_no, w.datastream_id) for _, w in again])
        with unavailable_when_lost():
            self._place_neighbours()

    def admit(self, readings: Readings) -> None:
        """Begin rows for the runs and stations that report for the first time."""
        new = self.rivers.find(readings.run_no, readings.datastream_id) < 0
        runs, streams = readings.run_no[new].tolist(), readings.datastream_id[new].tolist()
        unknown = set(zip(runs, streams, strict=True)) - self._seen
        if unknown:
            self.refresh()
            self._enrol({run for run, _ in unknown})
            self._seen |= unknown

    def hear_official(self, wall: datetime) -> None:
        """Take over the alert levels that official information in force gives for each place."""
        rivers = self.rivers
        with unavailable_when_lost():
            levels = {
                run_no: official_levels(self._connection, run, _now(run, wall))
                for run_no, run in self._runs.items()
                if not run.ended_at
            }
        rivers.official_level[:] = [
            levels.get(watch.run_no, {}).get(watch.station_id, 0) for watch in rivers.watches
        ]

    def clocks(self, wall: datetime) -> dict[int, Clock]:
        """Return the time in every run; a run that is over stands still."""
        return {no: Clock(_now(run, wall), run.speed) for no, run in self._runs.items()}

    def clocks_going(self, wall: datetime) -> dict[int, Clock]:
        """Return the time in the runs that are not over."""
        return {no: c for no, c in self.clocks(wall).items() if not self._runs[no].ended_at}

    def marked(self) -> Bools:
        """Return at which rows anybody had a height of their own at the last refresh."""
        rivers = self.rivers
        if len(self._marked_rows) != len(rivers):
            marked = (watch.station_id in self._marked for watch in rivers.watches)
            self._marked_rows = np.fromiter(marked, dtype=np.bool_, count=len(rivers))
        return self._marked_rows

    def place(self, row: int, wall: datetime) -> Place:
        """Return where a row's findings belong."""
        watch = self.rivers.watches[row]
        run = self._runs[watch.run_no]
        return Place(watch.station_id, run, _now(run, wall))

    def recorded_us(self, rows: Rows, wall: datetime) -> Ints:
        """Return the time in each row's run, microseconds since 1970."""
        runs, place = np.unique(self.rivers.run_no[rows], return_inverse=True)
        now_us = [round(_now(self._runs[int(no)], wall).timestamp() * 1e6) for no in runs]
        return np.array(now_us, dtype=np.int64)[place]

    def _enrol(self, runs: set[int]) -> None:
        """Begin the rows that are missing of these runs, with what is stored of them."""
        keys = [
            (run_no, stream)
            for run_no in sorted(runs & self._runs.keys())
            for stream, judged in self._stations.items()
            if judged.station.network == self._runs[run_no].network
            and (run_no, stream) not in self._seen
        ]
        if not keys:
            return
        rivers = self.rivers
        rows = rivers.add([self._watch(*key) for key in keys])
        self._seen |= set(keys)
        with unavailable_when_lost():
            recall(self._connection, rivers, rows.tolist(), rivers.window_s(rows, self.policy))
            self._place_neighbours()
            for row, alert in open_alerts(self._connection, rivers, rows.tolist()):
                keep(rivers, row, rivers.dips.put_back(row, alert))
            row_of = {alert.alert_id: row for row, alert in rivers.alerts.items()}
            for alert_id, verdict in standing_rulings(self._connection):
                if alert_id in row_of:
                    remember(rivers, row_of[alert_id], verdict)

    def _place_neighbours(self) -> None:
        """Say which rows are neighbours, where what is known of it or the rows changed."""
        version = (neighbours_version(self._connection), self._version, len(self.rivers))
        if version == self._neighbours:
            return
        known = [(watch.run_no, watch.station_id) for watch in self.rivers.watches]
        tidal = {s.station.station_id for s in self._stations.values() if s.station.tidal}
        passages = current_passages(self._connection)
        self.rivers.neighbours = neighbours_among(known, passages, tidal)
        self._neighbours = version

    def _watch(self, run_no: int, datastream_id: int) -> Watch:
        found = self._stations[datastream_id]
        return Watch.of(run_no, datastream_id, found.station, found.thresholds)


def _now(run: Run, wall: datetime) -> datetime:
    return run.now(min(wall, run.ended_at) if run.ended_at else wall).astimezone(UTC)
