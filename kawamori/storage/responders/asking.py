"""Waves: whom a call-out may ask next, and asking them; a step of alerting does it.

Whoever is on an open task, comes somewhere else, or was just asked by another call-out is left
alone; so is whoever lives or works where the water is dangerous or an order stands. Reality's
tasks and floods count in an exercise too: a drill sends nobody through them.
"""

import math
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import LiteralString, NamedTuple

from psycopg.rows import args_row

from kawamori.levels import GaugeLevel
from kawamori.messages.responders import ask_text
from kawamori.people import Language
from kawamori.polygons import Shape
from kawamori.responders.callouts import (
    ASK_STANDS_FOR,
    COMING,
    Answer,
    Closed,
    distance_km,
)
from kawamori.responders.people import Skill
from kawamori.responders.waves import Candidate as Near
from kawamori.responders.waves import Delays, Share, order, wait_s, wave_size
from kawamori.storage.areas.areas import areas_at, current_areas
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.responders.callouts import (
    IS_COMING,
    KIND,
    Callout,
    close,
    coming,
    lock_callout,
    stand_down,
)
from kawamori.storage.responders.people import fitness_of
from kawamori.storage.responders.telling import BY, IS_REACHABLE, tell_responders
from kawamori.storage.stream import announce

NOWHERE = ""  # no area's id

# Why a responder r is left alone, besides what they were asked and said in the call-out itself.
_KEPT_BACK: LiteralString = """
(EXISTS (
  SELECT FROM open_responder_tasks t
  WHERE t.responder_id = r.responder_id AND t.run_no IN (0, %(run_no)s))
OR EXISTS (
  SELECT FROM callout_asks k JOIN callouts c USING (callout_id)
  WHERE k.responder_id = r.responder_id AND c.run_no = %(run_no)s
    AND c.callout_id <> %(callout_id)s AND c.ends_at > %(now)s AND {is_coming})
OR EXISTS (
  SELECT FROM (
    SELECT v.area_id FROM area_stations v
    JOIN latest_assessments a ON a.station_id = v.station_id AND a.run_no IN (0, %(run_no)s)
    WHERE v.removed_at IS NULL AND a.level >= %(danger)s
    UNION ALL
    SELECT o.area_id FROM standing_order_areas o WHERE o.run_no IN (0, %(run_no)s)
  ) flooded WHERE flooded.area_id IN (r.home_area, r.work_area)))
"""
_KEPT_BACK = _KEPT_BACK.replace("{is_coming}", IS_COMING)
_IS_KEPT_BACK = "SELECT {kept_back} FROM responders r WHERE r.responder_id = %(responder_id)s"
_IS_KEPT_BACK = _IS_KEPT_BACK.replace("{kept_back}", _KEPT_BACK)
# Whoever was stood down may be asked again: it was filled then, and is not any more.
_CANDIDATES = """
SELECT r.responder_id, r.language, r.home_area, r.work_area,
       (SELECT max(k.asked_at) FROM callout_asks k
        WHERE k.responder_id = r.responder_id AND k.run_no = %(run_no)s) AS asked_at,
       EXISTS (
         SELECT FROM callout_asks k JOIN callouts o USING (callout_id)
         WHERE k.responder_id = r.responder_id AND k.run_no = %(run_no)s
           AND k.callout_id <> %(callout_id)s
           AND (o.closed_at IS NULL OR o.closed_because = 'exhausted')
           AND k.answer IS NULL AND k.stood_down_at IS NULL
           AND k.asked_at > %(asked_since)s) AS is_being_asked
FROM responders r
WHERE {is_reachable}
  AND NOT EXISTS (
    SELECT FROM callout_asks k WHERE k.callout_id = %(callout_id)s
      AND k.responder_id = r.responder_id
      AND (k.stood_down_at IS NULL OR k.answer = 'no' OR k.moved_to IS NOT NULL))
  AND NOT {kept_back}
ORDER BY r.responder_id
"""
_CANDIDATES = _CANDIDATES.replace("{is_reachable}", IS_REACHABLE).replace("{kept_back}", _KEPT_BACK)
_ASK = """
INSERT INTO callout_asks (callout_id, run_no, responder_id, wave, asked_at)
SELECT %(callout_id)s, %(run_no)s, unnest(%(who)s::bigint[]), coalesce((
  SELECT max(wave) FROM callout_asks WHERE callout_id = %(callout_id)s), 0) + 1, %(now)s
ON CONFLICT (callout_id, responder_id) DO UPDATE
SET wave = excluded.wave, asked_at = excluded.asked_at, answer = NULL, answered_at = NULL,
    coming_at = NULL, stood_down_at = NULL
"""
_SAID = "SELECT asked_at, answer, stood_down_at FROM callout_asks WHERE callout_id = %s"
_DELAYS = Delays()
_NEXT_AT = "UPDATE callouts SET next_wave_at = %s WHERE callout_id = %s"
_RUN_NOW = "(r.sim_started_at + (%(wall)s - r.wall_started_at) * r.speed)"
_DUE = f"""
SELECT c.callout_id, c.run_no, {_RUN_NOW}
FROM callouts c JOIN runs r ON r.run_no = c.run_no AND r.ended_at IS NULL
WHERE (c.closed_at IS NULL AND (c.next_wave_at <= {_RUN_NOW} OR c.ends_at <= {_RUN_NOW}))
ORDER BY c.run_no, c.next_wave_at, c.callout_id
"""  # noqa: S608 our own parts
_TRY_LOCK = """
SELECT callout_id FROM callouts WHERE callout_id = %s AND closed_at IS NULL
FOR UPDATE SKIP LOCKED
"""


