"""Devices: how far each boot's readings are stored, when it started, how it says it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kawamori.storage.columns import int4, int4s, texts, timestamp, timestamps
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.pipeline import Pipeline, Row, Statement

BOOTS_TOLD = 8  # the newest, and those heard of last: a backlog may be of boots long past
MOST_SPANS = 256
_TRIM_FROM = 2 * MOST_SPANS  # so that a very gappy device is not trimmed at every step

_ADVANCE = Statement(
    "advance_device_progress",
    """
    INSERT INTO device_progress AS p (run_no, device_id, boot, stored, seen_at)
    SELECT run_no, device_id, boot, stored::int8multirange, seen_at
    FROM unnest($1::int[], $2::text[], $3::int[], $4::text[], $5::timestamptz[])
         AS new (run_no, device_id, boot, stored, seen_at)
    ON CONFLICT (run_no, device_id, boot) DO UPDATE
    SET stored = p.stored + excluded.stored, seen_at = greatest(p.seen_at, excluded.seen_at)
    """,
)
MARKS = Statement(
    "read_device_marks",
    f"""
    SELECT d.run_no, d.device_id, b.boot,
           coalesce((SELECT upper(s) - 1 FROM unnest(b.stored) AS s WHERE lower(s) = 1), 0),
           (SELECT count(*) FROM unnest(b.stored))
    FROM unnest($1::int[], $2::text[]) AS d (run_no, device_id)
    CROSS JOIN LATERAL (
      SELECT boot, stored FROM device_progress p
      WHERE p.run_no = d.run_no AND p.device_id = d.device_id
      ORDER BY boot = (SELECT max(boot) FROM device_progress m
                       WHERE m.run_no = d.run_no AND m.device_id = d.device_id) DESC,
               seen_at DESC, boot DESC
      LIMIT {BOOTS_TOLD}
    ) AS b
    """,  # noqa: S608 the only thing put in is our own number
)
_TRIM = """
UPDATE device_progress SET stored = stored * int8multirange(int8range(NULL,
  (SELECT upper(s) FROM unnest(stored) AS s ORDER BY s OFFSET %s LIMIT 1)))
WHERE run_no = %s AND device_id = %s AND boot = %s
"""
_STARTED = """
INSERT INTO device_progress AS p (run_no, device_id, boot, started_at, seen_at)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (run_no, device_id, boot) DO UPDATE
SET started_at = coalesce(p.started_at, excluded.started_at)
RETURNING started_at
"""
_STATUS = Statement(
    "store_device_status",
    """
    INSERT INTO device_statuses (run_no, device_id, received_at, online, boot, payload)
    VALUES ($1, $2, $3, $4, $5, $6::text::jsonb)
    ON CONFLICT DO NOTHING
    """,
)


@dataclass(frozen=True, slots=True)
class Progress:
    """Readings of one boot of a device that are committed: sequence numbers in closed spans."""

    run_no: int
    device_id: str
    boot: int
    spans: Sequence[tuple[int, int]]
    seen_us: int


@dataclass(frozen=True, slots=True)
class Mark:
    """Of one boot, everything from 1 up to ``seq`` is committed."""

    run_no: int
    device_id: str
    boot: int
    seq: int
    spans: int


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A device's word about itself, as received."""

    run_no: int
    device_id: str
    received_us: int
    online: bool
    boot: int
    payload: str


def add_progress(pipeline: Pipeline, progress: Sequence[Progress]) -> None:
    """Add what is committed to what was."""
    ordered = sorted(progress, key=lambda p: (p.run_no, p.device_id, p.boot))
    pipeline.add(
        _ADVANCE,
        int4s([p.run_no for p in ordered]),
        texts([p.device_id for p in ordered]),
        int4s([p.boot for p in ordered]),
        texts([_multirange(p.spans) for p in ordered]),
        timestamps([p.seen_us for p in ordered]),
    )


def ask_marks(pipeline: Pipeline, devices: Iterable[tuple[int, str]]) -> None:
    """Ask for the marks of devices, each a run number and a device's id."""
    asked = sorted(set(devices))
    pipeline.add(MARKS, int4s([d[0] for d in asked]), texts([d[1] for d in asked]))


def read_marks(rows: Sequence[Row]) -> list[Mark]:
    """Return the marks by device, the newest boot first, from what ``MARKS`` returned."""
    marks = [
        Mark(int(run_no or 0), device_id or "", int(boot or 0), int(seq or 0), int(spans or 0))
        for run_no, device_id, boot, seq, spans in rows
    ]
    return sorted(marks, key=lambda mark: (mark.run_no, mark.device_id, -mark.boot))


def trim_progress(connection: Connection, marks: Sequence[Mark]) -> None:
    """Forget the highest spans of a boot that has too many: the device sends those again."""
    for m in marks:
        if m.spans > _TRIM_FROM:
            with unavailable_when_lost():
                connection.execute(_TRIM, (MOST_SPANS - 1, m.run_no, m.device_id, m.boot))


def boot_started(
    connection: Connection,
    run_no: int,
    device_id: str,
    boot: int,
    *,
    started_at: datetime,
    now: datetime,
) -> datetime:
    """Return when a boot started: the estimate that was made first, for good."""
    with unavailable_when_lost():
        row = connection.execute(_STARTED, (run_no, device_id, boot, started_at, now)).fetchone()
    assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
    first: datetime = row[0]
    return first


def add_status(pipeline: Pipeline, status: StatusRow) -> None:
    """Add a device's status to what is known of it."""
    pipeline.add(
        _STATUS,
        int4(status.run_no),
        status.device_id.encode(),
        timestamp(status.received_us),
        bytes([status.online]),
        int4(status.boot),
        status.payload.encode(),
    )


def _multirange(spans: Sequence[tuple[int, int]]) -> str:
    return "{" + ",".join(f"[{first},{last}]" for first, last in spans) + "}"
