"""How the sandbox treats a message: normally well, and badly where trouble is to be rehearsed.

A behaviour is set for one number or for everybody, for a number of requests or until
it is taken back. Some numbers always behave alike: ``NUMBERS`` is their list.
"""

import random
from enum import StrEnum
from threading import Lock

from pydantic import BaseModel, ConfigDict, Field


class Answer(StrEnum):
    """What the sender hears, and whether the message was accepted all the same."""

    CREATED = "created"
    LOST = "accept_then_500"
    SILENT = "accept_then_silence"
    BROKEN = "refuse_500"
    BUSY = "refuse_429"


class Fate(StrEnum):
    """What becomes of an accepted message in the end."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


class Pickup(StrEnum):
    """What becomes of a call."""

    ANSWERED = "answered"
    BUSY = "busy"
    ABSENT = "no-answer"
    FAILED = "failed"


class Callbacks(StrEnum):
    """How the sender is told of it."""

    IN_ORDER = "in_order"
    OUT_OF_ORDER = "out_of_order"
    TWICE = "twice"
    NEVER = "never"


class Behaviour(BaseModel):
    """One way to treat messages; what is left out is as in good times."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    to: str | None = None
    answer: Answer = Answer.CREATED
    retry_after_s: int = Field(default=1, ge=0)
    fate: Fate = Fate.DELIVERED
    error_code: int = 30003  # the handset is off or out of reach
    call: Pickup = Pickup.ANSWERED
    keys: tuple[str, ...] = ("1",)  # pressed one after another, each time a key is asked for
    callbacks: Callbacks = Callbacks.IN_ORDER
    delay_s: float = Field(default=0, ge=0)  # callbacks only: the message itself is not late
    pace_s: float = Field(default=0.25, ge=0)  # from queued to sent, from sent to delivered
    times: int | None = Field(default=None, ge=1)
    share: float = Field(default=1, gt=0, le=1)  # of the requests, drawn by lot


NORMAL = Behaviour()
NUMBERS = {
    behaviour.to: behaviour
    for behaviour in (
        Behaviour(to="+819000009500", answer=Answer.LOST),
        Behaviour(to="+819000009504", answer=Answer.SILENT),
        Behaviour(to="+819000009503", answer=Answer.BROKEN),
        Behaviour(to="+819000009429", answer=Answer.BUSY),
        Behaviour(to="+819000009003", fate=Fate.UNDELIVERED),
        Behaviour(to="+819000009101", callbacks=Callbacks.OUT_OF_ORDER),
        Behaviour(to="+819000009102", callbacks=Callbacks.TWICE),
        Behaviour(to="+819000009103", callbacks=Callbacks.NEVER),
        Behaviour(to="+819000009104", delay_s=30),
        Behaviour(to="+819000009601", call=Pickup.BUSY),
        Behaviour(to="+819000009602", call=Pickup.ABSENT),
        Behaviour(to="+819000009603", call=Pickup.FAILED),
        Behaviour(to="+819000009604", keys=()),
        Behaviour(to="+819000009605", keys=("9", "1")),
    )
}


class Behaviours:
    """What was asked for: the number's own comes first, then its fixed one, then everybody's."""

    def __init__(self) -> None:
        self._asked: dict[str | None, tuple[Behaviour, int | None]] = {}
        self._lock = Lock()
        self._lots = random.Random()

    def set(self, behaviour: Behaviour) -> None:
        """Treat a number, or everybody, like this from now on."""
        with self._lock:
            self._asked[behaviour.to] = behaviour, behaviour.times

    def reset(self) -> None:
        """Treat everybody well again."""
        with self._lock:
            self._asked.clear()

    def asked(self) -> list[Behaviour]:
        """Return what is asked for now, with the requests that are left of ``times``."""
        with self._lock:
            return [b.model_copy(update={"times": left}) for b, left in self._asked.values()]

    def take(self, to: str) -> Behaviour:
        """Return how to treat this request, and count it."""
        with self._lock:
            for whom in (to, None):
                if whom is None and to in NUMBERS:
                    return NUMBERS[to]
                if whom in self._asked and self._lots.random() < self._asked[whom][0].share:
                    return self._count(whom)
        return NORMAL

    def _count(self, whom: str | None) -> Behaviour:
        behaviour, left = self._asked[whom]
        if left == 1:
            del self._asked[whom]
        elif left is not None:
            self._asked[whom] = behaviour, left - 1
        return behaviour
