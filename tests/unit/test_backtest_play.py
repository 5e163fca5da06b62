"""A backtest runs the very engine: every reading at its own time, said in the gauges' numbers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from kawamori.alerts import Audience, Kind
from kawamori.backtest.gauges import Gauge, read_folder
from kawamori.backtest.outcomes import Change, Outcome
from kawamori.backtest.passes import runs_of, ticks
from kawamori.backtest.play import Played, play
from kawamori.errors import InvalidError
from kawamori.judging.findings import Findings, Warnings
from kawamori.judging.passes import Clock, Readings, judge
from kawamori.judging.policy import DEFAULT_POLICY
from kawamori.judging.rivers import NEVER_US, Rivers, Watch
from kawamori.levels import GaugeLevel, Thresholds
from kawamori.neighbours import Passage
from kawamori.testing.recorded import MAY, Made, write_folder
from kawamori.times import to_us

FLOOD: Sequence[float | None] = [
    *[1.0] * 10,
    *[1.0 + 0.1 * k for k in range(40)],
    *[5.0 - 0.1 * k for k in range(40)],
    *[1.0] * 40,
]
QUICK, SLOW = timedelta(minutes=10), timedelta(hours=1)


def read(folder: Path, *made: Made) -> list[Gauge]:
    return read_folder(write_folder(folder, made))


def outcome(gauges: list[Gauge]) -> Outcome:
    return play(gauges, DEFAULT_POLICY).outcomes[0]


def minute(change: Change) -> float:
    return (change.at_us / 1e6 - MAY.timestamp()) / 60


def raised(found: Outcome, *, public: bool = True) -> list[tuple[int, int]]:
    return [(c.from_level, c.to_level) for c in found.changes if c.rises and c.public is public]


def test_what_is_said_is_what_the_engine_says_of_the_same_readings(tmp_path: Path) -> None:
    gauges = read(tmp_path, Made("a", FLOOD), Made("b", FLOOD[5:], {1: 3.0}, SLOW))
    rivers = Rivers()
    watches = [Thresholds(caution_m=2.0, evacuation_m=3.0), Thresholds(caution_m=3.0)]
    rivers.add([Watch(1, n, f"g{n}", step, watches[n]) for n, step in enumerate((QUICK, SLOW))])
    end = Clock(datetime(2026, 6, 1, tzinfo=UTC))
    steps = []
    for n, gauge in enumerate(gauges):
        for at_us, stage_m in zip(gauge.series.observed_us, gauge.series.stage_m, strict=True):
            one = Readings(np.array([1]), np.array([n]), np.array([at_us]), np.array([stage_m]))
            steps += [(n, s.transition) for s in judge(rivers, one, {1: end}, DEFAULT_POLICY).steps]

    played = play(gauges, DEFAULT_POLICY)

    for n, found in enumerate(played.outcomes):
        assert [(c.kind, c.stage_m, c.public, c.at_us) for c in found.changes] == [
            (
                t.kind,
                t.stage_m,
                t.audience is Audience.PUBLIC,
                to_us(t.observed_at),
            )
            for place, t in steps
            if place == n
        ]
        assert found.changes


def test_a_flood_goes_up_and_down_the_gauge_s_own_ladder(tmp_path: Path) -> None:
    found = outcome(read(tmp_path, Made("a", FLOOD, {1: 2.0, 2: 3.0, 3: 4.0})))

    assert raised(found) == raised(found, public=False) == [(0, 1), (1, 2), (2, 3)]
    assert [c.to_level for c in found.changes if c.public][-1] == 0
    assert [minute(c) for c in found.changes if c.rises and c.public] == [210, 310, 410]


@pytest.mark.parametrize(
    ("levels_m", "highest"),
    [({2: 2.0}, 2), ({1: 2.0, 4: 3.0}, 1), ({3: 2.0, 4: 9.0}, 3), ({1: 1.5, 2: 1.2, 3: 4.0}, 3)],
)
def test_levels_keep_the_number_they_have_in_the_file(
    tmp_path: Path, levels_m: dict[int, float], highest: int
) -> None:
    found = outcome(read(tmp_path, Made("a", FLOOD, levels_m)))

    assert max(c.to_level for c in found.changes if c.public) == highest


def test_five_levels_are_the_whole_ladder(tmp_path: Path) -> None:
    (gauge,) = read(tmp_path, Made("a", FLOOD, {1: 1.5, 2: 2.0, 3: 3.0, 4: 4.0, 5: 9.0}))

    assert gauge.recording.numbers == {level: int(level) for level in list(GaugeLevel)[1:]}
    assert raised(outcome([gauge])) == [(0, 2), (2, 3), (3, 4)]


def test_a_gauge_without_levels_is_part_of_the_folder_and_says_nothing(tmp_path: Path) -> None:
    played = play(read(tmp_path, Made("a", FLOOD, {}), Made("b", FLOOD)), DEFAULT_POLICY)

    assert [len(each.changes) > 0 for each in played.outcomes] == [False, True]
    assert set(played.projected.gauge.tolist()) == {1}


def test_nothing_to_judge_by_is_no_error(tmp_path: Path) -> None:
    assert outcome(read(tmp_path, Made("a", FLOOD, {}))) == Outcome("a")
    assert outcome(read(tmp_path, Made("a", []))) == Outcome("a")


def test_silence_is_noticed_while_it_lasts(tmp_path: Path) -> None:
    stages_m = [*[1.0] * 3, *[None] * 8, *[1.0] * 3]
    runs = runs_of(read(tmp_path, Made("a", stages_m)))

    passes = list(ticks(runs))

    readings = [len(tick.readings.run_no) for tick in passes]
    assert readings == [1, 1, 1, *[0] * 8, 1, 1, 1]
    nows = [tick.clocks()[1].now for tick in passes]
    assert nows == [MAY + k * QUICK for k in range(14)]


def test_neighbours_are_judged_in_order_of_time(tmp_path: Path) -> None:
    made = [Made("up", [1.0] * 4), Made("down", [1.0] * 2, step=timedelta(minutes=15))]
    gauges = read(tmp_path, *made, Made("far", [1.0] * 9))

    runs = runs_of(gauges, [Passage("up", "down"), Passage("elsewhere", "up")])

    assert [sorted(set(run.places.tolist())) for run in runs] == [[0, 2], [1]]
    together = [each.now_us - each.begins_us for run in runs for each in run.moments]
    assert set(together) == {0}  # a minute is the longest pass where readings are ten apart
    firsts = [run.observed_us.tolist() for run in runs]
    assert all(times == sorted(times) for times in firsts)


def test_an_all_clear_waits_while_a_neighbour_upstream_rises(tmp_path: Path) -> None:
    rising = [1.0 + 0.04 * max(0, k - 60) for k in range(len(FLOOD))]
    made = [Made("down", FLOOD), Made("up", rising, {})]
    folders = (tmp_path / "strangers", tmp_path / "neighbours")
    strangers, neighbours = (
        read_folder(write_folder(folder, made, neighbours=lines))
        for folder, lines in zip(folders, ([], ["up,down,60,", "up,elsewhere,,"]), strict=True)
    )

    assert Kind.CLEAR in {c.kind for c in outcome(strangers).changes}
    assert Kind.CLEAR not in {c.kind for c in outcome(neighbours).changes}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["a,b,soon,"], r"neighbours\.csv line 2"),
        (["a,b,60,", "b,a,,"], "a river does not flow back"),
        (["a,b,60,", "b,b,,"], r"neighbours\.csv line 3: .* not its own neighbour"),
    ],
)
def test_neighbours_that_cannot_be_are_refused(tmp_path: Path, lines: list[str], said: str) -> None:
    folder = write_folder(tmp_path, [Made("a", FLOOD), Made("b", FLOOD)], neighbours=lines)

    with pytest.raises(InvalidError, match=said):
        read_folder(folder)


def test_every_reading_is_judged_once(tmp_path: Path) -> None:
    gauges = read(tmp_path, Made("a", FLOOD), Made("b", FLOOD[:7], step=SLOW))

    passes = list(ticks(runs_of(gauges)))

    places = np.concatenate([tick.readings.datastream_id for tick in passes])
    assert np.bincount(places).tolist() == [len(gauge.series) for gauge in gauges]


def test_projections_are_kept_with_the_level_s_number(tmp_path: Path) -> None:
    played: Played = play(read(tmp_path, Made("a", FLOOD, {1: 2.0, 3: 4.0})), DEFAULT_POLICY)

    assert set(played.projected.level.tolist()) == {1, 3}
    assert (played.projected.p10_s <= played.projected.p50_s).all()


def test_warnings_come_with_their_times(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gauges = read(tmp_path, Made("a", [1.0] * 5, {1: 2.0, 3: 4.0}))
    at_us, later_us = (gauges[0].series.observed_us[k : k + 1] for k in (2, 4))
    level = np.array([GaugeLevel.DANGER], dtype=np.int8)
    row, unknown = np.array([0], dtype=np.intp), np.array([NEVER_US])
    warnings = Warnings(row, level, at_us, later_us, at_us, unknown)
    real = judge

    def judge_and_warn(rivers: Rivers, readings: Readings, *rest: object) -> Findings:
        found = real(rivers, readings, *rest)  # type: ignore[arg-type]
        if readings.observed_us[0] == at_us[0]:
            found.warnings.append(warnings)
        return found

    monkeypatch.setattr("kawamori.backtest.play.judge", judge_and_warn)

    (found,) = outcome(gauges).warnings

    assert (found.at_us, found.level, found.expected_us) == (at_us[0], 3, later_us[0])
    assert (found.p10_us, found.p90_us) == (at_us[0], None)


def test_another_policy_says_something_else(tmp_path: Path) -> None:
    gauges = read(tmp_path, Made("a", FLOOD, {1: 2.0, 2: 3.0}))
    later = replace(DEFAULT_POLICY, version="later", alert_from=GaugeLevel.EVACUATION)

    assert raised(play(gauges, later).outcomes[0]) == [(0, 2)]
