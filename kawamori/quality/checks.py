"""All tests on one new reading of each of some stations: flags on it, and on the one before."""

from dataclasses import dataclass

from kawamori.observations import Flag
from kawamori.quality.flat_line import find_flats
from kawamori.quality.gross_range import is_unusual
from kawamori.quality.limits import RULES, Rules
from kawamori.quality.memory import Floats, Ints, Memory, Rows
from kawamori.quality.noise import learn
from kawamori.quality.rate_of_change import is_too_fast
from kawamori.quality.readings import New
from kawamori.quality.spike import find_spikes
from kawamori.quality.stale_clock import is_by_wrong_clock

ON_NEW = Flag.UNUSUAL | Flag.RATE_OF_CHANGE | Flag.FLAT_LINE | Flag.STUCK | Flag.STALE_CLOCK
ON_LAST = Flag.OUTLIER


@dataclass(frozen=True, slots=True)
class Checked:
    """The flags of each station's new reading, and of its last one, at ``last_s``."""

    new: Ints
    last: Ints
    last_s: Floats


def check(
    memory: Memory,
    rows: Rows,
    seconds: Floats,
    stages_m: Floats,
    now_s: Floats,
    transit_s: Floats,
    rules: Rules = RULES,
) -> Checked:
    """Test new readings, one a row, each later than the last of its row; remember them.

    ``transit_s`` is how long a reading may be on its way, by the run's clock.

    1. Find the last readings that the new ones show to have been spikes.
    2. Test the new ones: range, rate of change, flat line, clock.
    3. Learn the noise, and move on.
    """
    new = New.of(memory, rows, seconds, stages_m, now_s, transit_s, rules)
    spikes = find_spikes(memory, new, rules)
    too_fast = is_too_fast(memory, new, spikes.are_outliers, rules)
    flats = find_flats(memory, new, rules)
    on_new = (
        is_unusual(memory, new) * int(Flag.UNUSUAL)
        | too_fast * int(Flag.RATE_OF_CHANGE)
        | flats.are_flat * int(Flag.FLAT_LINE)
        | flats.are_stuck * int(Flag.STUCK)
        | is_by_wrong_clock(memory, new, rules) * int(Flag.STALE_CLOCK)
    )
    on_last = spikes.are_outliers * int(Flag.OUTLIER) | spikes.are_spikes * int(Flag.SPIKE)
    learn(memory, new, spikes.are_outliers)
    _move_on(memory, new)
    return Checked(on_new, on_last, new.last_s)


def _move_on(memory: Memory, new: New) -> None:
    memory.before_s[new.rows], memory.before_m[new.rows] = new.last_s, new.last_m
    memory.last_s[new.rows], memory.last_m[new.rows] = new.seconds, new.stages_m
    memory.count[new.rows] += 1