class Due(NamedTuple):
    """A call-out that something is to be done about; ``now`` is by the clock of its run."""

    callout_id: int
    run_no: int
    now: datetime


class Candidate(NamedTuple):
    """Somebody who may be asked; ``asked_at`` is when any call-out of the run last did.

    ``is_being_asked``: another one waits for their answer, which comes first.
    """

    responder_id: int
    language: str
    home_area: str | None
    work_area: str | None
    asked_at: datetime | None
    is_being_asked: bool


def due_callouts(connection: Connection, wall: datetime) -> list[Due]:
    """Return the open call-outs whose next wave has come, or whose time is over."""
    with unavailable_when_lost(), connection.cursor(row_factory=args_row(Due)) as cursor:
        return cursor.execute(_DUE.encode(), {"wall": wall}).fetchall()


def ask_next(connection: Connection, due: Due, wall: datetime) -> int:
    """Do what is due of a call-out, in one transaction, and return how many were asked.

    1. Close it where its time is over or enough people come.
    2. Ask the next wave; those whom nothing reaches in the run are not asked.
    3. Where nobody is left, close it as exhausted: headquarters sees that, and calls others.
    """
    with unavailable_when_lost(), connection.transaction():
        if connection.execute(_TRY_LOCK, (due.callout_id,)).fetchone() is None:
            return 0
        callout = lock_callout(connection, due.run_no, due.callout_id)
        missing = callout.needed - coming(connection, callout.callout_id)
        asked: Collection[int] = ()
        if due.now >= callout.ends_at:
            close(connection, callout, Closed.ENDED, due.now)
        elif missing <= 0:
            close(connection, callout, Closed.FILLED, due.now)
            stand_down(connection, callout, Closed.FILLED, due.now, wall)
        else:
            found = _ask_wave(connection, callout, missing, due.now, wall)
            asked = found or ()
            if found is None:
                close(connection, callout, Closed.EXHAUSTED, due.now)
        announce(connection, callout.run_no, KIND, [str(callout.callout_id)])
    return len(asked)


def is_kept_back(
    connection: Connection, callout: Callout, responder_id: int, now: datetime
) -> bool:
    """Return whether somebody is on a task, comes elsewhere, or is where the water is."""
    values = {**_about(callout, now), "responder_id": responder_id}
    row = connection.execute(_IS_KEPT_BACK.encode(), values).fetchone()
    return row is None or bool(row[0])


