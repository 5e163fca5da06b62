"""Which stations the same water passes, and how long it takes from one to the next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from kawamori.errors import InvalidError

LONGEST = timedelta(days=30)


class Basis(StrEnum):
    """Where a travel time comes from."""

    GIVEN = "given"  # by a person who knows the river
    LEARNED = "learned"  # from the rises of both


@dataclass(frozen=True, slots=True)
class Passage:
    """Water passes ``upstream_id``, and after the travel time ``downstream_id``.

    ``travel`` is None where the order of the two is known and the time is not. Most rises
    come within ``spread`` of it, before or after.
    """

    upstream_id: str
    downstream_id: str
    travel: timedelta | None = None
    spread: timedelta | None = None
    basis: Basis = Basis.GIVEN
    evidence: str = ""

    def __post_init__(self) -> None:
        """Refuse what no water does."""
        where = f"{self.upstream_id} → {self.downstream_id}"
        if self.upstream_id == self.downstream_id:
            raise InvalidError(f"{where}: a station is not its own neighbour")
        if self.travel is not None and not timedelta(0) < self.travel <= LONGEST:
            raise InvalidError(f"{where}: travel time {self.travel} must be above 0, at most 30 d")
        if self.spread is not None and (self.travel is None or not timedelta(0) <= self.spread):
            raise InvalidError(f"{where}: a spread of {self.spread} needs a travel time, and ≥ 0")

    def __str__(self) -> str:
        """Return it as a person reads it: ``aikawa in 40 ± 15 min``."""
        if self.travel is None:
            return f"{self.downstream_id}, in a time that is not known"
        spread = "" if self.spread is None else f" ± {self.spread.total_seconds() / 60:.0f}"
        return f"{self.downstream_id} in {self.travel.total_seconds() / 60:.0f}{spread} min"


def refuse_circles(passages: Iterable[Passage]) -> None:
    """Raise ``InvalidError`` where water would come back to where it has been."""
    below: dict[str, list[str]] = {}
    for passage in passages:
        below.setdefault(passage.upstream_id, []).append(passage.downstream_id)
    done: set[str] = set()
    for start in below:
        _follow(start, below, done)


def _follow(start: str, below: dict[str, list[str]], done: set[str]) -> None:
    """Walk down from a station, every branch of the way, without coming back to it."""
    way, branches = [start], [iter(below.get(start, ()))]
    while way:
        step = next(branches[-1], None)
        if step is None:
            done.add(way.pop())
            branches.pop()
        elif step in way:
            circle = " → ".join([*way[way.index(step) :], step])
            raise InvalidError(f"{circle}: a river does not flow back to where it has been")
        elif step not in done:
            way.append(step)
            branches.append(iter(below.get(step, ())))
