"""Where batches go, and how each place is doing, so that one that is down holds up nobody else."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from alerting.channels.contract import Answer, Effect, Receipt, Refused

AT_ONCE = 4  # batches to one destination
SLOW_AFTER = timedelta(seconds=3)
SLOW_AGAIN = timedelta(seconds=10)
FAILING_AGAIN = timedelta(seconds=60)  # or as soon as it takes something
FIRST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 60.0

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Destination:
    under_way: list[datetime] = field(default_factory=list)
    failures: int = 0
    closed_until: datetime = _LONG_AGO


class Destinations:
    """What is under way to each destination, and until when it is left alone."""

    def __init__(self) -> None:
        """Know of nothing bad."""
        self._all: defaultdict[str, _Destination] = defaultdict(_Destination)

    def opens_at(self, name: str, now: datetime) -> datetime | None:
        """Return when something more may be sent there; None if it may now.

        While a destination fails, one batch at a time finds out whether it still does, and
        the rest waits for what that one finds.
        """
        there = self._all[name]
        if there.failures:
            is_tried = there.under_way or now < there.closed_until
            return now + FAILING_AGAIN if is_tried else None
        return now + SLOW_AGAIN if len(there.under_way) >= AT_ONCE else None

    def closed_until(self, name: str) -> datetime | None:
        """Return until when a destination that fails is left alone; None if it does well."""
        there = self._all[name]
        return there.closed_until if there.failures else None

    def is_worth_waiting(self, now: datetime) -> bool:
        """Return whether somebody takes batches as fast as they come, and just now has its fill.

        Whoever is slow about it is not waited for: others would wait with it.
        """
        return any(
            not there.failures
            and len(there.under_way) >= AT_ONCE
            and now - there.under_way[0] < SLOW_AFTER
            for there in self._all.values()
        )

    def begin(self, name: str, now: datetime) -> None:
        """Note that a batch leaves."""
        self._all[name].under_way.append(now)

    def end(self, name: str, begun: datetime, answers: Sequence[Answer], now: datetime) -> bool:
        """Note how a batch was received; return whether a destination that failed is back.

        One that took nothing is left alone, longer each time; one that asks for it, for as
        long as it asks.
        """
        there = self._all[name]
        there.under_way.remove(begun)
        waits = [a for a in answers if isinstance(a, Refused) and a.effect is Effect.WAIT]
        if not waits and any(_is_settled(answer) for answer in answers):
            is_back, there.failures = there.failures > 0, 0
            return is_back
        there.failures += 1
        pause_s = min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** (there.failures - 1))
        asked_s = max((each.again_in_s or 0 for each in waits), default=0)
        there.closed_until = now + timedelta(seconds=max(pause_s, asked_s))
        return False


def _is_settled(answer: Answer) -> bool:
    return isinstance(answer, Receipt) or (isinstance(answer, Refused) and answer.permanent)
