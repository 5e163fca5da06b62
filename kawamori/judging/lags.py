"""How long water takes from one station to the next, learned from the rises of both.

Each rise upstream is laid over the water downstream at every lag that may be; where the
rises of many floods fit best together is the travel time. It is *unknown* where there
are too few floods, where chance fits as well, or where the lower station rises first.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

LONGEST_S = 36 * 3600.0
FINEST_S = 300.0  # finer than that is noise
FEWEST_RISES = 5
MOST_RISES = 40  # the largest
LEAST_RISE_M = 0.10
PART_OF_RANGE = 0.2  # a rise is at least so much of what the gauge has seen
LEAST_AGREEMENT = 0.35  # 1 were rises of one shape, always
BY_CHANCE = 40  # times the lower series is shifted to see what chance can do
COVERED = 0.8  # of the water downstream must be there
AS_WELL = 0.6  # a flood fits near the common lag when it does so nearly as well as anywhere
MOST_FLOODS = 0.6  # of all must
NOISE = 0.05  # of a rise that is worth it: less from step to step is none
PAUSE_STEPS = 3  # in a rise: less is one flood


@dataclass(frozen=True, slots=True)
class Record:
    """What a gauge has observed: times in seconds, rising, and stages."""

    seconds: Floats
    stages_m: Floats


@dataclass(frozen=True, slots=True)
class Lag:
    """What was learned; ``travel_s`` is None where it is unknown, for the reason given.

    ``spread_s`` is half of the range that eight of ten floods came in, of those that came
    near the travel time, and no less than a step of the grid; ``agreement`` is how well
    the rises fit there, and ``by_chance`` the best that chance did.
    """

    travel_s: float | None
    spread_s: float | None
    rises: int
    agreement: float
    by_chance: float
    why_unknown: str = ""


def learn_lag(upper: Record, lower: Record, longest_s: float = LONGEST_S) -> Lag:
    """Return the travel time from rises at the upper gauge to those at the lower.

    1. Bring both on one grid, as coarse as the coarser of the two, gaps left open.
    2. Take what rises from step to step, and the floods upstream that are worth it.
    3. Lay each flood over the lower rises at every lag, also before it.
    4. Take the lag at which they agree best together, if that is more than chance, and
       how much the single floods differ from it.
    """
    step_s = max(_usual_step_s(upper), _usual_step_s(lower), FINEST_S)
    first, last = _common(upper, lower)
    if last - first < longest_s:
        return _unknown(0, "the two have too little time in common")
    grid = np.arange(first, last, step_s)
    above, below = _rises(_gridded(upper, grid, step_s)), _rises(_gridded(lower, grid, step_s))
    lags = np.arange(-round(longest_s / 4 / step_s), round(longest_s / step_s) + 1)
    floods = _floods(above, _gridded(upper, grid, step_s))
    fits = _fits(above, below, floods, lags)
    if len(fits) < FEWEST_RISES:
        return _unknown(len(fits), f"both saw {len(fits)} rises, {FEWEST_RISES} are needed")
    chance = _by_chance(above, below, floods, lags)
    return _read(fits, lags, chance, step_s)


def _read(fits: Floats, lags: Ints, chance: float, step_s: float) -> Lag:
    """Return what the fits of all floods tell."""
    together = fits.mean(axis=0)
    best = int(np.argmax(together))
    agreement = float(together[best])
    near = _near(together, best)
    most = fits.max(axis=1)  # 0 where the lower did not rise at all
    come_near = (most > 0) & (fits[:, near].max(axis=1) >= AS_WELL * most)
    why = ""
    if agreement < chance:
        why = f"the rises agree no better ({agreement:.2f}) than by chance ({chance:.2f})"
    elif agreement < LEAST_AGREEMENT:
        why = f"the rises agree too little ({agreement:.2f})"
    elif lags[best] == 0:
        why = "both rise together"
    elif lags[best] < 0 or best == len(lags) - 1:
        why = "the lower does not rise after the upper"
    elif come_near.mean() < MOST_FLOODS:
        why = f"only {np.count_nonzero(come_near)} of {len(fits)} floods come so"
    if why:
        return Lag(None, None, len(fits), agreement, chance, why)
    own = lags[near][np.argmax(fits[:, near], axis=1)][come_near]
    p10, p90 = np.percentile(own, [10, 90])
    spread_s = max(float(p90 - p10) / 2, 1.0) * step_s
    travel_s = _vertex(together, best, lags) * step_s
    if spread_s > travel_s:
        why = f"floods come in {travel_s / 60:.0f} ± {spread_s / 60:.0f} min: that tells nothing"
        return Lag(None, None, len(fits), agreement, chance, why)
    return Lag(travel_s, spread_s, len(fits), agreement, chance)


def _near(together: Floats, best: int) -> slice:
    """Return the lags around the best at which the floods agree half as well or better."""
    low = np.flatnonzero(together < together[best] / 2)
    before, after = low[low < best], low[low > best]
    return slice(
        int(before[-1]) + 1 if len(before) else 0,
        int(after[0]) if len(after) else len(together),
    )


def _usual_step_s(record: Record) -> float:
    return float(np.median(np.diff(record.seconds))) if len(record.seconds) > 1 else np.inf


def _common(upper: Record, lower: Record) -> tuple[float, float]:
    if min(len(upper.seconds), len(lower.seconds)) < FEWEST_RISES:
        return 0.0, 0.0
    first = max(upper.seconds[0], lower.seconds[0])
    return float(first), float(min(upper.seconds[-1], lower.seconds[-1]))


def _gridded(record: Record, grid: Floats, step_s: float) -> Floats:
    """Return the stage at each time of the grid, without single spikes; NaN inside gaps."""
    seconds, stages_m = record.seconds, _despiked(record.stages_m)
    stage: Floats = np.interp(grid, seconds, stages_m)
    after = np.clip(np.searchsorted(seconds, grid), 1, len(seconds) - 1)
    usual_s = max(_usual_step_s(record), step_s)
    stage[seconds[after] - seconds[after - 1] > 3 * usual_s] = np.nan
    return stage


def _despiked(stages_m: Floats) -> Floats:
    """Return each reading as the middle one of itself and the two beside it."""
    middle = stages_m.copy()
    sides = np.stack([stages_m[:-2], stages_m[1:-1], stages_m[2:]])
    middle[1:-1] = np.median(sides, axis=0)
    return middle


def _rises(stage_m: Floats) -> Floats:
    """Return what rises from step to step, NaN where it is not known."""
    rise: Floats = np.diff(stage_m, prepend=np.nan)
    return np.maximum(rise, 0.0)


def _floods(above: Floats, stage_m: Floats) -> list[tuple[int, int]]:
    """Return first and last step of each rise upstream that is worth it, the largest of them."""
    low, high = np.nanpercentile(stage_m, [1, 99])
    worth_m = max(LEAST_RISE_M, PART_OF_RANGE * float(high - low))
    up = np.flatnonzero(np.nan_to_num(above) > NOISE * worth_m)
    if not len(up):
        return []
    breaks = np.flatnonzero(np.diff(up) > PAUSE_STEPS) + 1
    spans = [(int(each[0]), int(each[-1])) for each in np.split(up, breaks)]
    total = {span: float(np.nansum(above[span[0] : span[1] + 1])) for span in spans}
    worth = sorted((s for s in spans if total[s] >= worth_m), key=lambda s: -total[s])
    return worth[:MOST_RISES]


def _fits(above: Floats, below: Floats, floods: list[tuple[int, int]], lags: Ints) -> Floats:
    """Return how well each flood fits the lower rises at each lag, 0 to 1, a flood a row.

    The lower water is measured by its most that falls into any one lag, so that a small
    rise is no good fit only because its shape is right.
    """
    rows = []
    for first, last in floods:
        begin, end = first + int(lags[0]), last + int(lags[-1]) + 1
        if begin < 0 or end > len(below):
            continue
        water, flood = below[begin:end], above[first : last + 1]
        if np.mean(~np.isnan(water)) < COVERED:
            continue
        water, flood = np.nan_to_num(water), np.nan_to_num(flood)
        energy = np.sqrt(np.correlate(water**2, np.ones(len(flood)), "valid"))
        most = float(energy.max() * np.linalg.norm(flood))
        fit = np.correlate(water, flood, "valid")
        rows.append(fit / most if most > 0 else np.zeros(len(lags)))
    return np.array(rows).reshape(len(rows), len(lags))


def _by_chance(above: Floats, below: Floats, floods: list[tuple[int, int]], lags: Ints) -> float:
    """Return the agreement that the lower rises reach when they are shifted out of place."""
    rng = np.random.default_rng(len(below))
    far = 2 * len(lags)
    if len(below) <= 2 * far:
        return 1.0  # too short to tell
    shifts = rng.integers(far, len(below) - far, BY_CHANCE)
    found = [_fits(above, np.roll(below, shift), floods, lags) for shift in shifts]
    return max(
        (float(fits.mean(axis=0).max()) for fits in found if len(fits) >= FEWEST_RISES), default=1.0
    )


def _vertex(together: Floats, best: int, lags: Ints) -> float:
    """Return where between the steps the agreement is best: the vertex of a parabola."""
    left, top, right = together[best - 1 : best + 2]
    bend = left - 2 * top + right
    return float(lags[best] + (0.5 * (left - right) / bend if bend < 0 else 0.0))


def _unknown(rises: int, why: str) -> Lag:
    return Lag(None, None, rises, 0.0, 0.0, why)
