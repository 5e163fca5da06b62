"""Call-outs: opened, looked at, called off; and what stands behind each while it is open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, LiteralString, NamedTuple

from psycopg.rows import args_row, dict_row

from kawamori.errors import ConflictError, NotFoundError
from kawamori.messages.responders import CalloutMatter, canceled_text, stand_down_text
from kawamori.offices import Author
from kawamori.people import Language
from kawamori.responders.callouts import CalloutAsked, Closed, check_open
from kawamori.runs import Run, Status
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.responders.telling import (
    announce_deliveries,
    may_have_read,
    take_back,
    tell_responders,
)
from kawamori.storage.stream import announce

KIND = "callouts"

# Of an ask k of the call-out c: somebody who comes, in time, and whom nobody told otherwise.
IS_COMING: LiteralString = """
(k.stood_down_at IS NULL AND k.moved_to IS NULL
 AND coalesce(k.answer = 'yes' OR k.answer = 'later' AND k.coming_at < c.ends_at, false))
"""
_COLUMNS = """
c.callout_id, c.run_no, c.status, c.what, c.skill, c.needed, c.place, c.lat, c.lon, c.starts_at,
c.ends_at, c.opened_by, c.opened_as, c.opened_at, c.next_wave_at, c.closed_at, c.closed_because,
c.closed_by
"""
_SHOWN = """
SELECT {columns}, k.waves, k.asked, k.coming, k.yes, k.later, k.no, k.unclear, k.silent,
       k.stood_down, k.moved
FROM callouts c
CROSS JOIN LATERAL (
  SELECT coalesce(max(wave), 0) AS waves, count(*) AS asked,
         count(*) FILTER (WHERE {is_coming}) AS coming,
         count(*) FILTER (WHERE answer = 'yes') AS yes,
         count(*) FILTER (WHERE answer = 'later') AS later,
         count(*) FILTER (WHERE answer = 'no') AS no,
         count(*) FILTER (WHERE answer = 'unclear') AS unclear,
         count(*) FILTER (WHERE answer IS NULL AND stood_down_at IS NULL) AS silent,
         count(*) FILTER (WHERE stood_down_at IS NOT NULL) AS stood_down,
         count(*) FILTER (WHERE moved_to IS NOT NULL) AS moved
  FROM callout_asks k WHERE k.callout_id = c.callout_id) k
WHERE c.run_no = %(run_no)s
  AND (%(among)s::bigint[] IS NULL OR c.callout_id = ANY(%(among)s))
ORDER BY c.callout_id DESC LIMIT %(limit)s
"""
_SHOWN = _SHOWN.replace("{columns}", _COLUMNS).replace("{is_coming}", IS_COMING)
# told: what became of the newest thing that they were told of it, by text if they have a number.
_ASKS = """
SELECT k.responder_id, k.wave, k.asked_at, k.answer, k.answered_at, k.coming_at, k.stood_down_at,
       k.moved_to, {is_coming} AS is_coming,
       (SELECT d.state FROM messages m JOIN deliveries d USING (message_id)
        JOIN responder_addresses a USING (subscriber_id)
        WHERE m.run_no = k.run_no AND m.family = 'responder'
          AND m.thread = 'callout/' || k.callout_id AND a.responder_id = k.responder_id
        ORDER BY m.message_id DESC, d.channel = 'sms' DESC LIMIT 1) AS told
