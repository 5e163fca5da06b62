"""Notices of gauges as everybody may read them later: what was reached, when, and who was told.

A row stands for a message about a confirmed step of a run; whom it reached is counted and
never named. What headquarters foresaw, or saw and did not believe, is not asked for here.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.storage.connections import Connection

_NOTICES = """
WITH RECURSIVE newest AS (
  SELECT m.message_id, m.code, m.level, m.routed_at, m.muted_because, t.transition_id, t.alert_id,
         t.kind, t.observed_at, t.stage_m, t.recorded_at, t.wall_recorded_at, al.station_id,
         al.closed_at
  FROM messages m
  JOIN transitions t ON t.transition_id = m.transition_id AND t.audience = 'public'
  JOIN alerts al ON al.alert_id = t.alert_id
  WHERE m.run_no = %(run_no)s AND m.audience = 'public' AND m.family = 'gauge'
  ORDER BY m.message_id DESC LIMIT %(limit)s
), corrections AS (
  SELECT n.message_id AS original, c.message_id, c.kind, c.created_at, c.code
  FROM newest n JOIN messages c ON c.corrects = n.message_id
  UNION ALL
  SELECT before.original, c.message_id, c.kind, c.created_at, c.code
  FROM corrections before JOIN messages c ON c.corrects = before.message_id
), corrected AS (
  SELECT DISTINCT ON (original) original, kind, created_at, code FROM corrections
  ORDER BY original, message_id DESC
)
SELECT n.message_id, CASE WHEN EXISTS (
         SELECT FROM deliveries d
         WHERE d.message_id = n.message_id AND d.state IN ('accepted', 'delivered')
       ) THEN n.code END, n.kind, n.station_id, f.name, f.name_en, f.river, f.lat, f.lon,
       n.level, CASE WHEN n.kind <> 'clear' THEN ladder.threshold_m END, n.stage_m, n.observed_at,
       n.recorded_at, n.routed_at, n.muted_because, eased.observed_at, n.closed_at IS NULL,
       c.kind, c.created_at, c.code
FROM newest n
JOIN current_stations f USING (station_id)
LEFT JOIN corrected c ON c.original = n.message_id
LEFT JOIN LATERAL (
  SELECT (ARRAY[h.standby_m, h.caution_m, h.evacuation_m, h.danger_m, h.overflow_m])[n.level]
    AS threshold_m
  FROM thresholds h
  WHERE h.station_id = n.station_id AND h.recorded_at <= n.wall_recorded_at
    AND h.valid_from <= n.wall_recorded_at
  ORDER BY h.valid_from DESC, h.recorded_at DESC LIMIT 1
) ladder ON true
LEFT JOIN LATERAL (
  SELECT e.observed_at FROM transitions e
  WHERE e.alert_id = n.alert_id AND e.audience = 'public' AND e.transition_id > n.transition_id
    AND e.to_level < n.level
  ORDER BY e.transition_id LIMIT 1
) eased ON true
ORDER BY n.message_id DESC
"""
_TELLINGS = """
SELECT asked.message_id, d.channel,
       count(*) FILTER (WHERE d.state IN ('due', 'claimed'))::int,
       count(*) FILTER (WHERE d.state IN ('accepted', 'delivered'))::int,
       min(told.at), max(told.at)
FROM unnest(%(ids)s::bigint[]) AS asked (message_id)
CROSS JOIN LATERAL (
  SELECT delivery_id FROM deliveries WHERE message_id = asked.message_id
  UNION
  SELECT delivery_id FROM delivery_covers WHERE message_id = asked.message_id
) AS telling
JOIN deliveries d USING (delivery_id)
LEFT JOIN LATERAL (
  SELECT coalesce(min(s.written_at), d.answered_at) AS at FROM delivery_steps s
  WHERE d.state IN ('accepted', 'delivered') AND s.delivery_id = d.delivery_id
    AND s.state IN ('accepted', 'delivered')
) AS told ON d.state IN ('accepted', 'delivered')
GROUP BY 1, 2
"""


class Notice(NamedTuple):
    """A message about a gauge, and what became of the water and of the words.

    ``kind`` is a transition's; ``observed_at`` when the stage was reached, ``recorded_at`` when
    that became public, ``eased_at`` when the water was known to have left the level again.
    ``corrected_*`` is the last word that took it back or set it right. ``code`` is None where
    nobody was sent it by itself: what tells of several notices has a code of its own.
    """

    message_id: int
    code: str | None
    kind: str
    station_id: str
    name: str
    name_en: str
    river: str
    lat: float | None
    lon: float | None
    level: int
    threshold_m: float | None
    stage_m: float
    observed_at: datetime
    recorded_at: datetime
    routed_at: datetime | None
    muted_because: str | None
    eased_at: datetime | None
    stands: bool
    corrected_kind: str | None
    corrected_at: datetime | None
    corrected_code: str | None


class Telling(NamedTuple):
    """How many addresses of a channel have taken a notice, between when by the wall."""

    channel: str
    waiting: int
    people: int
    first_at: datetime | None
    last_at: datetime | None


def notices_of(connection: Connection, run_no: int, *, limit: int) -> list[Notice]:
    """Return a run's notices, the newest first."""
    values = {"run_no": run_no, "limit": limit}
    with connection.cursor(binary=True, row_factory=args_row(Notice)) as cursor:
        return cursor.execute(_NOTICES, values).fetchall()


def tellings_of(connection: Connection, message_ids: Sequence[int]) -> dict[int, list[Telling]]:
    """Return whom each of some messages reached, channel by channel; nothing where nobody."""
    found: dict[int, list[Telling]] = {message_id: [] for message_id in message_ids}
    with connection.cursor(binary=True) as cursor:
        for message_id, *telling in cursor.execute(_TELLINGS, {"ids": list(message_ids)}):
            found[message_id].append(Telling(*telling))
    return found
