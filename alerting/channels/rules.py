"""What a provider's code asks for: how often to try, after what time, and what else happens."""

from dataclasses import dataclass

from alerting.channels.contract import Effect, Refused
from kawamori.levels import GaugeLevel

LASTING = frozenset({"clear", "lift", "correct", "retract"})  # kinds as true in the morning
LONGEST_ASKED_S = 60.0  # a provider that asks for a day is not obeyed while a river rises


@dataclass(frozen=True, slots=True)
class Rule:
    """How often a delivery may be tried in all, after what time, and what else happens.

    ``tries`` 0 is as often as it takes: the dispatcher gives up by the clock.
    """

    tries: int = 1
    again_in_s: float | None = None
    from_level: GaugeLevel = GaugeLevel.NORMAL
    effect: Effect = Effect.NONE

    def refused(self, code: str, *, tries: int, level: int, retry_after_s: float | None) -> Refused:
        """Return what a refusal with this code asks for, at the ``tries``-th try.

        A provider's own ``Retry-After`` goes before the rule's time, up to a limit.
        """
        again = self.tries == 0 or (tries < self.tries and level >= self.from_level)
        if not again:
            return Refused(code, permanent=True, effect=self.effect)
        asked_s = None if retry_after_s is None else min(retry_after_s, LONGEST_ASKED_S)
        again_in_s = self.again_in_s if asked_s is None else asked_s
        effect = self.effect if self.effect is Effect.HALT else Effect.NONE
        return Refused(code, permanent=False, again_in_s=again_in_s, effect=effect)
