"""Judge what arrives: one step reads, decides and stores, all of it or nothing.

One process judges while others stand by. What it remembers is a copy of what the
database holds, so that after any failure it forgets everything and reads it again.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime

import numpy as np

from alerting.roster import Roster
from kawamori.errors import UnavailableError
from kawamori.judging.doubts import together
from kawamori.judging.findings import Findings
from kawamori.judging.passes import Readings, judge, sweep
from kawamori.judging.policy import Policy
from kawamori.judging.rulings import obey
from kawamori.storage.connections import Connection, connect, unavailable_when_lost
from kawamori.storage.judged.alerts import add_steps
from kawamori.storage.judged.assessments import add_calm, add_history, add_latest
from kawamori.storage.judged.doubts import add_doubts
from kawamori.storage.judged.memories import keep_memories
from kawamori.storage.judged.own_marks import add_own_reaches
from kawamori.storage.judged.rulings import next_rulings, settle_rulings
from kawamori.storage.judged.warnings import add_warnings
from kawamori.storage.pipeline import Pipeline
from kawamori.storage.readings.arrivals import (
    HOUR_US,
    Arrived,
    become_judge,
    believable,
    listen_for_arrivals,
    mark_stale,
    next_arrivals,
    oldest_wait,
    set_aside,
    take_away,
)
from kawamori.storage.stream import add_announcements, wait_for_announcement

log = logging.getLogger(__name__)

COMMITS_AT_ONCE = 100


class Judge:
    """The judging of one shard, for as long as its database connection lasts."""

    def __init__(
        self, url: str, wall: Callable[[], datetime], policy: Policy | None = None
    ) -> None:
        """Judge by the policy in force, or by one that is given."""
        self._url = url
        self._wall = wall
        self._given = policy
        self._connection: Connection | None = None
        self._pipeline: Pipeline | None = None
        self._roster: Roster | None = None
        self._at_once = COMMITS_AT_ONCE
        self._is_behind = False
        self._marked_us: dict[tuple[int, int], int] = {}

    @property
    def is_behind(self) -> bool:
        """Whether the last step left commits waiting."""
        return self._is_behind

    def step(self) -> int:
        """Judge the oldest commits and return how many readings they had; 0 when idle.

        1. Be the one who judges, or stand by.
        2. Obey what persons have ruled since.
        3. Read the oldest commits.
        4. Judge them against what is remembered.
        5. Store the findings and remove the commits in one transaction.
        """
        return self._guarded(self._judge)

    def sweep(self) -> bool:
        """Note the stations that have fallen silent; False when that is for later.

        Readings that wait no longer than the way may take are no hindrance. Where some
        wait longer, judging is behind, and what has arrived is not silence.
        """
        return bool(self._guarded(self._sweep))

    def wait(self, timeout_s: float) -> None:
        """Return when something has arrived, or after the time-out."""
        connection = self._connection
        if connection is None:
            time.sleep(timeout_s)
            return
        try:
            with unavailable_when_lost():
                wait_for_announcement(connection, timeout_s)
        except UnavailableError:
            self.forget()
            raise

    def forget(self) -> None:
        """Drop the connection and everything remembered; the next step begins anew."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._pipeline = self._roster = None

    def _guarded(self, work: Callable[[Connection, Pipeline, Roster], int]) -> int:
        try:
            if self._connection is None:
                self._connection = connect(self._url, name="alerting judge")
                listen_for_arrivals(self._connection)
                self._pipeline = Pipeline(self._connection)
            assert self._pipeline is not None  # noqa: S101 they come and go together
            if self._roster is not None and self._roster.is_outgrown:
                self._roster = None
            if self._roster is None:
                if not become_judge(self._connection):
                    return 0
                self._roster = Roster(self._connection, self._given)
                self._roster.hear_official(self._wall())
                self._marked_us.clear()
                log.info("judging %d stations", len(self._roster.rivers))
            return work(self._connection, self._pipeline, self._roster)
        except BaseException:
            self.forget()
            raise

    def _judge(self, connection: Connection, pipeline: Pipeline, roster: Roster) -> int:
        self._obey(connection, pipeline, roster)
        arrived = next_arrivals(connection, self._at_once)
        self._is_behind = arrived is not None and len(arrived.arrival_ids) == self._at_once
        if arrived is None:
            self._at_once = COMMITS_AT_ONCE
            return 0
        try:
            return self._judge_arrived(pipeline, roster, arrived)
        except UnavailableError:
            raise
        except Exception as error:
            if len(arrived.arrival_ids) > 1:
                log.warning("judging failed (%r): commit by commit from here", error)
                self._at_once = 1  # until nothing waits any more
                self.forget()
                return 1
            log.exception("judging failed on commits %s: set aside", arrived.arrival_ids)
            set_aside(connection, arrived, repr(error))
            self.forget()
        return 1

    def _obey(self, connection: Connection, pipeline: Pipeline, roster: Roster) -> None:
        rulings = next_rulings(connection, roster.rivers)
        if rulings:
            findings, refusals = obey(roster.rivers, rulings, roster.policy)
            settle_rulings(pipeline, rulings, refusals)
            self._store(pipeline, roster, findings, self._wall())

    def _judge_arrived(self, pipeline: Pipeline, roster: Roster, arrived: Arrived) -> int:
        wall = self._wall()
        readings, flags = arrived.read()
        usable = believable(readings, flags)
        roster.admit(usable)
        findings = judge(roster.rivers, usable, roster.clocks(wall), roster.policy)
        take_away(pipeline, arrived)
        self._add_stale(pipeline, roster, readings, wall)
        self._store(pipeline, roster, findings, wall)
        return len(flags)

    def _sweep(self, connection: Connection, pipeline: Pipeline, roster: Roster) -> bool:
        if oldest_wait(connection) > roster.policy.transit:
            return False
        roster.refresh()
        wall = self._wall()
        roster.hear_official(wall)
        findings = sweep(roster.rivers, roster.clocks_going(wall), roster.policy)
        if findings.latest:
            self._store(pipeline, roster, findings, wall)
        return True

    def _store(
        self, pipeline: Pipeline, roster: Roster, findings: Findings, wall: datetime
    ) -> None:
        rivers, version = roster.rivers, roster.policy.version
        _add_doubts(pipeline, roster, findings, wall)
        for found in findings.history:
            if len(found):
                recorded_us = roster.recorded_us(found.rows, wall)
                add_history(pipeline, rivers, found, recorded_us, version)
        for found in findings.latest:
            if len(found):
                recorded_us = roster.recorded_us(found.rows, wall)
                add_latest(pipeline, rivers, found, recorded_us, version)
        calm = findings.calm_rows()
        if len(calm):
            add_calm(pipeline, rivers, calm)
        moved = [found.rows for found in findings.latest if len(found)]
        moved.append(np.array([step.row for step in findings.steps], dtype=np.intp))
        rows = np.unique(np.concatenate(moved))
        if len(rows):
            keep_memories(pipeline, rivers, rows)
        for given in findings.warnings:
            recorded_us = roster.recorded_us(given.rows, wall)
            add_warnings(pipeline, rivers, given, recorded_us, version)
        places = {step.row: roster.place(step.row, wall) for step in findings.steps}
        alerts = add_steps(pipeline, findings, places, roster.policy.told_from)
        _add_own_reaches(pipeline, roster, findings, wall)
        stations: dict[int, list[str]] = {}
        for found in findings.latest:
            for row in found.rows.tolist():
                watch = rivers.watches[row]
                stations.setdefault(watch.run_no, []).append(watch.station_id)
        announcements = [(run, "stations", ids) for run, ids in stations.items()]
        announcements += [(run, "alerts", ids) for run, ids in alerts.items()]
        add_announcements(pipeline, announcements)
        pipeline.commit()

    def _add_stale(
        self, pipeline: Pipeline, roster: Roster, readings: Readings, wall: datetime
    ) -> None:
        """Add the hours whose roll-ups these readings change.

        The hour that is still running is marked once, an hour that is over every time.
        """
        hours_us = readings.observed_us // HOUR_US * HOUR_US
        columns = (readings.run_no, readings.datastream_id, hours_us)
        clocks = roster.clocks(wall)
        stale = []
        for run, stream, hour_us in sorted(set(zip(*(c.tolist() for c in columns), strict=True))):
            if hour_us + HOUR_US > clocks[run].now.timestamp() * 1e6:
                if self._marked_us.get((run, stream)) == hour_us:
                    continue
                self._marked_us[run, stream] = hour_us
            stale.append((run, stream, hour_us))
        if stale:
            mark_stale(pipeline, *np.array(stale, dtype=np.int64).T)


def _add_own_reaches(
    pipeline: Pipeline, roster: Roster, findings: Findings, wall: datetime
) -> None:
    """Add whose own heights are reached; where nobody has any, it costs nothing."""
    marked = roster.marked()
    if not marked.any():
        return
    for found in findings.latest:
        recorded_us = roster.recorded_us(found.rows, wall)
        add_own_reaches(pipeline, roster.rivers, found, findings.doubts, recorded_us, marked)


def _add_doubts(pipeline: Pipeline, roster: Roster, findings: Findings, wall: datetime) -> None:
    """Add what is held against readings, and the hours whose roll-ups that changes."""
    if not findings.doubts:
        return
    doubts, rivers = together(findings.doubts), roster.rivers
    add_doubts(pipeline, rivers, doubts, roster.recorded_us(doubts.rows, wall))
    keys = (rivers.run_no[doubts.rows], rivers.datastream_id[doubts.rows])
    hours = np.stack([*keys, doubts.observed_us // HOUR_US * HOUR_US])
    mark_stale(pipeline, *np.unique(hours, axis=1))
