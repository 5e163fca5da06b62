"""How the whole city stands in one line: never calmer than the highest order that is in force.

The app draws the same line for the places that somebody chose; kawamori/testing/verdicts.json
holds both to one table.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from kawamori.storage.judged.map import PublicState

_KNOWN = frozenset({"live", "dormant"})  # one that sleeps in calm weather is well
_LOST = frozenset({"dead", None})


class Ground(StrEnum):
    """What a verdict rests on, the gravest first."""

    ORDER = "order"
    GAUGE = "gauge"
    NO_DATA = "no_data"
    CALM = "calm"


class Verdict(NamedTuple):
    """What stands at the top of a page; ``level`` is 警戒レベル for an order, else the gauge's."""

    ground: Ground
    level: int
    some_unknown: bool

    @property
    def headline(self) -> str:
        """Return the key of its words; an order has its own name for one."""
        if self.ground is Ground.CALM:
            return "verdict.some_data" if self.some_unknown else "verdict.calm"
        return "verdict.no_data" if self.ground is Ground.NO_DATA else f"verdict.gauge_{self.level}"

    @property
    def to_do(self) -> str:
        """Return the key of what to do; not to know is never answered as calm."""
        if self.ground is Ground.ORDER:
            return f"do.order_{self.level}"
        unsure = self.ground is Ground.NO_DATA or (self.ground is Ground.CALM and self.some_unknown)
        return "do.no_data" if unsure else f"do.gauge_{self.level}"


def is_known(state: PublicState) -> bool:
    """Tell whether how a gauge's river stands now is known."""
    return state.freshness in _KNOWN


def level_held(state: PublicState) -> int:
    """Return the level that holds as long as nobody has seen the river fall; 0 for lost gauges."""
    return 0 if state.freshness in _LOST else state.level or 0


def verdict(in_force: Sequence[dict[str, Any]], states: Iterable[PublicState]) -> Verdict:
    """Return what is gravest: an order before a gauge, and not to know before all is calm."""
    gauges = list(states)
    unknown = [state for state in gauges if not is_known(state)]
    if in_force:
        highest = max(order["alert_level"] for order in in_force)
        return Verdict(Ground.ORDER, highest, bool(unknown))
    if level := max(map(level_held, gauges), default=0):
        return Verdict(Ground.GAUGE, level, bool(unknown))
    ground = Ground.NO_DATA if len(unknown) == len(gauges) else Ground.CALM
    return Verdict(ground, 0, bool(unknown))
