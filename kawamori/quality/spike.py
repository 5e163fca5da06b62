"""Spike: the last reading stands off both the one before it and the one after it.

Known one reading later. Both steps count, the smaller of them: a crest falls more slowly
than it rose, a fault comes and goes alike.
"""

from dataclasses import dataclass

import numpy as np

from kawamori.quality.limits import Rules
from kawamori.quality.memory import Bools, Floats, Memory
from kawamori.quality.readings import New, made_unless_given

_S_PER_H = 3600.0


@dataclass(frozen=True, slots=True)
class Spikes:
    """Of the last readings: which stand out, and of these, which are not the river."""

    are_outliers: Bools
    are_spikes: Bools


def find_spikes(memory: Memory, new: New, rules: Rules) -> Spikes:
    """Return which of the last readings the new ones show to have been spikes."""
    up_m, down_m = new.last_m - new.before_m, new.last_m - new.stages_m
    stands_out_m = np.where(
        new.are_three & (up_m * down_m > 0), np.minimum(np.abs(up_m), np.abs(down_m)), 0.0
    )
    hours = (new.seconds - new.before_s) / (2 * _S_PER_H)
    outlier_m, spike_m = limits_m(new.noise_m, hours, rules)
    outlier_m = made_unless_given(memory.outlier_m[new.rows], outlier_m)
    spike_m = made_unless_given(memory.spike_m[new.rows], spike_m)
    return Spikes(stands_out_m > outlier_m, stands_out_m > spike_m)


def limits_m(noise_m: Floats, hours: Floats, rules: Rules) -> tuple[Floats, Floats]:
    """Return how far off is suspect and how far is a failure, at this noise and this step."""
    by_noise_m = rules.noises * noise_m
    outlier_m = np.maximum(np.maximum(by_noise_m, rules.least_m), rules.outlier_m_per_h * hours)
    river_m = np.clip(rules.river_m_per_h * hours, rules.least_spike_m, rules.most_spike_m)
    return outlier_m, np.maximum(river_m, by_noise_m)
