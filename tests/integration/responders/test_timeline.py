"""One storm, from the forecast to the purge: two hundred are registered, twelve are needed."""

import heapq
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from api.testing.responders import KEY
from kawamori.chronology.entries import Kind
from kawamori.errors import ConflictError
from kawamori.messages.clocks import clock
from kawamori.responders.callouts import Answer
from kawamori.responders.checkins import Step
from kawamori.responders.replies import read_reply
from kawamori.runs import ACTUAL
from kawamori.storage.chronology.timeline import Sought, every_entry
from kawamori.storage.responders.answering import Asked, answer_ask, note_unread
from kawamori.storage.responders.hours import hours_of_run
from kawamori.storage.responders.purging import Reader, purge_responders
from kawamori.storage.responders.readiness import readiness
from kawamori.storage.responders.withdrawing import account_for_person, orders_of_run
from kawamori.testing.world import NOW
from simulators.responders.people import Person, Reply, make_people

if TYPE_CHECKING:
    from conftest import Field

REGISTERED, NEEDED = 200, 12
MINUTE = timedelta(minutes=1)
AREAS = ("honcho", "hama")


class Town:
    """Two hundred people with habits of their own, and what they are about to say."""

    def __init__(self, field: "Field") -> None:
        self.field, self.desk = field, field.desk
        self.people: dict[int, Person] = {}
        for n, person in enumerate(make_people(REGISTERED, seed=7)):
            self.people[self.desk.enrol(area=AREAS[n % len(AREAS)])] = person
        self._random = np.random.default_rng(7)
        self._coming: list[tuple[float, int, Reply]] = []
        self._heard_of: set[int] = set()
        self.read: Counter[Answer] = Counter()

    def answer_out(self, callout_id: int, minutes: int) -> None:
        """Let a call-out run for so long, minute by minute, and everybody answer in their time."""
        for _ in range(minutes):
            self.desk.work(MINUTE)
            now_s = self.desk.wall.timestamp()
            for who in sorted(self.desk.asks(callout_id).keys() - self._heard_of):
                self._heard_of.add(who)
                if reply := self.people[who].reply(now_s, self._random):
                    heapq.heappush(self._coming, (now_s + reply.delay_s, who, reply))
            while self._coming and self._coming[0][0] <= now_s:
                _, who, reply = heapq.heappop(self._coming)
                self._say(callout_id, who, reply)

    def _say(self, callout_id: int, who: int, reply: Reply) -> None:
        connection, now, heard = self.field.connection, self.desk.wall, read_reply(reply.text)
        self.read[heard.answer] += 1
        if heard.answer is Answer.UNCLEAR:
            note_unread(connection, _question(callout_id, who), now)
            return
        later = heard.after or timedelta(minutes=30)
        answer_ask(
            connection, 0, callout_id, who, heard.answer,
            coming_at=now + later if heard.answer is Answer.LATER else None, now=now, wall=now,
        )  # fmt: skip


def _question(callout_id: int, who: int) -> Asked:
    return Asked(callout_id, 0, "actual", who, "ja", None, None, NOW)


@pytest.mark.parametrize("database", ["timescaledb-apache"], indirect=True)
def test_a_storm_is_lived_through_and_everybody_comes_home(
    field: "Field", capsys: pytest.CaptureFixture[str]
) -> None:
    town, desk, world = Town(field), field.desk, field.world

    # The forecast: is anybody there?
    assert readiness(field.connection, field.now).fit == REGISTERED

    # Twelve are called out; people answer as people do.
    callout_id = desk.call_out(NEEDED)
    town.answer_out(callout_id, 45)
    callout, counted = desk.shown(callout_id)
    assert callout.closed_because == "filled"
    assert counted.coming == NEEDED
    assert counted.asked < REGISTERED
    asks = desk.asks(callout_id)
    stood_down = [who for who, ask in asks.items() if ask["stood_down_at"]]
    late = [who for who in stood_down if asks[who]["answer"] in ("yes", "later")]
    assert all(kind in ("ask", "stand_down", "late") for who in late for kind in desk.kinds(who))
    assert set(town.read) == set(Answer)  # all kinds of answers were among them

    # Tasks for those who come; one of them falls silent.
    coming = [who for who, ask in asks.items() if ask["is_coming"]]
    tasks = {who: field.give(who) for who in coming}
    for task_id in tasks.values():
        field.say(task_id, Step.ACCEPT)
        field.say(task_id, Step.THERE)
    silent, *others = coming
    field.desk.wall += 29 * MINUTE
    world.assess(2, 2.4, at=field.now)
    for who in others:
        field.say(tasks[who], Step.CHECK_IN)
    for minutes in (6, 6):
        field.pass_time(minutes * MINUTE)
    assert field.steps(tasks[silent])[-2:] == ["ask", "escalate"]

    # The gauge rises: nobody is sent any more, and those who are there are called back.
    world.assess(4, 4.1, at=field.now)
    with pytest.raises(ConflictError, match="interlock"):
        field.give(late[0] if late else silent)
    assert field.look() == NEEDED
    assert {field.steps(task_id)[-1] for task_id in tasks.values()} == {"block"}

    # Everybody is ordered out, and everybody is accounted for.
    withdraw_id = field.withdraw()
    field.desk.wall += 10 * MINUTE
    for who in others:
        field.say(tasks[who], Step.SAFE)
    [order] = orders_of_run(field.connection, 0)
    assert [each["responder_id"] for each in order.people if not each["safe_at"]] == [silent]
    account_for_person(
        field.connection, ACTUAL, withdraw_id, silent, person="Fumi", role="operator",
        note="携帯電話の電池切れ、公民館で確認", now=field.now,
    )  # fmt: skip
    [order] = orders_of_run(field.connection, 0)
    assert all(each["safe_at"] for each in order.people)
    assert all(worked.hours is not None for worked in hours_of_run(field.connection, 0))

    # It is over: the system forgets who they were, and keeps what a claim needs.
    story = list(every_entry(field.connection, ACTUAL, Sought(kinds=frozenset({Kind.RESPONDERS}))))
    by = Reader("Aoi", "commander", "本部閉鎖")
    assert len(purge_responders(field.connection, KEY, by, field.now)) == REGISTERED
    sealed = "SELECT count(*) FROM responders WHERE person_sealed IS NOT NULL"
    assert field.connection.execute(sealed).fetchone() == (0,)
    assert len(hours_of_run(field.connection, 0)) == NEEDED

    with capsys.disabled():
        print(f"\n{counted.asked} asked in {counted.waves} waves; read: {dict(town.read)}")  # noqa: T201 it is what the test shows
        for entry in story:
            print(f"{clock(entry.at)} {entry.words.ja}")  # noqa: T201 the same
    assert [entry.facts.get("because") for entry in story if "because" in entry.facts] == ["filled"]
    assert sum(entry.facts.get("step") == "block" for entry in story) == NEEDED
