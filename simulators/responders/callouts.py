"""A call-out played through: whom a way of asking asks when, who answers, and how it ends.

People answer the same whichever way asks them, so that ways can be compared. Each answer is read
as the real ones are: what is for a person counts as nothing here.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import numpy as np

from kawamori.responders.callouts import COMING, Answer
from kawamori.responders.replies import read_reply
from kawamori.responders.waves import Candidate, Delays, Share, order, wait_s, wave_size
from simulators.responders.people import Person, Reply

HORIZON_S = 3600.0
REPLACED_AFTER_S = 600.0


@dataclass(slots=True)
class CallOut:
    """How a call-out stands: who may be asked yet, who was asked when, and what they said."""

    needed: int
    line: list[int]
    asked_at_s: dict[int, float] = field(default_factory=dict)
    said: dict[int, Answer] = field(default_factory=dict)
    filled_at_s: float | None = None
    sent_home: int = 0

    @property
    def coming(self) -> int:
        """How many come."""
        return sum(said in COMING for said in self.said.values()) - self.sent_home

    def ask(self, count: int, now_s: float) -> list[int]:
        """Return the next in line, who are asked now."""
        asked, self.line = self.line[:count], self.line[count:]
        self.asked_at_s |= dict.fromkeys(asked, now_s)
        return asked

    def hear(self, person_id: int, said: Answer, now_s: float) -> None:
        """Take an answer: whoever comes when enough do is told to stand down."""
        is_full = self.coming >= self.needed
        self.said[person_id] = said
        if said in COMING and is_full:
            self.sent_home += 1
        elif self.coming >= self.needed and self.filled_at_s is None:
            self.filled_at_s = now_s

    def waited_s(self, now_s: float) -> list[float]:
        """Return for how long each has been silent who said nothing yet."""
        return [now_s - at for who, at in self.asked_at_s.items() if who not in self.said]


class Way(Protocol):
    """A way of asking: how many to ask at a moment, and when to look again."""

    def asks(self, callout: CallOut, now_s: float, /) -> int:
        """Return how many to ask now."""
        ...

    def looks_again_s(self, callout: CallOut, now_s: float, /) -> Iterable[float]:
        """Return when to look again beside every answer, as moments."""
        ...


class InWaves:
    """As many as are likely to suffice; again when most have answered."""

    def __init__(self, prior: Share | None = None, delays: Delays | None = None) -> None:
        self.prior, self.delays = prior or Share(), delays or Delays()
        self.next_s = 0.0

    def asks(self, callout: CallOut, now_s: float) -> int:
        """Return the size of a wave once its time has come."""
        if now_s < self.next_s:
            return 0
        self.next_s = now_s + wait_s(self.delays)
        waited = callout.waited_s(now_s)
        come = sum(said in COMING for said in callout.said.values())
        share = self.prior.heard(come, len(callout.said) - come, self.delays.silent(waited))
        outstanding = self.delays.outstanding(waited, share)
        return wave_size(callout.needed - callout.coming, outstanding, share)

    def looks_again_s(self, _callout: CallOut, _now_s: float) -> Iterable[float]:
        """Return when the next wave is due."""
        return (self.next_s,)


class AllAtOnce:
    """Everybody, at once."""

    def asks(self, callout: CallOut, _now_s: float) -> int:
        """Return how many there are."""
        return len(callout.line)

    def looks_again_s(self, _callout: CallOut, _now_s: float) -> Iterable[float]:
        """Return nothing: nobody is left to ask."""
        return ()


class OneForOne:
    """As many as are needed, and another for each who does not come or stays silent."""

    def asks(self, callout: CallOut, now_s: float) -> int:
        """Return how many of those asked are lost."""
        expected = sum(waited < REPLACED_AFTER_S for waited in callout.waited_s(now_s))
        return max(0, callout.needed - callout.coming - expected)

    def looks_again_s(self, callout: CallOut, now_s: float) -> Iterable[float]:
        """Return when those asked just now have been silent for too long."""
        just_now = now_s in callout.asked_at_s.values()
        return (now_s + REPLACED_AFTER_S,) if just_now else ()


WAYS: Mapping[str, Callable[[], Way]] = {
    "waves": InWaves,
    "everyone at once": AllAtOnce,
    "one for one": OneForOne,
}


def line_of(people: Sequence[Person]) -> list[int]:
    """Return in which order people are asked."""
    candidates = (Candidate(person.person_id, person.distance_m) for person in people)
    return [each.person_id for each in order(candidates)]


def replies_of(
    people: Sequence[Person], asked_at_s: float, seed: int
) -> Mapping[int, Reply | None]:
    """Return what each would answer to one call-out; the same for the same seed."""
    rng = np.random.default_rng(seed)
    return {person.person_id: person.reply(asked_at_s, rng) for person in people}


def play(
    way: Way, needed: int, line: Sequence[int], replies: Mapping[int, Reply | None]
) -> CallOut:
    """Return how a call-out stands an hour after it began."""
    callout = CallOut(needed, list(line))
    moments: list[tuple[float, int]] = [(0.0, -1)]
    while moments and moments[0][0] <= HORIZON_S:
        now_s, person_id = heapq.heappop(moments)
        reply = replies.get(person_id)
        if reply is not None:
            callout.hear(person_id, _read(reply.text), now_s)
        if callout.filled_at_s is not None:
            continue
        for asked in callout.ask(way.asks(callout, now_s), now_s):
            if answer := replies[asked]:
                heapq.heappush(moments, (now_s + answer.delay_s, asked))
        for moment in way.looks_again_s(callout, now_s):
            if moment > now_s and (moment, -1) not in moments:
                heapq.heappush(moments, (moment, -1))
    return callout


@cache
def _read(text: str) -> Answer:
    return read_reply(text).answer
