"""What somebody who was asked answers: they are expected, moved, or thanked, in one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.errors import ConflictError, NotFoundError
from kawamori.messages.responders import CalloutMatter, coming_text, moved_text, said_text
from kawamori.people import Language
from kawamori.responders.callouts import COMING, Answer, Closed, Outcome, Standing
from kawamori.runs import Run
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.responders.asking import fit_for, is_kept_back
from kawamori.storage.responders.callouts import (
    KIND,
    Callout,
    close,
    coming,
    lock_callout,
    reopen,
    stand_down,
)
from kawamori.storage.stream import announce

# The questions that somebody was texted since a time by the wall, the newest first.
_ASKED = """
SELECT k.callout_id, k.run_no, n.status, k.responder_id, r.language, k.answer, k.coming_at,
       d.created_at
FROM deliveries d
JOIN messages m ON m.message_id = d.message_id AND m.family = 'responder' AND m.kind = 'ask'
JOIN runs n ON n.run_no = m.run_no AND n.ended_at IS NULL
JOIN responder_addresses a ON a.subscriber_id = d.subscriber_id
JOIN responders r ON r.responder_id = a.responder_id AND r.erased_at IS NULL
JOIN callout_asks o ON o.responder_id = a.responder_id AND o.run_no = m.run_no
  AND m.thread = 'callout/' || o.callout_id
JOIN callout_asks k ON k.responder_id = o.responder_id AND k.moved_to IS NULL
  AND k.callout_id = coalesce(o.moved_to, o.callout_id)
WHERE d.subscriber_id = ANY(%(who)s) AND d.created_at > %(since)s AND d.state <> 'canceled'
  AND (d.run_no <> 0) = %(rehearsed)s
ORDER BY d.created_at DESC
"""
_LOCK_ASK = """
SELECT moved_to FROM callout_asks
WHERE callout_id = %s AND responder_id = %s FOR UPDATE
"""
_ANSWER = """
UPDATE callout_asks SET answer = %(answer)s, answered_at = %(now)s, coming_at = %(coming_at)s,
  stood_down_at = CASE WHEN %(stood_down)s THEN coalesce(stood_down_at, %(now)s) END,
  moved_to = %(moved_to)s
WHERE callout_id = %(callout_id)s AND responder_id = %(responder_id)s
"""
_UNREAD = """
UPDATE callout_asks SET answer = 'unclear', answered_at = %s
WHERE callout_id = %s AND responder_id = %s AND (answer IS NULL OR answer = 'unclear')
"""
# Another call-out of the run that this responder may go to instead; nobody waits for anybody.
_OTHERS = """
SELECT c.callout_id FROM callouts c
WHERE c.run_no = %(run_no)s AND c.callout_id <> %(callout_id)s AND c.closed_at IS NULL
  AND c.ends_at > %(now)s
  AND (c.skill = %(skill)s OR c.skill = 'general' OR c.skill IN (
    SELECT skill FROM responder_skills
    WHERE responder_id = %(responder_id)s AND checked_at IS NOT NULL))
  AND NOT EXISTS (SELECT FROM callout_asks k WHERE k.callout_id = c.callout_id
                    AND k.responder_id = %(responder_id)s AND k.answer = 'no')
ORDER BY c.skill = %(skill)s DESC, c.starts_at, c.callout_id
FOR UPDATE SKIP LOCKED
"""
_MOVE = """
INSERT INTO callout_asks (callout_id, run_no, responder_id, wave, asked_at, answer, answered_at)
VALUES (%(to)s, %(run_no)s, %(responder_id)s,
        greatest(1, (SELECT max(wave) FROM callout_asks WHERE callout_id = %(to)s)),
        %(now)s, 'yes', %(now)s)
ON CONFLICT (callout_id, responder_id) DO UPDATE
SET answer = 'yes', answered_at = excluded.answered_at, coming_at = NULL, stood_down_at = NULL,
    moved_to = NULL
