"""What each of the provider's error codes asks for.

Meanings are those of Twilio's error dictionary. A code that is not here is taken as
permanent and shown to an operator: better one person called than a mistake repeated.
"""

from alerting.channels.contract import Effect, Refused
from alerting.channels.rules import Rule
from kawamori.levels import GaugeLevel

HANDSET_AGAIN_S = 300.0
QUEUE_AGAIN_S = 30.0
HALT_S = 60.0

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
    "failed": Rule(2, QUEUE_AGAIN_S),  # a status without a code
    "undelivered": Rule(2, QUEUE_AGAIN_S),  # same
}
_UNLISTED = Rule(effect=Effect.PAGE)


def refused(code: str, *, tries: int, level: int, retry_after_s: float | None) -> Refused:
    """Return what a refusal with this code asks for, at the ``tries``-th try."""
    rule = RULES.get(code, _UNLISTED)
    return rule.refused(code, tries=tries, level=level, retry_after_s=retry_after_s)
