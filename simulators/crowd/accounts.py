"""What became of a crowd: the providers' own journals held against who was to be told what."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import product
from pathlib import Path

from kawamori.messages.written import Texts
from kawamori.people import Channel
from kawamori.storage.telling.settlements import End
from simulators.crowd.people import RISKS, Person
from simulators.push.testing import PushService

_JOURNAL = "SELECT delivery_id, recipient, body FROM messages ORDER BY seq"

# How many may be in dispatchers' hands at once, where the next is claimed only behind them.
IN_HAND = {Channel.SMS: 2 * 8, Channel.PUSH: 2 * 4 * 500}


@dataclass(frozen=True, slots=True)
class Accounts:
    """The figures of a crowd; all is well when the last six are zero.

    ``pushed_again`` came to a browser that had them: it shows a delivery once, by its id.
    ``overtaken`` are those who were accepted at the first try behind more people of lower
    risk than dispatchers hold in their hands.
    """

    people: int
    in_the_flood: int
    messages: int
    accepted_by_push: int
    accepted_by_sms: int
    resent_by_rule: int
    pushed_again: int
    not_told: int
    told_twice: int
    told_elsewhere: int
    in_other_words: int
    overtaken: int
    not_settled: int

    @property
    def is_well(self) -> bool:
        """Whether each was told once, in their words, the most at risk first, and nobody else."""
        wrong = self.not_told + self.told_twice + self.told_elsewhere + self.in_other_words
        return not wrong + self.overtaken + self.not_settled


@dataclass(frozen=True, slots=True)
class Accepted:
    """One message in a provider's journal; they are in the order in which it took them."""

    delivery_id: str
    key: str
    text: str


def account(
    ends: Sequence[End],
    expected: Mapping[int, Texts],
    people: Sequence[Person],
    sms: Path,
    push: PushService,
) -> Accounts:
    """Hold the journals of both providers against the crowd.

    ``expected`` are the texts of each message that everybody in the flood is to be told.
    """
    by_id = {str(end.delivery_id): end for end in ends}
    pushed = list(_by_push(push))
    shown = list({message.delivery_id: message for message in reversed(pushed)}.values())[::-1]
    taken = {Channel.SMS: list(_by_sms(sms)), Channel.PUSH: shown}
    everything = [message for all_ in taken.values() for message in all_]
    crowd = {person.key: person for person in people}
    told = Counter((m.key, by_id[m.delivery_id].message_id) for m in everything)
    in_the_flood = [key for key, person in crowd.items() if person.is_in_the_flood]
    due = set(product(in_the_flood, expected))
    resends = {
        (m.key, by_id[m.delivery_id].message_id): by_id[m.delivery_id].resends
        for m in taken[Channel.SMS]
    }
    return Accounts(
        people=len(people),
        in_the_flood=len(in_the_flood),
        messages=len(expected),
        accepted_by_push=len(shown),
        accepted_by_sms=len(taken[Channel.SMS]),
        resent_by_rule=sum(resends.values()),
        pushed_again=len(pushed) - len(shown),
        not_told=len(due - told.keys()),
        told_twice=sum(n > 1 + resends.get(which, 0) for which, n in told.items()),
        told_elsewhere=len(told.keys() - due),
        in_other_words=sum(
            message.text != _text(expected, by_id[message.delivery_id], crowd[message.key])
            for message in everything
        ),
        overtaken=sum(
            _overtaken(channel, _of(all_, message_id, by_id), crowd, by_id)
            for channel, all_ in taken.items()
            for message_id in expected
        ),
        not_settled=sum(end.state in {"due", "claimed", "unknown"} for end in ends),
    )


def figures(accounts: Accounts) -> list[str]:
    """Return the figures, a line each."""
    return [
        f"{field.name.replace('_', ' '):18} {getattr(accounts, field.name):>9,}"
        for field in fields(accounts)
    ]


def _text(expected: Mapping[int, Texts], end: End, person: Person) -> str | None:
    return expected.get(end.message_id, {}).get((person.channel, person.language))


def _of(taken: Sequence[Accepted], message_id: int, ends: Mapping[str, End]) -> list[Accepted]:
    return [message for message in taken if ends[message.delivery_id].message_id == message_id]


def _by_sms(journal: Path) -> Iterator[Accepted]:
    database = sqlite3.connect(journal)
    try:
        for row in database.execute(_JOURNAL):
            yield Accepted(*row)
    finally:
        database.close()


def _by_push(push: PushService) -> Iterator[Accepted]:
    for message in push.accepted():
        payload = message["payload"]
        text = f"{payload['title']}\n{payload['body']}"
        yield Accepted(payload["id"], message["token"], text)


def _overtaken(
    channel: Channel,
    taken: Sequence[Accepted],
    crowd: Mapping[str, Person],
    ends: Mapping[str, End],
) -> int:
    before: defaultdict[int, int] = defaultdict(int)
    overtaken = 0
    for message in taken:
        risk = RISKS[crowd[message.key].area_id]
        lower = sum(n for other, n in before.items() if other < risk)
        overtaken += lower > IN_HAND[channel] and ends[message.delivery_id].tries == 1
        before[risk] += 1
    return overtaken
