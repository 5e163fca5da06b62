"""What each of the provider's error codes asks for.

Meanings are those of Twilio's error dictionary. A code that is not here is taken as
permanent and shown to an operator: better one person called than a mistake repeated.
"""

from dataclasses import dataclass

from alerting.channels.contract import Effect, Refused
from kawamori.levels import GaugeLevel

HANDSET_AGAIN_S = 300.0
QUEUE_AGAIN_S = 30.0
HALT_S = 60.0
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


RULES = {
    "20003": Rule(0, HALT_S, effect=Effect.HALT),  # authentication failed
    "30002": Rule(0, HALT_S, effect=Effect.HALT),  # account suspended
    "20429": Rule(0),  # too many requests
    "21211": Rule(effect=Effect.BAD_ADDRESS),  # invalid number
    "21614": Rule(effect=Effect.BAD_ADDRESS),  # not a mobile number
    "21610": Rule(effect=Effect.OPTED_OUT),
    "21612": Rule(effect=Effect.PAGE),  # this sender can't reach this number
    "21408": Rule(effect=Effect.PAGE),  # region not enabled
    "21611": Rule(0, QUEUE_AGAIN_S),  # the sender's queue is full
    "30001": Rule(0, QUEUE_AGAIN_S),  # queue overflow
    "30003": Rule(2, HANDSET_AGAIN_S, from_level=GaugeLevel.DANGER),  # handset off, unreachable
    "30004": Rule(),  # blocked
    "30005": Rule(2, HANDSET_AGAIN_S, effect=Effect.BAD_ADDRESS),  # unknown handset
    "30006": Rule(),  # landline, or a carrier that can't be reached
    "30007": Rule(effect=Effect.PAGE),  # filtered by the carrier
    "30008": Rule(2, QUEUE_AGAIN_S),  # unknown error
    "30036": Rule(),  # waited longer than it is valid: too late by now
    "canceled": Rule(),  # a status, not a code: somebody canceled it at the provider
}
_UNLISTED = Rule(effect=Effect.PAGE)


def refused(code: str, *, tries: int, level: int, retry_after_s: float | None) -> Refused:
    """Return what a refusal with this code asks for, at the ``tries``-th try.

    A provider's own ``Retry-After`` goes before the table's time, up to a limit.
    """
    rule = RULES.get(code, _UNLISTED)
    again = rule.tries == 0 or (tries < rule.tries and level >= rule.from_level)
    if not again:
        return Refused(code, permanent=True, effect=rule.effect)
    asked_s = None if retry_after_s is None else min(retry_after_s, LONGEST_ASKED_S)
    again_in_s = rule.again_in_s if asked_s is None else asked_s
    effect = rule.effect if rule.effect is Effect.HALT else Effect.NONE
    return Refused(code, permanent=False, again_in_s=again_in_s, effect=effect)
