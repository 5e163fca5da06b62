"""Look ahead from each new reading: which thresholds may be reached, and which to warn of."""

from collections.abc import Iterator

import numpy as np

from kawamori.judging.course import Signs
from kawamori.judging.findings import Projections, Warnings
from kawamori.judging.foresight import foresee
from kawamori.judging.forewarning import warn
from kawamori.judging.policy import Policy
from kawamori.judging.rivers import Ints, Rivers, Rows
from kawamori.levels import Floats


def look_ahead(
    rivers: Rivers, rows: Rows, observed_us: Ints, signs: Signs, policy: Policy
) -> tuple[Projections, Iterator[Warnings]]:
    """Return what is foreseen at each row, and what is to be warned of.

    Nothing is foreseen from a reading that is not believed.
    """
    rungs_m = rivers.ladders.rungs_m[:, rows]
    blank = ~np.isnan(rivers.pending_m[rows])
    projections = foresee(signs, np.where(blank, np.inf, rungs_m))
    now = warn(
        rivers.warned,
        rows,
        observed_us / 1e6,
        signs.stage_m,
        rungs_m,
        projections.chance,
        policy.warning,
    )
    return projections, _warnings(rows, observed_us, projections, *np.nonzero(now))


def _warnings(
    rows: Rows, observed_us: Ints, projections: Projections, rungs: Rows, places: Rows
) -> Iterator[Warnings]:
    if not len(rungs):
        return

    def at_us(seconds: Floats) -> Ints:
        after_us: Ints = np.rint(seconds[rungs, places] * 1e6).astype(np.int64)
        return observed_us[places] + after_us

    p = projections
    level = (rungs + 1).astype(np.int8)
    times = (at_us(each) for each in (p.p50_s, p.p10_s, p.p90_s))
    yield Warnings(rows[places], level, observed_us[places], *times)
