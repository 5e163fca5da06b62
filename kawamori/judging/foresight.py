"""How surely and when a river reaches a level above it.

Each station has a *reach*: about how many metres more it might rise in six hours, read
from how fast it rose in the last hours and how fast it has ever risen of late. The
chance to reach a level is the lower, the farther the level lies above the water
compared with that reach.

Coefficients were fitted on 27 recorded gauges and tried on gauges left out; how, and what
came of it, is in docs/engine.md.
"""

from dataclasses import dataclass

import numpy as np

from kawamori.judging.course import HOUR_S, Floats, Rows, Signs
from kawamori.judging.findings import Projections


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How a chance follows from the signs: a table of what was fitted, the same for every gauge.

    log odds = ``base`` + ``steepness`` x (0.4 log(rise of 1 h) + 0.2 log(biggest rise) + 0.3
    log(rise of 3 h over noise) - log(distance) - 0.4 height over usual, in biggest rises
    - 0.25 share of the rise that the last reading alone made). The weights in brackets are
    the middle of a broad plateau; base and steepness make the chance come true as often
    as it says.
    """

    base: float = -2.60
    steepness: float = 1.78
    rise: float = 0.4
    over_noise: float = 0.3
    biggest: float = 0.2
    height: float = 0.4
    one_reading: float = 0.25


@dataclass(frozen=True, slots=True)
class Pace:
    """How long it takes, if the level is reached at all: log hours by log-linear quantiles.

    hours = exp(``constant`` + ``by_pace`` x log(distance / rate) + ``by_step`` x log(step)).
    Rivers seldom hold their rate: far levels come sooner than it says (they speed up), near
    ones later.
    """

    constant: float
    by_pace: float
    by_step: float


LIKELIHOOD = Likelihood()
P10, P50, P90 = Pace(-0.02, 0.43, 0.36), Pace(0.70, 0.45, 0.27), Pace(1.18, 0.38, 0.06)
LOG_HOURS = (np.log(0.05), np.log(30.0))  # distance over rate is held within
STEPS_H = (0.08, 3.0)
LEAST_RISE_M = 0.002
LEAST_RATE_M_PER_H = 0.01
SUREST = 0.8  # above it floods came no more often than this
LEAST_TOLD = 0.05  # of a smaller chance no time is told
FARTHEST_M = 8.0  # a level farther above than this has no chance worth a number


def foresee(signs: Signs, rungs_m: Floats, likelihood: Likelihood = LIKELIHOOD) -> Projections:
    """Return how surely and when each level above the water is reached.

    ``rungs_m`` is (levels, rows), infinity where a station has no such level.
    """
    distance_m = rungs_m - signs.stage_m
    with np.errstate(invalid="ignore"):
        is_open = (distance_m > 0) & (distance_m < FARTHEST_M) & signs.is_rising
    log_distance = np.log(np.where(is_open, distance_m, 1.0))
    odds = likelihood.base + likelihood.steepness * (_promise(signs, likelihood) - log_distance)
    chance = np.where(is_open, 1 / (1 + np.exp(-odds)), 0.0)
    levels, rows = np.nonzero(chance >= LEAST_TOLD)
    times = np.full((3, *chance.shape), np.nan)
    times[:, levels, rows] = _times(signs, rows, log_distance[levels, rows])
    return Projections(np.minimum(chance, SUREST), times[0], times[1], times[2])


def _times(signs: Signs, rows: Rows, log_distance: Floats) -> Floats:
    """Return p10, p50 and p90 of the seconds until levels so far above their rows' water."""
    rate = np.maximum(np.maximum(signs.rises_m[0], signs.rises_m[2] / 3), LEAST_RATE_M_PER_H)
    log_hours = np.clip(log_distance - np.log(rate[rows]), *LOG_HOURS)
    log_step = np.log(np.clip(signs.step_s[rows] / HOUR_S, *STEPS_H))
    p10, p50, p90 = (_seconds(pace, log_hours, log_step) for pace in (P10, P50, P90))
    return np.stack([np.minimum(p10, p50), p50, np.maximum(p50, p90)])


def _promise(signs: Signs, weights: Likelihood) -> Floats:
    """Return by how much the signs speak for a rise, as a logarithm of metres."""
    of_1_h, of_3_h, of_6_h = signs.rises_m[0], signs.rises_m[2], signs.rises_m[3]
    noise = np.clip(signs.noise_m / np.maximum(of_3_h, 0.003), 0.02, 2.0)
    height = np.clip(signs.from_middle_m / np.maximum(signs.biggest_m, 0.05), -2.0, 2.0)
    recent = np.maximum(np.maximum(of_3_h, of_6_h), 0.005)
    one_reading = np.clip(signs.step_m / recent, 0.0, 1.2)
    promise: Floats = (
        weights.rise * np.log(np.maximum(of_1_h, LEAST_RISE_M))
        + weights.biggest * np.log(signs.biggest_m)
        - weights.over_noise * np.log(noise)
        - weights.height * height
        - weights.one_reading * one_reading
    )
    return promise


def _seconds(pace: Pace, log_hours: Floats, log_step: Floats) -> Floats:
    log = pace.constant + pace.by_pace * log_hours + pace.by_step * log_step
    seconds: Floats = HOUR_S * np.exp(log)
    return seconds
