"""How long rows are kept: by table, in days, by configuration; what is due goes in slices.

On TimescaleDB observations go by whole chunks, which costs nothing. Rehearsals are not
touched: a recorded flood of 2018 is old, by its own time, the day it is replayed.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from psycopg.sql import SQL, Identifier

from kawamori.errors import InvalidError
from kawamori.storage.cameras import keeping
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.migrations import edition
from kawamori.storage.people import purging as people
from kawamori.storage.responders import purging as responders

FOR_GOOD = 0
KEEP_DAYS: Mapping[str, int] = {
    "observations": FOR_GOOD,
    "observation_flags": FOR_GOOD,
    "stills": FOR_GOOD,
    "calm_assessments": 7,
    "raw_results": FOR_GOOD,
    "device_statuses": 90,
    "quarantine": 365,
    "stream_events": 7,
    "acts": FOR_GOOD,
    "inbound_messages": 365,
    "phone_verifications": 7,
    "packs": 365,
    "sessions": 365,
    "answered_requests": 7,
    "sign_in_links": 90,
    "sign_in_refusals": 90,
    "provider_starts": 1,
    **people.KEEP_DAYS,
    **keeping.KEEP_DAYS,
    **responders.KEEP_DAYS,
}
A_SLICE = 10_000
A_SLICE_OF_TIME = timedelta(days=30)

_BY_DATASTREAM = ("observations", "observation_flags", "stills", "raw_results")
_BY_TIME: Mapping[str, str] = {
    "device_statuses": "received_at",
    "quarantine": "last_received_at",
    "stream_events": "written_at",
    "acts": "acted_at",
    "inbound_messages": "received_at",
    "phone_verifications": "asked_at",
    "packs": "asked_at",
    "calm_assessments": "recorded_at",
    "sessions": "ends_at",
    "answered_requests": "answered_at",
    "sign_in_links": "ends_at",
    "sign_in_refusals": "refused_at",
    "provider_starts": "started_at",
}
_BY_A_RUNS_CLOCK = {"calm_assessments"}  # of rehearsals they are as old as the river they play
_OLDEST = "SELECT min(observed_at) FROM {} WHERE run_no = 0 AND datastream_id = %s"
_DELETE_OF_DATASTREAM = (
    "DELETE FROM {} WHERE run_no = 0 AND datastream_id = %s AND observed_at < %s"
)
_DELETE_SLICE = """
DELETE FROM {table} WHERE ctid = ANY (
  ARRAY(SELECT ctid FROM {table} WHERE {time} < %s {whose} LIMIT %s))
"""
_OLD_CHUNKS = """
SELECT chunk_schema, chunk_name, range_start, range_end FROM timescaledb_information.chunks
WHERE hypertable_name = 'observations' AND range_end <= %s ORDER BY range_end
"""
# Acts refuse to be deleted by anybody else.
_ALLOW = "SELECT set_config('kawamori.retention', %s, false)"
_HAS_REHEARSALS = "SELECT EXISTS (SELECT FROM {} WHERE run_no <> 0)"
_DROP = """
SELECT drop_chunks('observations', older_than => %s::timestamptz, newer_than => %s::timestamptz)
"""


def apply_retention(
    connection: Connection,
    keep_days: Mapping[str, int],
    now: datetime,
    stills_dir: Path | None = None,
) -> dict[str, int]:
    """Delete what is older than its table keeps; return how many rows, or chunks, by name.

    ``keep_days`` changes what ``KEEP_DAYS`` says; 0 keeps for good. Stills go with their
    files, by whoever has their folder.
    """
    if unknown := keep_days.keys() - KEEP_DAYS:
        raise InvalidError(f"no retention for {sorted(unknown)}: there is {sorted(KEEP_DAYS)}")
    deleted: dict[str, int] = {}
    with unavailable_when_lost():
        for table, days in {**KEEP_DAYS, **keep_days}.items():
            if days == FOR_GOOD:
                continue
            before = now - timedelta(days=days)
            if table in keeping.KEEP_DAYS:
                if stills_dir is not None:
                    deleted[table] = keeping.delete_stills(connection, stills_dir, before)
                continue
            if table in people.KEEP_DAYS:
                deleted[table] = people.purge(connection, table, before, now)
                continue
            if table in responders.KEEP_DAYS:
                deleted[table] = responders.purge_positions(connection, before, now)
                continue
            if table == "observations" and edition(connection) != "postgresql":
                deleted["chunks"] = _drop_chunks(connection, before)
            delete = _delete_by_datastream if table in _BY_DATASTREAM else _delete_by_time
            deleted[table] = delete(connection, table, before)
    return {name: count for name, count in deleted.items() if count}


def _drop_chunks(connection: Connection, before: datetime) -> int:
    """Drop the chunks that hold nothing but old reality."""
    dropped = 0
    for schema, name, start, end in connection.execute(_OLD_CHUNKS, (before,)).fetchall():
        chunk = Identifier(schema, name)
        row = connection.execute(SQL(_HAS_REHEARSALS).format(chunk)).fetchone()
        if row and not row[0]:
            connection.execute(_DROP, (end, start))
            dropped += 1
    return dropped


def _delete_by_datastream(connection: Connection, table: str, before: datetime) -> int:
    """Delete along the key, a month of one datastream at a time: no lock is held for long."""
    deleted = 0
    name = Identifier(table)
    for (datastream_id,) in connection.execute("SELECT datastream_id FROM datastreams").fetchall():
        while True:
            row = connection.execute(SQL(_OLDEST).format(name), (datastream_id,)).fetchone()
            if row is None or row[0] is None or row[0] >= before:
                break
            until = min(before, row[0] + A_SLICE_OF_TIME)
            cursor = connection.execute(
                SQL(_DELETE_OF_DATASTREAM).format(name), (datastream_id, until)
            )
            deleted += cursor.rowcount
    return deleted


def _delete_by_time(connection: Connection, table: str, before: datetime) -> int:
    query = SQL(_DELETE_SLICE).format(
        table=Identifier(table),
        time=Identifier(_BY_TIME[table]),
        whose=SQL("AND run_no = 0" if table in _BY_A_RUNS_CLOCK else ""),
    )
    deleted = 0
    connection.execute(_ALLOW, ("on",))
    try:
        while slice_ := connection.execute(query, (before, A_SLICE)).rowcount:
            deleted += slice_
    finally:
        connection.execute(_ALLOW, ("off",))
    return deleted