"""
_LINKED = "SELECT EXISTS (SELECT FROM deliveries WHERE link = ANY(%s) AND created_at > %s)"
_OWN = """
SELECT k.callout_id, c.what, c.skill, c.place, c.lat, c.lon, c.starts_at, c.ends_at, k.asked_at,
       k.answer, k.answered_at, k.coming_at, k.stood_down_at, k.moved_to, c.closed_because,
       r.status, r.run
FROM callout_asks k
JOIN callouts c USING (callout_id)
JOIN runs r ON r.run_no = c.run_no AND r.ended_at IS NULL
WHERE k.responder_id = %s AND k.run_no = %s
ORDER BY k.asked_at DESC, k.callout_id DESC LIMIT 50
"""


class Asked(NamedTuple):
    """A question that somebody was texted, and what they said last; ``texted_at`` is the wall's."""

    callout_id: int
    run_no: int
    status: str
    responder_id: int
    language: str
    answer: str | None
    coming_at: datetime | None
    texted_at: datetime


class OwnAsk(NamedTuple):
    """A question as the responder's own page shows it."""

    callout_id: int
    what: str
    skill: str
    place: str
    lat: float
    lon: float
    starts_at: datetime
    ends_at: datetime
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None
    coming_at: datetime | None
    stood_down_at: datetime | None
    moved_to: int | None
    closed_because: str | None
    status: str
    run: str


class Answered(NamedTuple):
    """What an answer led to; ``about`` is the call-out that they were moved to, or their own."""

    outcome: Outcome
    about: CalloutMatter
    callout_id: int
    coming_at: datetime | None

    def text(self, language: Language) -> str:
        """Return what they are told."""
        match self.outcome:
            case Outcome.EXPECTED | Outcome.EXPECTED_LATER:
                return coming_text(self.about, language, self.coming_at)
            case Outcome.MOVED:
                return moved_text(self.about, language)
            case Outcome.DECLINED:
                return said_text("no", self.about.status, language)
            case _:
                return said_text(self.outcome.value, self.about.status, language)


class _Reply(NamedTuple):
    responder_id: int
    answer: Answer
    coming_at: datetime | None
    now: datetime
    wall: datetime


def asked_within(
    connection: Connection,
    subscriber_ids: Sequence[int],
    time: timedelta,
    now: datetime,
    *,
    rehearsed: bool,
) -> list[Asked]:
    """Return what somebody was asked lately, the newest first: by rehearsals, or in reality."""
    values = {"who": list(subscriber_ids), "since": now - time, "rehearsed": rehearsed}
    with connection.cursor(row_factory=args_row(Asked)) as cursor:
        return cursor.execute(_ASKED, values).fetchall()


def linked_since(connection: Connection, links: Sequence[str], since: datetime) -> bool:
    """Return whether one of these calls to duty was made after a time."""
    row = connection.execute(_LINKED, (list(links), since)).fetchone()
    return row is not None and bool(row[0])


def own_asks(connection: Connection, run: Run, responder_id: int) -> list[OwnAsk]:
    """Return what a responder was asked in a run that goes on, the newest first."""
    with connection.cursor(row_factory=args_row(OwnAsk)) as cursor:
        return cursor.execute(_OWN, (responder_id, run.run_no)).fetchall()


def note_unread(connection: Connection, asked: Asked, now: datetime) -> None:
    """Note that nobody could tell what an answer says; what was clear before stays."""
    with connection.transaction():
        connection.execute(_UNREAD, (now, asked.callout_id, asked.responder_id))
        announce(connection, asked.run_no, KIND, [str(asked.callout_id)])


