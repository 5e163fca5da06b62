"""A city that calls responders out, in a real database and on a clock that a test moves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from kawamori.offices import Author
from kawamori.responders.callouts import Answer, CalloutAsked
from kawamori.responders.people import Skill
from kawamori.runs import ACTUAL, Run
from kawamori.storage.connections import Connection
from kawamori.storage.responders.answering import Answered, answer_ask
from kawamori.storage.responders.asking import ask_next, due_callouts
from kawamori.storage.responders.callouts import (
    Callout,
    Counted,
    asks_of,
    callouts_of_run,
    open_callout,
)
from kawamori.testing.responders import enrol

T0 = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
LAT, LON = 35.0343, 138.9971  # in honcho
_numbers = count(10_000_000)

_TOLD = """
SELECT a.responder_id, m.kind, d.body, d.state, m.run_no
FROM messages m
JOIN deliveries d USING (message_id)
JOIN responder_addresses a USING (subscriber_id)
WHERE m.family = 'responder' ORDER BY m.message_id, a.responder_id
"""
_ALLOW = """
INSERT INTO reachable (run_no, subscriber_id)
SELECT %s, subscriber_id FROM responder_addresses WHERE responder_id = ANY(%s)
"""
_FORBID = """
DELETE FROM reachable WHERE run_no = %s AND subscriber_id IN (
  SELECT subscriber_id FROM responder_addresses WHERE responder_id = %s)
"""


@dataclass(slots=True)
class Desk:
    """Headquarters' desk: it calls out, and sees who was asked and what they said."""

    connection: Connection
    people_key: bytes
    wall: datetime = T0
    numbers: dict[int, str] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)

    def enrol(self, *skills: Skill, area: str | None = "honcho", run_no: int | None = None) -> int:
        """Have somebody be fit for these skills, and return their number."""
        number = f"+8190{next(_numbers)}"
        made = enrol(
            self.connection,
            self.people_key,
            name=f"川辺 {number}",
            number=number,
            skills=skills or (Skill.GENERAL,),
            area=area,
            now=self.wall,
        )
        self.numbers[made.responder_id] = number
        self.keys[made.responder_id] = made.key
        if run_no is not None:
            self.allow(made.responder_id, run_no=run_no)
        return made.responder_id

    def allow(self, *responder_ids: int, run_no: int) -> None:
        """Put somebody on the list of those whom a run may reach."""
        self.connection.execute(_ALLOW, (run_no, list(responder_ids)))

    def forbid(self, responder_id: int, run_no: int = 0) -> None:
        """Take somebody off the list of those whom a run may reach."""
        self.connection.execute(_FORBID, (run_no, responder_id))

    def call_out(self, needed: int = 1, run: Run = ACTUAL, **differs: Any) -> int:
        """Open a call-out for sandbags in an hour's time, and return its number."""
        now = run.now(self.wall)
        asked: dict[str, Any] = {
            "what": "土のう積み",
            "skill": Skill.GENERAL,
            "needed": needed,
            "place": "本町公民館",
            "lat": LAT,
            "lon": LON,
            "starts_at": now + timedelta(hours=1),
            "ends_at": now + timedelta(hours=4),
            **differs,
        }
        author = Author("Fumi", "operator", None, now)
        return open_callout(self.connection, run, author, CalloutAsked(**asked))

    def work(self, after: timedelta = timedelta()) -> int:
        """Let time pass, and do what is due; return how many were asked."""
        self.wall += after
        due = due_callouts(self.connection, self.wall)
        return sum(ask_next(self.connection, each, self.wall) for each in due)

    def answer(
        self, callout_id: int, responder_id: int, answer: Answer = Answer.YES, run: Run = ACTUAL
    ) -> Answered:
        """Have somebody answer; later is in half an hour."""
        now = run.now(self.wall)
        later = now + timedelta(minutes=30) if answer is Answer.LATER else None
        return answer_ask(
            self.connection,
            run.run_no,
            callout_id,
            responder_id,
            answer,
            coming_at=later,
            now=now,
            wall=self.wall,
        )

    def shown(self, callout_id: int, run: Run = ACTUAL) -> tuple[Callout, Counted]:
        """Return a call-out as the list shows it."""
        [found] = callouts_of_run(self.connection, run, [callout_id])
        return found

    def asks(self, callout_id: int) -> dict[int, dict[str, Any]]:
        """Return whom a call-out asked, by responder."""
        return {each["responder_id"]: each for each in asks_of(self.connection, callout_id)}

    def told(self, responder_id: int) -> list[tuple[str, str]]:
        """Return what somebody was told: its kind and the words, without what was taken back."""
        return [
            (kind, body)
            for who, kind, body, state, _ in self.connection.execute(_TOLD)
            if who == responder_id and state != "canceled"
        ]

    def kinds(self, responder_id: int) -> list[str]:
        """Return the kinds of what somebody was told."""
        return [kind for kind, _ in self.told(responder_id)]

    def sent(self, *responder_ids: int) -> None:
        """Have everything that is due be taken by the provider: all, or what is for these."""
        query = (
            "UPDATE deliveries d SET state = 'accepted', tries = 1 FROM responder_addresses a"
            " WHERE d.state = 'due' AND a.subscriber_id = d.subscriber_id"
            " AND (cardinality(%(who)s::bigint[]) = 0 OR a.responder_id = ANY(%(who)s::bigint[]))"
        )
        self.connection.execute(query, {"who": list(responder_ids)})

    def deploy(self, responder_id: int, run_no: int = 0) -> int:
        """Give somebody a task, and return its number."""
        query = """
            INSERT INTO responder_tasks (run_no, responder_id, what, skill, place, lat, lon,
                                         given_by, given_as, given_at)
            VALUES (%s, %s, '巡回', 'general', '本町', %s, %s, 'Fumi', 'operator', %s)
            RETURNING task_id
            """
        values = (run_no, responder_id, LAT, LON, self.wall)
        row = self.connection.execute(query, values).fetchone()
        assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
        return int(row[0])

    def step(self, task_id: int, step: str) -> None:
        """Take a step of a task."""
        query = """
            INSERT INTO responder_task_steps (task_id, step, role, at, recorded_at)
            VALUES (%s, %s, 'responder', %s, %s)
            """
        self.connection.execute(query, (task_id, step, self.wall, self.wall))

    def asked_in_waves(self, callout_id: int) -> Sequence[set[int]]:
        """Return who was asked in each wave."""
        asks = self.asks(callout_id).values()
        last = max((each["wave"] for each in asks), default=0)
        return [
            {each["responder_id"] for each in asks if each["wave"] == wave}
            for wave in range(1, last + 1)
        ]
