"""What a reading is held to: one set of limits for every gauge, and what a station has of its own.

The limits that count are made for each gauge from its sampling step and from the noise it was
seen to have. Whatever is given here for a station stands instead of what would be made.
"""

from dataclasses import dataclass

import numpy as np

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Limits:
    """A station's own limits; NaN: made from its sampling step and its noise."""

    low_m: float = -np.inf  # outside is unusual: what the station's keeper expects
    high_m: float = np.inf
    outlier_m: float = NAN  # off both neighbours in time
    spike_m: float = NAN  # the same, so far that it is not the river
    rate_m_per_h: float = NAN
    flat_s: float = NAN  # unchanged for so long
    stuck_s: float = NAN  # unchanged for so long that the sensor is


@dataclass(frozen=True, slots=True)
class Rules:
    """How limits are made for every gauge alike.

    ``noises`` are multiples of a gauge's own noise. ``river_m_per_h`` is how fast small rivers
    are seen to rise and fall for more than one reading.
    """

    noises: float = 8.0
    least_m: float = 0.05  # no two readings nearer than this are held against each other
    outlier_m_per_h: float = 0.6
    river_m_per_h: float = 3.0
    least_spike_m: float = 0.5
    most_spike_m: float = 1.5
    flat_s: float = 86_400.0
    flat_steps: float = 24.0
    own_flats: float = 3.0  # times the longest that this gauge was flat before
    stuck_flats: float = 3.0  # times what is flat
    gap_steps: float = 5.0  # readings further apart are no neighbours
    behind_steps: float = 3.0
    ahead_s: float = 60.0
    in_step: int = 3  # readings in a row that are late by the same time
    spreads: float = 6.0  # of its own usual spread, away from where its neighbours are
    least_apart_m: float = 0.3


RULES = Rules()
EVERYWHERE = Limits()
