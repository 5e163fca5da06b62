"""What holds now of each thing that a draft may be about, in the words that drafts use."""

from collections.abc import Callable
from typing import Any

from psycopg.rows import dict_row

from kawamori.judging.policy_files import policy_text
from kawamori.master.drafts import Values, What
from kawamori.storage.connections import Connection
from kawamori.storage.judged.policies import policy_in_force

_STATION = """
SELECT name, name_en, river, lat, lon, mode, tidal, interval_s / 60.0::float8 AS interval_min,
       burst_interval_s / 60.0::float8 AS burst_min, dormant_s / 3600.0::float8 AS dormant_h,
       gauge_zero_tp_m, datum
FROM current_stations WHERE station_id = %s
"""
_RETIREMENT = "SELECT retired FROM current_stations WHERE station_id = %s"
_THRESHOLDS = """
SELECT standby_m, caution_m, evacuation_m, danger_m, overflow_m, release_m
FROM current_thresholds WHERE station_id = %s
"""
_SENSOR = """
SELECT f.kind, f.unit, f.offset_m, f.scale
FROM datastreams d JOIN sensor_facts f USING (datastream_id)
WHERE d.station_id = %s AND d.judged AND f.valid_from <= now()
ORDER BY f.valid_from DESC, f.recorded_at DESC LIMIT 1
"""
_PLAUSIBLE = """
SELECT min_plausible, max_plausible FROM datastreams WHERE station_id = %s AND judged
"""
_NEIGHBOUR = """
SELECT travel_s / 60.0::float8 AS travel_min, spread_s / 60.0::float8 AS spread_min, withdrawn,
       basis, evidence
FROM current_neighbours WHERE upstream_id || '/' || downstream_id = %s
"""
_AREA = """
SELECT name, name_en, reading, municipality, kind, population, households, risk::int, geometry,
       withdrawn
FROM current_areas WHERE area_id = %s
"""
_VOICES = """
SELECT coalesce(array_agg(v.station_id ORDER BY v.station_id)
                FILTER (WHERE v.station_id IS NOT NULL), '{}') AS station_ids
FROM areas a LEFT JOIN area_stations v ON v.area_id = a.area_id AND v.removed_at IS NULL
WHERE a.area_id = %s GROUP BY a.area_id
"""
_PHRASE = """
SELECT kind, withdrawn, texts FROM current_phrases WHERE phrase_id = %s
"""
_MAY_BE_EMPTY = (What.PLAUSIBLE, What.VOICES)  # nothing said is nothing that holds
_QUERIES = {
    What.STATION: _STATION,
    What.RETIREMENT: _RETIREMENT,
    What.THRESHOLDS: _THRESHOLDS,
    What.SENSOR: _SENSOR,
    What.PLAUSIBLE: _PLAUSIBLE,
    What.NEIGHBOUR: _NEIGHBOUR,
    What.AREA: _AREA,
    What.VOICES: _VOICES,
}


def standing_values(connection: Connection, what: What, subject: str) -> Values | None:
    """Return what holds now, as a draft would say it, or None where nothing does."""
    special = _SPECIAL.get(what)
    if special is not None:
        return special(connection, subject)
    found = _row(connection, _QUERIES[what], subject)
    is_empty = (
        found is not None and what in _MAY_BE_EMPTY and all(v in (None, []) for v in found.values())
    )
    return None if is_empty else found


def _phrase(connection: Connection, subject: str) -> Values | None:
    found = _row(connection, _PHRASE, subject)
    if found is None:
        return None
    return {"kind": found["kind"], **found["texts"], "withdrawn": found["withdrawn"]}


def _policy(connection: Connection, _subject: str) -> Values | None:
    policy = policy_in_force(connection)
    return {"rules": policy_text(policy), "version": policy.version}


_SPECIAL: dict[What, Callable[[Connection, str], Values | None]] = {
    What.PHRASE: _phrase,
    What.POLICY: _policy,
}


def _row(connection: Connection, query: str, subject: str) -> dict[str, Any] | None:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(query.encode(), (subject,)).fetchone()
