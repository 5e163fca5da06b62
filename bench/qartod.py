"""Our quality tests beside those of ioos-qc, on the same series and by the same limits.

    python -m bench.qartod FOLDER

FOLDER has a `gauges.csv` with `id` and `native_step_min`, and a CSV a gauge with `time` and
`stage_m`. Needs `pip install --require-hashes -r requirements-qartod.lock`.
"""

import argparse
import csv
import importlib
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kawamori.observations import Flag
from kawamori.quality.checks import check
from kawamori.quality.gross_range import is_impossible
from kawamori.quality.limits import EVERYWHERE, RULES, Limits
from kawamori.quality.memory import Memory
from kawamori.quality.qartod import Qartod

Floats = NDArray[np.float64]
Values = NDArray[np.int64]

LOW_M, HIGH_M = -10.0, 30.0  # what a sensor can read, for every gauge alike
SAME = Limits(outlier_m=0.1, spike_m=0.5, rate_m_per_h=3.0, flat_s=86_400.0, stuck_s=259_200.0)
TESTS = ("gross range", "spike", "rate of change", "flat line")
HOUR_S = 3600.0

NO_NEIGHBOUR = "no reading within five steps: ours does not evaluate"
WAY_BACK = "the way back from an outlier: ours measures from the reading before it"
ROUNDING = "exactly at the limit: one multiplies, the other divides"
BY_COUNT = "ioos-qc counts readings by the median step, ours measures time"
ACROSS_GAP = "ioos-qc takes a gap for rest, ours begins anew after it"
UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Series:
    """What one gauge measured, in order of time; ``limits`` are held against it by both."""

    name: str
    step_s: float
    seconds: Floats
    stages_m: Floats
    limits: Limits = SAME


def flags_of(gauges: Sequence[Series], limits: Sequence[Limits]) -> list[Values]:
    """Return our flags of every reading, all gauges judged together as they would be live."""
    memory = Memory()
    memory.grow(np.array([gauge.step_s for gauge in gauges]))
    for row, own in enumerate(limits):
        memory.hold_to(row, own)
    lengths = np.array([len(gauge.seconds) for gauge in gauges])
    flags = [np.zeros(many, dtype=np.int64) for many in lengths]
    for k in range(int(lengths.max())):
        rows = np.flatnonzero(lengths > k)
        there = [gauges[row] for row in rows.tolist()]
        seconds = np.array([gauge.seconds[k] for gauge in there])
        stages_m = np.array([gauge.stages_m[k] for gauge in there])
        checked = check(memory, rows, seconds, stages_m, seconds, np.zeros(len(rows)))
        for place, row in enumerate(rows):
            flags[row][k] |= checked.new[place]
            if k:
                flags[row][k - 1] |= checked.last[place]
    return flags


def ours(gauge: Series, flags: Values) -> dict[str, Values]:
    """Return the QARTOD values of our flags, test by test."""
    next_ = _is_next(gauge)
    three = next_ & np.append(next_[1:], np.zeros(1, dtype=np.bool_))
    low, high = np.full(len(flags), LOW_M), np.full(len(flags), HIGH_M)
    flags = flags | is_impossible(gauge.stages_m, low, high) * int(Flag.GROSS_RANGE)
    all_ = np.ones(len(flags), dtype=np.bool_)
    return {
        "gross range": _values(flags, Flag.UNUSUAL, Flag.GROSS_RANGE, all_),
        "spike": _values(flags, Flag.OUTLIER, Flag.SPIKE, three),
        "rate of change": _values(flags, Flag.RATE_OF_CHANGE, Flag.NONE, next_),
        "flat line": _values(flags, Flag.FLAT_LINE, Flag.STUCK, all_),
    }


def theirs(gauge: Series) -> dict[str, Values]:
    """Return what ioos-qc says, test by test, by the same limits."""
    qartod: Any = importlib.import_module("ioos_qc.qartod")
    at = (gauge.seconds * 1e6).round().astype("datetime64[us]")
    own, stages_m = gauge.limits, gauge.stages_m
    suspect = (max(own.low_m, LOW_M), min(own.high_m, HIGH_M))
    found = {
        "gross range": qartod.gross_range_test(stages_m, (LOW_M, HIGH_M), suspect),
        "spike": qartod.spike_test(stages_m, own.outlier_m, own.spike_m, method="differential"),
        "rate of change": qartod.rate_of_change_test(stages_m, at, own.rate_m_per_h / HOUR_S),
        "flat line": qartod.flat_line_test(
            stages_m, at, int(own.flat_s), int(own.stuck_s), tolerance=1e-6
        ),
    }
    return {test: np.ma.getdata(values).astype(np.int64) for test, values in found.items()}


def differences(gauge: Series, our: dict[str, Values], their: dict[str, Values]) -> Counter[Any]:
    """Count where the two differ, by test and reason."""
    found: Counter[Any] = Counter()
    for test in TESTS:
        for place in np.flatnonzero(our[test] != their[test]).tolist():
            found[test, _reason(gauge, test, place, our)] += 1
    return found


