"""How stations stand, as an assessment of what is already remembered of them."""

import numpy as np

from kawamori.judging.findings import Assessments, Projections
from kawamori.judging.rivers import Rivers, Rows
from kawamori.levels import GaugeLevel


def standing(rivers: Rivers, rows: Rows) -> Assessments:
    """Return these stations as they stand; no new reading, so nothing is projected."""
    return Assessments(
        rows,
        rivers.newest_us[rows],
        rivers.stage_m[rows],
        rivers.level[rows],
        rivers.public_level[rows],
        rivers.unconfirmed[rows],
        rivers.trend[rows],
        rivers.rise_m_per_h[rows],
        no_projections(len(rows)),
        rivers.freshness[rows],
        rivers.reasons[rows],
    )


def no_projections(stations: int) -> Projections:
    """Return projections that say nothing."""
    shape = (len(GaugeLevel) - 1, stations)
    return Projections(np.zeros(shape), *(np.full(shape, np.nan) for _ in range(3)))
