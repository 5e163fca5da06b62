"""One new reading of each of some stations, beside the two before it."""

from dataclasses import dataclass

import numpy as np

from kawamori.quality.limits import Rules
from kawamori.quality.memory import Bools, Floats, Memory, Rows


@dataclass(frozen=True, slots=True)
class New:
    """New readings with what the tests need of the past; NaN where there is none.

    ``last_*`` is the reading before, ``before_*`` the one before that; ``is_next`` says that
    the last one is near enough in time to be held against the new one, ``are_three`` that all
    three are.
    """

    rows: Rows
    seconds: Floats
    stages_m: Floats
    now_s: Floats
    transit_s: Floats
    interval_s: Floats
    last_s: Floats
    last_m: Floats
    before_s: Floats
    before_m: Floats
    noise_m: Floats
    is_next: Bools
    are_three: Bools

    @classmethod
    def of(
        cls,
        memory: Memory,
        rows: Rows,
        seconds: Floats,
        stages_m: Floats,
        now_s: Floats,
        transit_s: Floats,
        rules: Rules,
    ) -> "New":
        """Return new readings, one a row, together with what is remembered."""
        interval_s = memory.interval_s[rows]
        last_s, before_s = memory.last_s[rows], memory.before_s[rows]
        longest_s = rules.gap_steps * interval_s
        is_next = (seconds > last_s) & (seconds - last_s <= longest_s)  # a clock may go back
        return cls(
            rows,
            seconds,
            stages_m,
            now_s,
            transit_s,
            interval_s,
            last_s,
            memory.last_m[rows],
            before_s,
            memory.before_m[rows],
            memory.noise_m[rows],
            is_next,
            is_next & (last_s > before_s) & (last_s - before_s <= longest_s),
        )


def made_unless_given(given: Floats, made: Floats) -> Floats:
    """Return a station's own limits where it has any, else those that were made."""
    limits: Floats = np.where(np.isnan(given), made, given)
    return limits
