"""Play recorded rivers through the very engine and collect what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kawamori.alerts import Audience
from kawamori.backtest.gauges import Gauge
from kawamori.backtest.outcomes import Change, Forewarning, Outcome
from kawamori.backtest.passes import Tick, runs_of, ticks, watches_of
from kawamori.judging.findings import Assessments, Findings, Step, Warnings
from kawamori.judging.passes import judge, sweep
from kawamori.judging.policy import Policy
from kawamori.judging.rivers import NEVER_US, Floats, Ints, Rivers
from kawamori.judging.ways import neighbours_among
from kawamori.levels import GaugeLevel
from kawamori.times import to_us


@dataclass(frozen=True, slots=True)
class Projected:
    """Every projection that was made, as columns; ``gauge`` is the place in all gauges."""

    gauge: Ints
    level: Ints
    observed_us: Ints
    p10_s: Floats
    p50_s: Floats
    p90_s: Floats

    def __len__(self) -> int:
        return len(self.gauge)

    def where(self, which: NDArray[np.bool_]) -> "Projected":
        """Return some of them."""
        columns: list[Any] = [getattr(self, name)[which] for name in _COLUMNS]
        return Projected(*columns)

    @classmethod
    def of(cls, parts: Sequence["Projected"]) -> "Projected":
        """Return projections that were made one after another as one."""
        columns: list[Any] = [
            np.concatenate([np.empty(0, kind), *(getattr(part, name) for part in parts)])
            for name, kind in _COLUMNS.items()
        ]
        return cls(*columns)


_COLUMNS: dict[str, Any] = {
    "gauge": np.int64,
    "level": np.int64,
    "observed_us": np.int64,
    "p10_s": np.float64,
    "p50_s": np.float64,
    "p90_s": np.float64,
}


@dataclass(frozen=True, slots=True)
class Played:
    """The outcome at each gauge, in the gauges' order, and all projections."""

    outcomes: list[Outcome]
    projected: Projected


def play(gauges: Sequence[Gauge], policy: Policy) -> Played:
    """Judge every reading at its own time and return what was said.

    1. Watch the gauges, neighbours in one run.
    2. In each pass first let silence be noticed, then judge what came.
    3. Give the findings the numbers of ``gauges.csv``.
    """
    passages = [passage for gauge in gauges for passage in gauge.passages]
    runs, rivers = runs_of(gauges, passages), Rivers()
    for run in runs:
        rivers.add(watches_of(gauges, run))
    stations = [(watch.run_no, watch.station_id) for watch in rivers.watches]
    tidal = {g.recording.station.station_id for g in gauges if g.recording.station.tidal}
    rivers.neighbours = neighbours_among(stations, passages, tidal)
    scribe = Scribe(gauges, rivers)
    for tick in ticks(runs):
        scribe.judge(tick, policy)
    return scribe.played()


class Scribe:
    """Writes down what is found at gauges whose place is their datastream's number."""

    def __init__(
        self, gauges: Sequence[Gauge], rivers: Rivers, *, with_projections: bool = True
    ) -> None:
        self._gauges = gauges
        self._rivers = rivers
        self._with_projections = with_projections
        self._outcomes = [Outcome(gauge.gauge_id) for gauge in gauges]
        self._projected: list[Projected] = []

    def judge(self, tick: Tick, policy: Policy) -> None:
        """Let silence be noticed, judge what came, and write down what was found."""
        self._write(tick, sweep(self._rivers, tick.clocks_before(), policy))
        if len(tick.readings.run_no):
            self._write(tick, judge(self._rivers, tick.readings, tick.clocks(), policy))

    def played(self) -> Played:
        """Return all that was written."""
        return Played(self._outcomes, Projected.of(self._projected))

    def _write(self, tick: Tick, findings: Findings) -> None:
        for step in findings.steps:
            self._write_step(tick, step)
        for warnings in findings.warnings:
            self._write_warnings(tick, warnings)
        if self._with_projections:
            for found in findings.latest:
                self._write_projections(found)

    def _write_step(self, tick: Tick, step: Step) -> None:
        made = step.transition
        place = self._place(step.row)
        number_of = self._gauges[place].recording.number_of
        self._outcomes[place].changes.append(
            Change(
                self._knowable_us(tick, step.row, to_us(made.observed_at)),
                made.kind,
                number_of(made.from_level),
                number_of(made.to_level),
                public=made.audience is Audience.PUBLIC,
                stage_m=made.stage_m,
                reason=", ".join(step.reasons.names()),
            )
        )

    def _write_warnings(self, tick: Tick, warnings: Warnings) -> None:
        for i, row in enumerate(warnings.rows.tolist()):
            place = self._place(row)
            self._outcomes[place].warnings.append(
                Forewarning(
                    self._knowable_us(tick, row, int(warnings.observed_us[i])),
                    self._gauges[place].recording.number_of(GaugeLevel(int(warnings.level[i]))),
                    _known(warnings.expected_us[i]),
                    _known(warnings.p10_us[i]),
                    _known(warnings.p90_us[i]),
                )
            )

    def _write_projections(self, found: Assessments) -> None:
        rung, at = np.nonzero(~np.isnan(found.projections.p50_s))
        if not len(rung):
            return
        rows = found.rows[at]
        places = self._rivers.datastream_id[rows]
        numbers = [
            self._gauges[place].recording.number_of(GaugeLevel(level))
            for place, level in zip(places.tolist(), (rung + 1).tolist(), strict=True)
        ]
        p10_s, p50_s, p90_s = (
            each[rung, at]
            for each in (found.projections.p10_s, found.projections.p50_s, found.projections.p90_s)
        )
        self._projected.append(
            Projected(places, np.array(numbers), found.observed_us[at], p10_s, p50_s, p90_s)
        )

    def _place(self, row: int) -> int:
        return int(self._rivers.datastream_id[row])

    def _knowable_us(self, tick: Tick, row: int, observed_us: int) -> int:
        """Return when it could be known: by its own reading if that came in this pass, else now."""
        moment = tick.moments[int(self._rivers.run_no[row])]
        return observed_us if observed_us >= moment.begins_us else moment.now_us


def _known(us: np.int64) -> int | None:
    return None if us == NEVER_US else int(us)