def fit_for(
    connection: Connection, callout: Callout, responder_ids: Sequence[int], wall: datetime
) -> list[int]:
    """Return who of these is fit for a call-out's task where it is, by the wall's clock.

    A pass is for the place where it is for the district, or for any zone, that it lies in; where
    that is none, only a pass for the whole city is.
    """
    around = areas_at(current_areas(connection), callout.lon, callout.lat)
    skill, fit = Skill(callout.skill), set[int]()
    for area_id in [area.area_id for area in around] or [NOWHERE]:
        reasons = fitness_of(connection, responder_ids, wall, skill=skill, area_ids=[area_id])
        fit |= {number for number, against in reasons.items() if not against}
    return [number for number in responder_ids if number in fit]


def _ask_wave(
    connection: Connection, callout: Callout, missing: int, now: datetime, wall: datetime
) -> frozenset[int] | None:
    """Ask the next and return who that was, nobody where they are yet to answer another; or None.

    None says that there is nobody left to ask.
    """
    candidates = _candidates(connection, callout, now, wall)
    free = [each for each in candidates if not each.is_being_asked]
    if not candidates:
        return None
    chosen = _nearest(connection, callout, free)[: _size(connection, callout, missing, now)]
    matter = callout.matter(now)
    bodies = {each.responder_id: ask_text(matter, Language(each.language)) for each in chosen}
    values = {"callout_id": callout.callout_id, "run_no": callout.run_no, "who": sorted(bodies)}
    connection.execute(_ASK, {**values, "now": now})
    next_at = now + timedelta(seconds=wait_s(_DELAYS))
    connection.execute(_NEXT_AT, (next_at, callout.callout_id))
    return tell_responders(connection, callout.run_no, "ask", bodies, wall, thread=callout.thread)


def _size(connection: Connection, callout: Callout, missing: int, now: datetime) -> int:
    rows = connection.execute(_SAID, (callout.callout_id,)).fetchall()
    said = [answer for _, answer, _ in rows]
    waited_s = [
        (now - asked_at).total_seconds()
        for asked_at, answer, stood_down_at in rows
        if answer is None and stood_down_at is None
    ]
    come = sum(answer in COMING for answer in said)
    stay = said.count(Answer.NO) + said.count(Answer.UNCLEAR)
    share = Share().heard(come, stay, _DELAYS.silent(waited_s))
    return wave_size(missing, _DELAYS.outstanding(waited_s, share), share)


def _middle(shape: Shape) -> tuple[float, float]:
    """Return the middle of what a shape spans, longitude first: near enough for a town."""
    lons, lats = zip(*(place for outline, *_ in shape.polygons for place in outline), strict=True)
    return (min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2


def _nearest(
    connection: Connection, callout: Callout, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """Return candidates by how near they live or work, then by how long ago they were asked."""
    places = {area.area_id: _middle(area.shape) for area in current_areas(connection)}

    def far_m(each: Candidate) -> float:
        known = [places[a] for a in (each.home_area, each.work_area) if a in places]
        km = [distance_km(callout.lat, callout.lon, lat, lon) for lon, lat in known]
        return min(km, default=math.inf) * 1000

    by_number = {each.responder_id: each for each in candidates}
    ordered = order(Near(each.responder_id, far_m(each), each.asked_at) for each in candidates)
    return [by_number[near.person_id] for near in ordered]


def _candidates(
    connection: Connection, callout: Callout, now: datetime, wall: datetime
) -> list[Candidate]:
    values = {**_about(callout, now), "by": list(BY), "asked_since": now - ASK_STANDS_FOR}
    with connection.cursor(row_factory=args_row(Candidate)) as cursor:
        found = cursor.execute(_CANDIDATES.encode(), values).fetchall()
    fit = set(fit_for(connection, callout, [each.responder_id for each in found], wall))
    return [each for each in found if each.responder_id in fit]


def _about(callout: Callout, now: datetime) -> dict[str, object]:
    return {
        "run_no": callout.run_no,
        "callout_id": callout.callout_id,
        "now": now,
        "danger": GaugeLevel.DANGER,
    }