def answer_ask(
    connection: Connection,
    run_no: int,
    callout_id: int,
    responder_id: int,
    answer: Answer,
    *,
    coming_at: datetime | None = None,
    now: datetime,
    wall: datetime,
) -> Answered:
    """Record a clear answer and do what follows from it, in one transaction.

    1. Whoever makes up the number closes the call-out: the others are stood down.
    2. Whoever comes too late for that goes to another call-out that wants them, or is thanked.
    3. Where somebody who was counted on says no, it asks again.

    ``NotFoundError`` for whoever was not asked, ``ConflictError`` for whoever was moved since.
    """
    reply = _Reply(responder_id, answer, coming_at, now, wall)
    with unavailable_when_lost(), connection.transaction():
        callout = lock_callout(connection, run_no, callout_id)
        _refuse_moved(connection, callout_id, responder_id)
        others = coming(connection, callout_id, besides=responder_id)
        was_coming = coming(connection, callout_id) > others
        closed = None if was_coming and callout.closed is Closed.FILLED else callout.closed
        standing = Standing(callout.needed, others, callout.ends_at, closed)
        outcome = standing.takes(answer, coming_at, now)
        if outcome is Outcome.LATE and (to := _another(connection, callout, reply)):
            return _move(connection, callout, to, reply)
        _write(connection, callout, reply, outcome)
        is_counted = outcome in (Outcome.EXPECTED, Outcome.EXPECTED_LATER)
        if is_counted and others + 1 >= callout.needed and callout.closed is not Closed.FILLED:
            _fill(connection, callout, now, wall)
        if (
            not is_counted
            and was_coming
            and callout.closed is Closed.FILLED
            and (now < callout.ends_at)
        ):
            reopen(connection, callout, now)
        announce(connection, run_no, KIND, [str(callout_id)])
    matter = callout.matter(now)
    return Answered(outcome, matter, callout_id, coming_at if is_counted else None)


def _refuse_moved(connection: Connection, callout_id: int, responder_id: int) -> None:
    row = connection.execute(_LOCK_ASK, (callout_id, responder_id)).fetchone()
    if row is None:
        raise NotFoundError(f"you were not asked by call-out {callout_id}")
    if row[0] is not None:
        raise ConflictError(f"you were moved to call-out {row[0]}: answer that one")


def _write(connection: Connection, callout: Callout, reply: _Reply, outcome: Outcome) -> None:
    values = {
        "answer": reply.answer,
        "now": reply.now,
        "coming_at": reply.coming_at if reply.answer is Answer.LATER else None,
        "stood_down": reply.answer in COMING and outcome in (Outcome.LATE, Outcome.OVER),
        "moved_to": None,
        "callout_id": callout.callout_id,
        "responder_id": reply.responder_id,
    }
    connection.execute(_ANSWER, values)


def _fill(connection: Connection, callout: Callout, now: datetime, wall: datetime) -> None:
    close(connection, callout, Closed.FILLED, now)
    stand_down(connection, callout, Closed.FILLED, now, wall)


def _another(connection: Connection, callout: Callout, reply: _Reply) -> Callout | None:
    """Return the open call-out that somebody goes to instead, locked, if there is one."""
    values = {
        "run_no": callout.run_no,
        "callout_id": callout.callout_id,
        "now": reply.now,
        "skill": callout.skill,
        "responder_id": reply.responder_id,
    }
    if is_kept_back(connection, callout, reply.responder_id, reply.now):
        return None
    for (callout_id,) in connection.execute(_OTHERS, values).fetchall():
        other = lock_callout(connection, callout.run_no, callout_id)
        is_needed = coming(connection, callout_id, besides=reply.responder_id) < other.needed
        is_in_time = reply.coming_at is None or reply.coming_at < other.ends_at
        if not (is_needed and is_in_time):
            continue
        if fit_for(connection, other, [reply.responder_id], reply.wall):
            return other
    return None


def _move(connection: Connection, callout: Callout, to: Callout, reply: _Reply) -> Answered:
    values = {
        "to": to.callout_id,
        "run_no": callout.run_no,
        "responder_id": reply.responder_id,
        "now": reply.now,
    }
    connection.execute(_MOVE, values)
    moved = {
        "answer": reply.answer,
        "now": reply.now,
        "coming_at": reply.coming_at,
        "stood_down": False,
        "moved_to": to.callout_id,
        "callout_id": callout.callout_id,
        "responder_id": reply.responder_id,
    }
    connection.execute(_ANSWER, moved)
    if coming(connection, to.callout_id) >= to.needed:
        _fill(connection, to, reply.now, reply.wall)
    announce(connection, callout.run_no, KIND, [str(callout.callout_id), str(to.callout_id)])
    return Answered(Outcome.MOVED, to.matter(reply.now), to.callout_id, None)
