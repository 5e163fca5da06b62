"""What a mail server's answers ask for (RFC 5321, and RFC 3463 where it says more)."""

import re

from alerting.channels.contract import Effect, Refused

AGAIN_S = 60.0  # grey-listing lets a letter in at the second try
HALT_S = 60.0
PERMANENT = 500
_AUTHENTICATION = {530, 534, 535, 538}
_NO_SUCH_BOX = {550, 551, 553}
_ENHANCED = re.compile(rb"[245]\.([0-9]{1,3})\.([0-9]{1,3})")
_ADDRESS, _BOX_IS_OFF = b"1", (b"2", b"1")


def refused(code: int, said: bytes, *, of_recipient: bool) -> Refused:
    """Return what a server's refusal asks for; ``of_recipient`` when it refused the address."""
    if code in _AUTHENTICATION:
        return Refused(str(code), permanent=False, again_in_s=HALT_S, effect=Effect.HALT)
    if code < PERMANENT:
        return Refused(str(code), permanent=False, again_in_s=AGAIN_S)
    nobody = of_recipient and _is_nobody(code, said)
    effect = Effect.BAD_ADDRESS if nobody else Effect.PAGE
    return Refused(str(code), permanent=True, effect=effect)


def _is_nobody(code: int, said: bytes) -> bool:
    """Return whether nobody will ever be reached there; what policy refuses is for an operator."""
    enhanced = _ENHANCED.match(said)
    if enhanced is None:
        return code in _NO_SUCH_BOX
    return enhanced[1] == _ADDRESS or (enhanced[1], enhanced[2]) == _BOX_IS_OFF
