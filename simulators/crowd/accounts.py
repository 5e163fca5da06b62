"""What became of a crowd: the providers' own journals held against who was to be told what."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from kawamori.messages import Matter, notice
from kawamori.people import Channel
from kawamori.storage.connections import Connection
from kawamori.storage.telling.messages import matters_of
from kawamori.storage.telling.settlements import End, ends_of_run
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
    connection: Connection, run_no: int, people: Sequence[Person], sms: Path, push: PushService
) -> Accounts:
    """Hold the journals of both providers against the crowd."""
    ends = {str(end.delivery_id): end for end in ends_of_run(connection, run_no)}
    pushed = list(_by_push(push))
    shown = list({message.delivery_id: message for message in reversed(pushed)}.values())[::-1]
    taken = {Channel.SMS: list(_by_sms(sms)), Channel.PUSH: shown}
    crowd = {person.key: person for person in people}
    told = Counter(message.key for all_ in taken.values() for message in all_)
    due = {key for key, person in crowd.items() if person.is_in_the_flood}
    expected = _Expected(connection)
    resends = Counter({m.key: ends[m.delivery_id].resends for m in taken[Channel.SMS]})
    return Accounts(
        people=len(people),
        in_the_flood=len(due),
        accepted_by_push=len(shown),
        accepted_by_sms=len(taken[Channel.SMS]),
        resent_by_rule=sum(resends.values()),
        pushed_again=len(pushed) - len(shown),
        not_told=len(due - told.keys()),
        told_twice=sum(n > 1 + resends[key] for key, n in told.items()),
        told_elsewhere=len(told.keys() - due),
        in_other_words=sum(
            message.text != expected.text(ends[message.delivery_id], crowd[message.key])
            for all_ in taken.values()
            for message in all_
        ),
        overtaken=sum(_overtaken(c, all_, crowd, ends) for c, all_ in taken.items()),
        not_settled=sum(end.state in {"due", "claimed", "unknown"} for end in ends.values()),
    )


def figures(accounts: Accounts) -> list[str]:
    """Return the figures, a line each."""
    return [
        f"{field.name.replace('_', ' '):18} {getattr(accounts, field.name):>9,}"
        for field in fields(accounts)
    ]


class _Expected:
    """The text that a message should have for whoever reads it, made once for each language."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._matters: dict[int, list[Matter]] = {}
        self._texts: dict[tuple[int, object, object], str] = {}

    def text(self, end: End, person: Person) -> str:
        if end.message_id not in self._matters:
            self._matters[end.message_id] = matters_of(self._connection, [end.message_id])
        wording = end.message_id, person.channel, person.language
        if wording not in self._texts:
            matters = self._matters[end.message_id]
            self._texts[wording] = notice(matters, person.channel, person.language)
        return self._texts[wording]


def _by_sms(journal: Path) -> Iterator[Accepted]:
    database = sqlite3.connect(journal)
    try:
        for row in database.execute(
            "SELECT delivery_id, recipient, body FROM messages ORDER BY seq"
        ):
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
