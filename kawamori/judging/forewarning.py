"""When a chance is worth a warning, and what is remembered of those that were given."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from kawamori.judging.course import Bools, Floats, Rows


@dataclass(frozen=True, slots=True)
class Bars:
    """When a chance is worth a warning: raising ``warn`` trades lead for fewer false ones."""

    warn: float = 0.18
    firm: float = 0.56  # so sure that a warning given before is given again
    forget: float = 0.06  # below this chance the next warning is a new one
    rest: timedelta = timedelta(hours=3)  # from one warning of a level to the next, at the least
    stands: timedelta = timedelta(hours=6)  # so long; then it is given anew or lapses
    dearer: float = 0.4  # log odds that each lapsed warning of a level adds to its own bar
    dearest: float = 8.0  # lapsed warnings that count at the most
    halves_in: timedelta = timedelta(days=7)  # so long until half of that is forgotten


@dataclass(slots=True)
class Warned:
    """What has been warned of: (levels, stations)."""

    at_s: Floats  # the newest warning, or the newest reading at or above the level
    is_armed: Bools
    is_firm: Bools  # the newest warning was
    was_above: Bools  # since it was armed
    is_open: Bools  # the newest warning has neither come true nor lapsed
    lapsed: Floats  # how many came to nothing, half forgotten in a week
    lapsed_s: Floats  # when that was reckoned

    @classmethod
    def of(cls, levels: int, stations: int) -> "Warned":
        """Nothing has been warned of."""
        shape = (levels, stations)
        return cls(
            np.full(shape, -np.inf),
            np.ones(shape, dtype=np.bool_),
            np.zeros(shape, dtype=np.bool_),
            np.zeros(shape, dtype=np.bool_),
            np.zeros(shape, dtype=np.bool_),
            np.zeros(shape),
            np.zeros(shape),
        )


def warn(
    warned: Warned,
    rows: Rows,
    seconds: Floats,
    stages_m: Floats,
    rungs_m: Floats,
    chance: Floats,
    bars: Bars,
) -> Bools:
    """Return which levels are to be warned of now, by (levels, rows), and remember it.

    A level is warned of when its chance comes to the bar: at most once in three hours
    and then only if the chance had gone meanwhile or has become firm, and anew after six.
    At or above the level there is nothing to warn of. Each warning that came to nothing
    raises the bar of its level at its gauge for a while: noise and tides silence themselves.
    """
    is_above = stages_m >= rungs_m
    forgotten = ~is_above & (chance < bars.forget)
    armed = ~is_above & (warned.is_armed[:, rows] | forgotten)
    was_above = is_above | (warned.was_above[:, rows] & ~forgotten)
    age_s = seconds - warned.at_s[:, rows]
    bar = _bar(warned, rows, seconds, is_above, age_s, bars)
    firm = chance >= bars.firm
    is_over = age_s >= bars.stands.total_seconds()
    again = ~was_above & (is_over | (firm & ~warned.is_firm[:, rows]))
    now = ~is_above & (chance >= bar) & (age_s >= bars.rest.total_seconds()) & (armed | again)
    warned.at_s[:, rows] = np.where(now | is_above, seconds, warned.at_s[:, rows])
    warned.is_armed[:, rows] = armed & ~now
    warned.is_firm[:, rows] = np.where(now, firm, warned.is_firm[:, rows])
    warned.was_above[:, rows] = was_above
    warned.is_open[:, rows] |= now
    return now


def _bar(
    warned: Warned, rows: Rows, seconds: Floats, is_above: Bools, age_s: Floats, bars: Bars
) -> Floats:
    """Return the chance that a warning needs, after reckoning those that lapsed."""
    is_open = warned.is_open[:, rows]
    lapses = is_open & ~is_above & (age_s > bars.stands.total_seconds())
    faded = np.exp2((warned.lapsed_s[:, rows] - seconds) / bars.halves_in.total_seconds())
    lapsed = np.minimum(warned.lapsed[:, rows] * faded + lapses, bars.dearest)
    warned.lapsed[:, rows] = lapsed
    warned.lapsed_s[:, rows] = seconds
    warned.is_open[:, rows] = is_open & ~is_above & ~lapses
    odds = bars.warn / (1 - bars.warn) * np.exp(bars.dearer * lapsed)
    bar: Floats = odds / (1 + odds)
    return bar
