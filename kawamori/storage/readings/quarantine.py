"""The quarantine: what could not be stored as an observation, with its bytes and the reason."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import class_row

from kawamori.errors import NotFoundError
from kawamori.storage.columns import byteas, int4s, texts
from kawamori.storage.connections import Connection
from kawamori.storage.pipeline import Pipeline, Statement

_ADD = Statement(
    "add_to_quarantine",
    """
    INSERT INTO quarantine AS q (topic, payload, reason, times)
    SELECT * FROM unnest($1::text[], $2::bytea[], $3::text[], $4::int[])
    ON CONFLICT (sha256(payload), md5(topic)) WHERE replayed_at IS NULL DO UPDATE
    SET times = q.times + excluded.times, last_received_at = clock_timestamp(),
        reason = excluded.reason
    """,
)
_OPEN = """
SELECT quarantine_id, received_at, last_received_at, times, topic, payload, reason, replayed_at
FROM quarantine
WHERE (replayed_at IS NULL OR %(replayed)s) AND reason ILIKE '%%' || %(about)s || '%%'
ORDER BY quarantine_id DESC LIMIT %(limit)s
"""
_ONE = """
SELECT quarantine_id, received_at, last_received_at, times, topic, payload, reason, replayed_at
FROM quarantine WHERE quarantine_id = %s
"""
_REPLAYED = "UPDATE quarantine SET replayed_at = %s WHERE quarantine_id = %s"


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that was not, or not wholly, stored."""

    topic: str
    payload: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A row of the quarantine; ``times`` counts the same bytes sent again."""

    quarantine_id: int
    received_at: datetime
    last_received_at: datetime
    times: int
    topic: str
    payload: bytes
    reason: str
    replayed_at: datetime | None


def add_refused(pipeline: Pipeline, refused: Sequence[Refused]) -> None:
    """Add messages to the quarantine; the same bytes sent again are counted, not kept twice."""
    times = Counter((r.topic.replace("\0", "\ufffd"), r.payload) for r in refused)
    reasons = {(r.topic.replace("\0", "\ufffd"), r.payload): r.reason for r in refused}
    keys = sorted(times)
    pipeline.add(
        _ADD,
        texts([topic for topic, _ in keys]),
        byteas([payload for _, payload in keys]),
        texts([reasons[key].replace("\0", "\ufffd") for key in keys]),
        int4s([times[key] for key in keys]),
    )


def list_quarantined(
    connection: Connection, *, about: str = "", replayed: bool = False, limit: int = 100
) -> list[Quarantined]:
    """Return the newest rows whose reason contains ``about``, those replayed too if asked."""
    values = {"about": about, "replayed": replayed, "limit": limit}
    with connection.cursor(row_factory=class_row(Quarantined)) as cursor:
        return cursor.execute(_OPEN, values).fetchall()


def find_quarantined(connection: Connection, quarantine_id: int) -> Quarantined:
    """Return one row; ``NotFoundError`` when there is none."""
    with connection.cursor(row_factory=class_row(Quarantined)) as cursor:
        found = cursor.execute(_ONE, (quarantine_id,)).fetchone()
    if found is None:
        raise NotFoundError(f"nothing in quarantine has number {quarantine_id}")
    return found


def mark_replayed(connection: Connection, quarantine_id: int, now: datetime) -> None:
    """Close a row whose message was stored after all."""
    connection.execute(_REPLAYED, (now, quarantine_id))
