"""Facts as they were known at a moment, and which alerts stood then, as parts of other queries."""

from datetime import datetime

from kawamori.storage.connections import Connection
from kawamori.storage.judged.map import Facts

# Of two versions the later valid one holds, then the later recorded: as in current_stations.
STATIONS = """
SELECT DISTINCT ON (f.station_id) s.network, f.*
FROM stations s JOIN station_facts f USING (station_id)
WHERE f.valid_from <= %(wall)s AND f.recorded_at <= %(wall)s
ORDER BY f.station_id, f.valid_from DESC, f.recorded_at DESC
"""
THRESHOLDS = """
SELECT DISTINCT ON (station_id) * FROM thresholds
WHERE valid_from <= %(wall)s AND recorded_at <= %(wall)s
ORDER BY station_id, valid_from DESC, recorded_at DESC
"""
# An alert stood from its first step on until its last, or until another took its place. What may
# have stood: what still does, and what has moved since.
OPEN = """
SELECT al.alert_id, al.station_id FROM alerts al
WHERE al.run_no = %(run_no)s AND al.alert_id IN (
    SELECT alert_id FROM alerts WHERE run_no = %(run_no)s AND closed_at IS NULL
    UNION
    SELECT alert_id FROM transitions WHERE run_no = %(run_no)s AND recorded_at > %(at)s
    UNION
    SELECT newer.supersedes FROM transitions t JOIN alerts newer USING (alert_id)
    WHERE t.run_no = %(run_no)s AND t.recorded_at > %(at)s)
  AND EXISTS (
    SELECT FROM transitions t WHERE t.alert_id = al.alert_id AND t.recorded_at <= %(at)s)
  AND (al.closed_at IS NULL OR {ended_at} > %(at)s)
"""
ENDED_AT = """coalesce(
  (SELECT min(t.recorded_at) FROM alerts newer JOIN transitions t USING (alert_id)
   WHERE newer.supersedes = al.alert_id),
  (SELECT max(t.recorded_at) FROM transitions t WHERE t.alert_id = al.alert_id))"""
OPEN = OPEN.replace("{ended_at}", ENDED_AT)
# Retired, and no alert left to be cleared.
GONE = f"""
SELECT station_id FROM (
  SELECT DISTINCT ON (station_id) station_id, retired FROM station_facts
  WHERE station_id IN (SELECT station_id FROM station_facts WHERE retired)
    AND valid_from <= %(wall)s AND recorded_at <= %(wall)s
  ORDER BY station_id, valid_from DESC, recorded_at DESC
) newest
WHERE retired AND station_id NOT IN (SELECT station_id FROM ({OPEN}) AS stood)
"""  # noqa: S608 our own parts

_VERSION = """
SELECT (SELECT count(*) FROM station_facts
        WHERE valid_from <= %(wall)s AND recorded_at <= %(wall)s),
       (SELECT count(*) FROM thresholds
        WHERE valid_from <= %(wall)s AND recorded_at <= %(wall)s)
"""
_FACTS = f"""
SELECT c.station_id, c.name, c.name_en, c.river, c.mode, c.tidal, c.network, c.lat, c.lon,
       c.interval_s, t.standby_m, t.caution_m, t.evacuation_m, t.danger_m, t.overflow_m,
       t.release_m
FROM ({STATIONS}) AS c LEFT JOIN ({THRESHOLDS}) AS t USING (station_id)
"""  # noqa: S608 our own parts


def facts_version_then(connection: Connection, wall: datetime) -> tuple[int, ...]:
    """Return a value that is the same for two moments between which no fact came or took effect."""
    return connection.execute(_VERSION, {"wall": wall}).fetchone() or ()


def facts_then(connection: Connection, wall: datetime) -> list[Facts]:
    """Return the facts of every station as they were known."""
    return [Facts(*row) for row in connection.execute(_FACTS, {"wall": wall})]
