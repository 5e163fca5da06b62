"""What each answer of a push service asks for (RFC 8030, and what the services have made of it).

A subscription is given up only where the service says that it is gone. A fault in our key
or in our request is an operator's to mend, and costs nobody their subscription.
"""

from http import HTTPStatus
from typing import NamedTuple

from alerting.channels.contract import Answer, Effect, Receipt, Refused, Unknown
from alerting.channels.push.posting import UNUSABLE, Reply

UNREACHABLE_AGAIN_S = 10.0
LONGEST_ASKED_S = 300.0  # a service that asks for a day is not obeyed while a river rises


class Rule(NamedTuple):
    """When to try again, unless the service names a time; None: never."""

    again_in_s: float | None
    effect: Effect


RULES: dict[int, Rule] = {
    HTTPStatus.NOT_FOUND: Rule(None, Effect.BAD_ADDRESS),
    HTTPStatus.GONE: Rule(None, Effect.BAD_ADDRESS),
    HTTPStatus.NOT_ACCEPTABLE: Rule(30, Effect.WAIT),  # Windows' service, for 429
    HTTPStatus.TOO_MANY_REQUESTS: Rule(30, Effect.WAIT),
    HTTPStatus.SERVICE_UNAVAILABLE: Rule(30, Effect.WAIT),  # where it names a time
    HTTPStatus.UNAUTHORIZED: Rule(60, Effect.PAGE),  # our key, or our clock
    HTTPStatus.FORBIDDEN: Rule(60, Effect.PAGE),
}
_OUR_FAULT = Rule(None, Effect.PAGE)  # 400, 413 and what nobody has heard of
_TAKEN, _SERVER_ERRORS = range(200, 300), range(500, 600)


def answer(reply: Reply) -> Answer:
    """Return what a reply means for its delivery.

    That it has taken a message is all a service ever says: never that anybody has it.
    """
    status, asked_s = reply.status, reply.retry_after_s
    if reply.fault == UNUSABLE:
        return Refused(reply.fault, permanent=True, effect=Effect.BAD_ADDRESS)
    if not status and not reply.may_have_arrived:
        return Refused(reply.fault, permanent=False, again_in_s=UNREACHABLE_AGAIN_S)
    if not status or (status in _SERVER_ERRORS and asked_s is None):
        return Unknown(reply.fault or str(status))
    if status in _TAKEN:
        return Receipt(reply.location or "", "accepted")
    rule = RULES.get(status, _OUR_FAULT)
    if rule.again_in_s is None:
        return Refused(str(status), permanent=True, effect=rule.effect)
    again_in_s = min(asked_s or rule.again_in_s, LONGEST_ASKED_S)
    return Refused(str(status), permanent=False, again_in_s=again_in_s, effect=rule.effect)
