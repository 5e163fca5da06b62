"""Every version of what a draft may be about, whoever made it and however, the newest first."""

from datetime import datetime
from typing import Any, NamedTuple

from psycopg.rows import args_row

from kawamori.master.drafts import Difference, What, differences
from kawamori.storage.connections import Connection

_OF_VERSIONS = """
SELECT to_jsonb(v) - ARRAY['station_id', 'datastream_id', 'area_id', 'phrase_id', 'upstream_id',
         'downstream_id', 'policy_id', 'recorded_at', 'valid_from', 'author', 'added_by', 'before'],
       v.author, v.recorded_at, nullif(v.valid_from, '-infinity'), v.valid_from > now()
FROM ({versions}) AS v ORDER BY v.valid_from, v.recorded_at
"""
_VERSIONS = {
    What.STATION: """
        SELECT name, name_en, river, lat, lon, mode, tidal, interval_s / 60.0 AS interval_min,
               burst_interval_s / 60.0 AS burst_min, dormant_s / 3600.0 AS dormant_h,
               gauge_zero_tp_m, datum, retired, recorded_at, valid_from, author
        FROM station_facts WHERE station_id = %s""",
    What.RETIREMENT: """
        SELECT * FROM (
          SELECT retired, recorded_at, valid_from, author,
                 lag(retired) OVER (ORDER BY valid_from, recorded_at) AS before
          FROM station_facts WHERE station_id = %s) AS each
        WHERE retired IS DISTINCT FROM before AND (retired OR before)""",
    What.THRESHOLDS: "SELECT * FROM thresholds WHERE station_id = %s",
    What.SENSOR: """
        SELECT f.* FROM sensor_facts f JOIN datastreams d USING (datastream_id)
        WHERE d.station_id = %s AND d.judged""",
    What.NEIGHBOUR: """
        SELECT * FROM neighbours WHERE upstream_id || '/' || downstream_id = %s""",
    What.AREA: "SELECT * FROM area_facts WHERE area_id = %s",
    What.PHRASE: "SELECT * FROM phrases WHERE phrase_id = %s",
    What.POLICY: """
        SELECT version, reason, recorded_at, author, recorded_at AS valid_from FROM policies
        WHERE %s::text IS NOT NULL""",
    What.PLAUSIBLE: """
        SELECT proposed AS range, e.ended_at AS recorded_at, e.ended_at AS valid_from,
               e.person AS author
        FROM master_drafts d JOIN master_draft_ends e USING (draft_id)
        WHERE d.what = 'plausible' AND e.state = 'published' AND d.subject = %s""",
    What.VOICES: """
        SELECT station_id AS voice, removed_at, removed_by, added_at AS recorded_at,
               added_at AS valid_from, added_by AS author
        FROM area_stations WHERE area_id = %s""",
}
_BEHIND = """
SELECT d.draft_id, d.note, e.because, e.ended_at FROM master_drafts d
JOIN master_draft_ends e USING (draft_id)
WHERE d.what = %s AND d.subject = %s AND e.state = 'published'
"""
_SAME_S = 2.0  # a version and the end of its draft are one transaction


class Version(NamedTuple):
    """One version: what it changed from the one before, and the draft behind it, if there was."""

    values: dict[str, Any]
    author: str
    recorded_at: datetime
    valid_from: datetime | None
    is_ahead: bool
    differences: list[Difference]
    draft_id: int | None
    because: str


class _Row(NamedTuple):
    values: dict[str, Any]
    author: str
    recorded_at: datetime
    valid_from: datetime | None
    is_ahead: bool


def history_of(connection: Connection, what: What, subject: str) -> list[Version]:
    """Return every version of a subject, those that are still to come first."""
    query = _OF_VERSIONS.format(versions=_VERSIONS[what])
    with connection.cursor(row_factory=args_row(_Row)) as cursor:
        rows = cursor.execute(query.encode(), (subject,)).fetchall()
    behind = connection.execute(_BEHIND, (what, subject)).fetchall()
    found: list[Version] = []
    before: dict[str, Any] | None = None
    for row in rows:
        draft = next(
            (d for d in behind if abs((d[3] - row.recorded_at).total_seconds()) < _SAME_S), None
        )
        changed = [d for d in differences(before, row.values) if d.field != "geometry"]
        told = (None, "") if draft is None else (draft[0], draft[2] or draft[1])
        found.append(Version(*row, changed, *told))
        before = row.values
    return found[::-1]
