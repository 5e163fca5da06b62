"""What is done when nobody picks up, and what each of the provider's codes asks for.

A call that was picked up by something is not repeated: it may have been an answering machine,
which has the words now. Only a key tells that a person has heard them.
"""

from alerting.channels.contract import Effect, Refused
from alerting.channels.rules import Rule
from kawamori.levels import GaugeLevel

BUSY_AGAIN_S, ABSENT_AGAIN_S = 60.0, 180.0
HALT_S = 60.0

RULES = {
    "failed": Rule(2, BUSY_AGAIN_S),
    "canceled": Rule(),  # at the provider, by a person
    "20003": Rule(0, HALT_S, effect=Effect.HALT),  # authentication failed
    "20005": Rule(0, HALT_S, effect=Effect.HALT),  # account not active
    "20429": Rule(0),  # too many requests
    "21211": Rule(effect=Effect.BAD_ADDRESS),  # invalid number
    "21217": Rule(effect=Effect.BAD_ADDRESS),  # does not look like a number
    "21210": Rule(effect=Effect.PAGE),  # our own number may not call
    "21212": Rule(effect=Effect.PAGE),  # our own number is invalid
    "21215": Rule(effect=Effect.PAGE),  # this country is not enabled
    "21216": Rule(effect=Effect.PAGE),  # this number is blocked for the account
}
_NOBODY = {"busy": BUSY_AGAIN_S, "no-answer": ABSENT_AGAIN_S}
_CALLS = {GaugeLevel.DANGER: 3, GaugeLevel.OVERFLOW: 3, GaugeLevel.EVACUATION: 2}
_UNLISTED = Rule(effect=Effect.PAGE)


def refused(code: str, *, tries: int, level: int, retry_after_s: float | None) -> Refused:
    """Return what a code asks for at the ``tries``-th try.

    Where nobody picked up: three calls in all at levels 4 and 5, two at 3, one below.
    """
    if code in _NOBODY:
        rule = Rule(_CALLS.get(GaugeLevel(level), 1), _NOBODY[code])
    else:
        rule = RULES.get(code, _UNLISTED)
    return rule.refused(code, tries=tries, level=level, retry_after_s=retry_after_s)
