"""Our quality tests say what ioos-qc says, but where we mean to differ; those places are listed.

ioos-qc brings SciPy, pandas and more, so it has a lock file of its own:
`pip install --require-hashes -r requirements-qartod.lock`.
"""

from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bench.qartod import (
    ACROSS_GAP,
    BY_COUNT,
    NO_NEIGHBOUR,
    ROUNDING,
    SAME,
    TESTS,
    WAY_BACK,
    Series,
    differences,
    flags_of,
    ours,
    theirs,
)

STEP_S = 600.0
DAY = 144
FIRST = {("rate of change", NO_NEIGHBOUR): 1}  # nothing stands before a series' first reading

pytest.importorskip(
    "ioos_qc.qartod", reason="ioos-qc is not installed: see requirements-qartod.lock"
)


def river(many: int = 3 * DAY, seed: int = 1) -> list[float]:
    """Return a flood with some noise, to the millimetre."""
    rng = np.random.default_rng(seed)
    hours = np.arange(many) / 6
    flood = 2.5 * np.exp(-(((hours - 30) / 6) ** 2))
    return [round(float(m), 3) for m in 0.8 + flood + rng.normal(0, 0.01, many)]


def series(stages_m: list[float], times_s: list[float] | None = None, **limits: float) -> Series:
    seconds = times_s or [1.7e9 + STEP_S * k for k in range(len(stages_m))]
    own = replace(SAME, **limits)
    return Series("made-up", STEP_S, np.array(seconds), np.array(stages_m), own)


def compared(gauge: Series) -> tuple[dict[str, Any], dict[tuple[str, str], int]]:
    """Return what is suspect or failed for both, by test, and where they differ."""
    [flags] = flags_of([gauge], [gauge.limits])
    our, their = ours(gauge, flags), theirs(gauge)
    both = {test: np.flatnonzero((our[test] == their[test]) & (our[test] > 2)) for test in TESTS}
    held = {test: places.tolist() for test, places in both.items()}
    return held, dict(Counter(differences(gauge, our, their)))


def test_a_river_is_good_for_both() -> None:
    held, differ = compared(series(river()))

    assert not any(held.values())
    assert differ == FIRST


def test_gross_range_is_the_same() -> None:
    stages_m = river()
    stages_m[50], stages_m[60] = -99.0, 40.0

    held, differ = compared(series(stages_m, low_m=0.7, high_m=3.2))

    assert {50, 60} < set(held["gross range"])
    assert "gross range" not in {test for test, _ in differ}


def test_a_spike_is_the_same_and_the_way_back_from_it_is_not() -> None:
    """QARTOD's rate of change holds both flanks of a spike against the river, ours the first."""
    stages_m = river()
    stages_m[50] += 3.0
    stages_m[60] -= 0.3

    held, differ = compared(series(stages_m))

    assert held["spike"] == [50, 60]
    assert held["rate of change"] == [50]
    assert differ == FIRST | {("rate of change", WAY_BACK): 1}


def test_a_surge_is_the_same() -> None:
    stages_m = [m + (1.0 if k >= 70 else 0.0) for k, m in enumerate(river())]

    held, differ = compared(series(stages_m))

    assert (held["spike"], held["rate of change"]) == ([], [70])
    assert differ == FIRST


def test_a_step_of_exactly_the_limit_depends_on_how_it_is_reckoned() -> None:
    """Half a metre in ten minutes is 3 m an hour to the last bit; neither way round is wrong."""
    stages_m = [round(0.1 * k, 1) + (0.5 if k >= 5 else 0.0) for k in range(12)]
    gauge = series(stages_m, rate_m_per_h=3.6)

    _, differ = compared(gauge)

    assert set(differ) <= {*FIRST, ("rate of change", ROUNDING)}


def test_a_flat_line_of_even_steps_is_the_same() -> None:
    stages_m = river()
    stages_m[200:] = [0.9] * (len(stages_m) - 200)

    held, differ = compared(series(stages_m, flat_s=7200.0, stuck_s=21_600.0))

    assert held["flat line"] == list(range(200 + 12, len(stages_m)))
    assert differ == FIRST


def test_after_a_gap_ours_evaluates_nothing_and_counts_no_rest() -> None:
    """Eleven hours without readings: ioos-qc goes on as if the next came ten minutes later."""
    stages_m = [*river(40), *[0.9] * 40]
    times_s = [1.7e9 + STEP_S * (k if k < 60 else k + 66) for k in range(80)]

    _, differ = compared(series(stages_m, times_s, flat_s=7200.0, stuck_s=21_600.0))

    assert differ == {
        ("spike", NO_NEIGHBOUR): 2,  # the last before the gap, the first after it
        ("rate of change", NO_NEIGHBOUR): 2,  # and the very first
        ("flat line", ACROSS_GAP): 16,  # twelve that are not flat to us yet, four not stuck
    }


def test_where_steps_are_uneven_ours_measures_time() -> None:
    stages_m = [*river(60), *[0.9] * 30]
    times_s = [1.7e9 + STEP_S * min(k, 60) + 2 * STEP_S * max(k - 60, 0) for k in range(90)]

    _, differ = compared(series(stages_m, times_s, flat_s=7200.0, stuck_s=864_000.0))

    assert differ == FIRST | {("flat line", BY_COUNT): 6}  # twice the step, half the readings