def _reason(gauge: Series, test: str, place: int, our: dict[str, Values]) -> str:
    if our[test][place] == Qartod.NOT_EVALUATED:
        return NO_NEIGHBOUR
    if test == "rate of change":
        if our["spike"][place - 1] in (Qartod.SUSPECT, Qartod.FAIL):
            return WAY_BACK
        hours = (gauge.seconds[place] - gauge.seconds[place - 1]) / HOUR_S
        step_m = abs(gauge.stages_m[place] - gauge.stages_m[place - 1])
        if abs(step_m - gauge.limits.rate_m_per_h * hours) < 1e-6:  # noqa: PLR2004 m
            return ROUNDING
    if test == "flat line":
        return _reason_of_flat(gauge, place)
    return UNEXPLAINED


def _reason_of_flat(gauge: Series, place: int) -> str:
    """Look back over the readings that either took for a rest."""
    same = np.abs(gauge.stages_m[: place + 1] - gauge.stages_m[place]) <= 1e-6  # noqa: PLR2004 m
    changed = np.flatnonzero(~same)
    first = int(changed[-1]) + 1 if len(changed) else 0
    steps_s = np.diff(gauge.seconds[first : place + 1])
    if (steps_s > RULES.gap_steps * gauge.step_s).any():
        return ACROSS_GAP
    uneven = np.abs(steps_s - np.median(np.diff(gauge.seconds))) > 1
    return BY_COUNT if uneven.any() else UNEXPLAINED


def _is_next(gauge: Series) -> NDArray[np.bool_]:
    steps_s = np.diff(gauge.seconds, prepend=-np.inf)
    near: NDArray[np.bool_] = steps_s <= RULES.gap_steps * gauge.step_s
    return near


def _values(flags: Values, suspect: Flag, fail: Flag, tested: NDArray[np.bool_]) -> Values:
    values = np.where(tested, int(Qartod.GOOD), int(Qartod.NOT_EVALUATED))
    values[flags & int(suspect) > 0] = Qartod.SUSPECT
    values[flags & int(fail) > 0] = Qartod.FAIL
    return values


def read(folder: Path) -> list[Series]:
    """Return the gauges of a folder; each expects what it mostly shows."""
    with (folder / "gauges.csv").open(encoding="utf-8") as file:
        listed = [(row["id"], row["native_step_min"]) for row in csv.DictReader(file)]
    return [_read(folder / f"{name}.csv", name, step) for name, step in listed]


def _read(path: Path, name: str, step_min: str) -> Series:
    with path.open(encoding="utf-8") as file:
        rows = [(r["time"].rstrip("Z"), r["stage_m"]) for r in csv.DictReader(file) if r["stage_m"]]
    times, stages = zip(*rows, strict=True)
    seconds = np.array(times, dtype="datetime64[ms]").astype(np.float64) / 1e3
    seconds, places = np.unique(seconds, return_index=True)
    stages_m = np.array(stages, dtype=np.float64)[places]
    low_m, high_m = (float(m) for m in np.percentile(stages_m, (0.5, 99.5)))
    limits = Limits(low_m, high_m, *astuple(SAME)[2:])
    return Series(name, 60.0 * float(step_min.split("-", maxsplit=1)[0]), seconds, stages_m, limits)


def main() -> int:
    """Compare, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    gauges = read(args.folder)
    same = flags_of(gauges, [gauge.limits for gauge in gauges])
    own = flags_of(gauges, [EVERYWHERE] * len(gauges))
    print(
        "| gauge | step | readings |",
        *(f"{t}: both / differ |" for t in TESTS),
        "by its own limits |",
    )
    print("|---|--:|--:|" + "--:|" * (len(TESTS) + 1))
    reasons: Counter[Any] = Counter()
    held: Counter[str] = Counter()
    agree: Counter[str] = Counter()
    for gauge, flags, own_flags in zip(gauges, same, own, strict=True):
        our, their = ours(gauge, flags), theirs(gauge)
        reasons += differences(gauge, our, their)
        cells = []
        for test in TESTS:
            equal = our[test] == their[test]
            agree[test] += int(equal.sum())
            marked = int((equal & (our[test] > Qartod.NOT_EVALUATED)).sum())
            held[test] += marked
            cells.append(f"{marked} / {int((~equal).sum())}")
        doubted = int(np.count_nonzero(own_flags))
        print(
            f"| {gauge.name} | {gauge.step_s / 60:g} | {len(flags)} |",
            " | ".join(cells),
            f"| {doubted} ({100 * doubted / len(flags):.2f} %) |",
        )
    total = sum(len(gauge.seconds) for gauge in gauges)
    print(f"\n{len(gauges)} gauges, {total} readings\n")
    print("| test | same value | of these suspect or fail | differ | why |\n|---|--:|--:|--:|---|")
    for test in TESTS:
        why = {reason: n for (of, reason), n in reasons.items() if of == test}
        told = "; ".join(f"{n}: {reason}" for reason, n in sorted(why.items())) or "–"
        print(f"| {test} | {agree[test]} | {held[test]} | {sum(why.values())} | {told} |")
    return 1 if any(reason == UNEXPLAINED for _, reason in reasons) else 0


if __name__ == "__main__":
    sys.exit(main())
