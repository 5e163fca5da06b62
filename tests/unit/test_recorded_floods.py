"""Recorded floods: one alert for each that lasted, at once, and no text for a fault."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from kawamori.alerts import Audience, Kind
from kawamori.backtest.events import read_events
from kawamori.backtest.recordings import Recording, read_gauges
from kawamori.judging.findings import Step
from kawamori.judging.passes import Clock, Readings, judge
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.judging.rivers import Rivers, Watch
from kawamori.times import to_us
from simulators.recorded.events import Raised, compare

FOLDER = os.environ.get("KAWAMORI_STAGE_DATA")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="KAWAMORI_STAGE_DATA names no folder of recorded gauges"
)


@pytest.fixture(scope="module")
def recordings() -> list[Recording]:
    folder = Path(FOLDER or "")
    return read_gauges(folder, "id_*") + read_gauges(folder, "lk_*")


@pytest.fixture(scope="module")
def steps(recordings: list[Recording]) -> list[Step]:
    """Judge everything that was recorded, all gauges at once."""
    rivers = Rivers()
    rivers.add(
        [
            Watch(1, n, r.station.station_id, r.station.interval, r.thresholds)
            for n, r in enumerate(recordings)
        ]
    )
    rows = [
        (n, to_us(observed_at), stage_m)
        for n, recording in enumerate(recordings)
        for observed_at, stage_m in recording.readings()
    ]
    streams, us, stages_m = (np.array(column) for column in zip(*rows, strict=True))
    readings = Readings(np.ones(len(rows), dtype=np.int64), streams, us, stages_m)
    end = Clock(max(observed_at for r in recordings for observed_at, _ in r.readings()))
    return judge(rivers, readings, {1: end}, DEFAULT_POLICY).steps


def station_of(recordings: list[Recording], step: Step) -> str:
    return recordings[step.row].station.station_id


def test_every_event_that_lasted_has_one_alert_within_two_steps_of_its_start(
    recordings: list[Recording], steps: list[Step]
) -> None:
    raised = [
        Raised(
            station_of(recordings, s),
            s.transition.observed_at,
            s.transition.stage_m,
            tuple(s.reasons.names()),
        )
        for s in steps
        if (s.transition.audience, s.transition.kind) == (Audience.HQ, Kind.RAISE)
    ]

    report = compare(read_events(Path(FOLDER or ""), recordings), raised, recordings)

    assert len(report.matches) == 57
    assert report.missed == []


def test_no_single_reading_far_from_its_neighbours_is_told_to_the_public(
    recordings: list[Recording], steps: list[Step]
) -> None:
    told = {
        (s.row, s.transition.observed_at)
        for s in steps
        if s.transition.audience is Audience.PUBLIC
        and s.transition.kind in (Kind.RAISE, Kind.ESCALATE)
    }

    alone = [
        (row, at)
        for row, recording in enumerate(recordings)
        for (_, before), (at, stage_m), (_, after) in triples(recording)
        if stage_m - max(before, after) > DEFAULT_POLICY.most_step_m
    ]

    assert len(alone) > 10
    assert told.isdisjoint(alone)


def triples(recording: Recording) -> Iterator[tuple[tuple[datetime, float], ...]]:
    readings = sorted(recording.readings())
    return zip(readings, readings[1:], readings[2:], strict=False)