FROM callout_asks k JOIN callouts c USING (callout_id)
WHERE k.callout_id = %s ORDER BY k.wave, k.asked_at, k.responder_id
""".replace("{is_coming}", IS_COMING)
_OPEN = """
INSERT INTO callouts (run_no, status, what, skill, needed, place, lat, lon, starts_at, ends_at,
                      opened_by, opened_as, opened_at, next_wave_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING callout_id
"""
_LOCK = f"""
SELECT {_COLUMNS} FROM callouts c WHERE callout_id = %s AND run_no = %s FOR UPDATE
"""  # noqa: S608 our own parts
_CLOSE = """
UPDATE callouts SET closed_at = %s, closed_because = %s, closed_by = %s WHERE callout_id = %s
"""
_REOPEN = """
UPDATE callouts SET closed_at = NULL, closed_because = NULL, closed_by = NULL, next_wave_at = %s
WHERE callout_id = %s
"""
_COMING = f"""
SELECT count(*) FROM callout_asks k JOIN callouts c USING (callout_id)
WHERE k.callout_id = %s AND k.responder_id <> %s AND {IS_COMING}
"""  # noqa: S608 our own parts
# Whoever said no, and whoever was moved, waits for nothing.
_STAND_DOWN = """
UPDATE callout_asks k SET stood_down_at = %(now)s
FROM callouts c, responders r
WHERE k.callout_id = %(callout_id)s AND c.callout_id = k.callout_id
  AND r.responder_id = k.responder_id AND k.stood_down_at IS NULL AND k.moved_to IS NULL
  AND k.answer IS DISTINCT FROM 'no' AND NOT (%(keep)s AND {is_coming})
RETURNING k.responder_id, r.language
""".replace("{is_coming}", IS_COMING)


class Callout(NamedTuple):
    """A call-out as it is stored; times are by the run's clock."""

    callout_id: int
    run_no: int
    status: str
    what: str
    skill: str
    needed: int
    place: str
    lat: float
    lon: float
    starts_at: datetime
    ends_at: datetime
    opened_by: str
    opened_as: str
    opened_at: datetime
    next_wave_at: datetime
    closed_at: datetime | None
    closed_because: str | None
    closed_by: str | None

    @property
    def thread(self) -> str:
        """Return under what its messages go on telling of it."""
        return f"callout/{self.callout_id}"

    @property
    def closed(self) -> Closed | None:
        """Return why it asks nobody any more, if it does not."""
        return None if self.closed_because is None else Closed(self.closed_because)

    def matter(self, now: datetime) -> CalloutMatter:
        """Return what its messages are about, at ``now`` by the run's clock."""
        return CalloutMatter(
            Status(self.status),
            self.what,
            self.skill,
            self.place,
            self.starts_at,
            self.ends_at,
            now,
        )


class Counted(NamedTuple):
    """How many were asked, and what they said."""

    waves: int
    asked: int
    coming: int
    yes: int
    later: int
    no: int
    unclear: int
    silent: int
    stood_down: int
    moved: int


def callouts_of_run(
    connection: Connection, run: Run, among: Sequence[int] | None = None, *, limit: int = 300
) -> list[tuple[Callout, Counted]]:
    """Return a run's call-outs, the newest first, with how many said what: all, or these."""
    values = {
        "run_no": run.run_no,
        "among": None if among is None else list(among),
        "limit": limit,
    }
    width = len(Callout._fields)
    with unavailable_when_lost():
        rows = connection.execute(_SHOWN.encode(), values).fetchall()
    return [(Callout(*row[:width]), Counted(*row[width:])) for row in rows]


def asks_of(connection: Connection, callout_id: int) -> list[dict[str, Any]]:
    """Return whom a call-out asked, in which wave, and what each said last."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_ASKS.encode(), (callout_id,)).fetchall()


def open_callout(connection: Connection, run: Run, author: Author, asked: CalloutAsked) -> int:
    """Open a call-out and return its number; the first are asked within seconds."""
    if run.ended_at is not None:
        raise ConflictError(f"run {run.run!r} has ended: nobody is called out in it")
    asked.check(author.now)
    row = (
        run.run_no,
        run.status,
        asked.what,
        asked.skill,
        asked.needed,
        asked.place,
        asked.lat,
        asked.lon,
        asked.starts_at,
        asked.ends_at,
        author.person,
        author.role,
        author.now,
        author.now,
    )
    with unavailable_when_lost(), connection.transaction():
        made = connection.execute(_OPEN, row).fetchone()
        assert made is not None  # noqa: S101 INSERT … RETURNING gives a row
        details = {
            "run": run.run,
            "what": asked.what,
            "skill": asked.skill,
            "needed": asked.needed,
            "place": asked.place,
        }
        subject = f"callout/{made[0]}"
        record_act(connection, author.person, author.role, "call_out", subject, **details)
        announce(connection, run.run_no, KIND, [str(made[0])])
    return int(made[0])


def cancel_callout(
    connection: Connection, run: Run, callout_id: int, author: Author, note: str, wall: datetime
) -> None:
    """Call a call-out off: whoever comes, or might still come, is told not to."""
    with unavailable_when_lost(), connection.transaction():
        callout = lock_callout(connection, run.run_no, callout_id)
        check_open(callout.closed)
        close(connection, callout, Closed.CANCELED, author.now, by=author.person)
        subject, details = f"callout/{callout_id}", {"run": run.run, "note": note}
        record_act(connection, author.person, author.role, "cancel_callout", subject, **details)
        stand_down(connection, callout, Closed.CANCELED, author.now, wall)
        announce(connection, run.run_no, KIND, [str(callout_id)])


def lock_callout(connection: Connection, run_no: int, callout_id: int) -> Callout:
    """Return a call-out that nobody else changes until the caller's transaction ends."""
    with connection.cursor(row_factory=args_row(Callout)) as cursor:
        found = cursor.execute(_LOCK.encode(), (callout_id, run_no)).fetchone()
    if found is None:
        raise NotFoundError(f"there is no call-out {callout_id} in this run")
    return found


def coming(connection: Connection, callout_id: int, besides: int = 0) -> int:
    """Return how many come, without one responder."""
    row = connection.execute(_COMING.encode(), (callout_id, besides)).fetchone()
    return int(row[0]) if row else 0


def close(
    connection: Connection, callout: Callout, because: Closed, now: datetime, by: str | None = None
) -> None:
    """Have a call-out ask nobody any more; no ``by``: it came about by itself."""
    connection.execute(_CLOSE, (now, because, by, callout.callout_id))


def reopen(connection: Connection, callout: Callout, now: datetime) -> None:
    """Have a call-out ask again, at once."""
    connection.execute(_REOPEN, (now, callout.callout_id))


def stand_down(
    connection: Connection, callout: Callout, because: Closed, now: datetime, wall: datetime
) -> None:
    """Tell those who need not come that they need not.

    Where it is filled, whoever comes stays. What has not left yet never leaves, and who read
    nothing of the call-out is told nothing of its end.
    """
    values = {
        "callout_id": callout.callout_id,
        "now": now,
        "keep": because is Closed.FILLED,
    }
    rows = connection.execute(_STAND_DOWN.encode(), values).fetchall()
    spoken = {int(number): Language(language) for number, language in rows}
    taken_back = take_back(connection, callout.run_no, callout.thread, wall)
    read = may_have_read(connection, callout.run_no, callout.thread, list(spoken))
    words = canceled_text if because is Closed.CANCELED else stand_down_text
    matter = callout.matter(now)
    bodies = {number: words(matter, spoken[number]) for number in sorted(read)}
    kind = "cancel" if because is Closed.CANCELED else "stand_down"
    tell_responders(connection, callout.run_no, kind, bodies, wall, thread=callout.thread)
    announce_deliveries(connection, callout.run_no, taken_back)
