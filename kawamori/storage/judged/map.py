"""How things stand now, as the map shows it: stations, their latest assessment, their alerts.

What seldom changes (``Facts``) is read apart from what always does (``State``),
so that ten thousand stations cost a reader what moves and no more. A state is a
``Struct`` because making ten thousand named tuples takes twice as long.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec import Struct
from psycopg.rows import args_row

from kawamori.levels import GaugeLevel
from kawamori.storage.connections import Connection

_FACTS_VERSION = """
SELECT (SELECT count(*) FROM station_facts WHERE valid_from <= now()),
       (SELECT count(*) FROM thresholds WHERE valid_from <= now()),
       (SELECT count(*) FROM gone_stations)
"""
_FACTS = """
SELECT c.station_id, c.name, c.name_en, c.river, c.mode, c.tidal, c.network, c.lat, c.lon,
       c.interval_s, t.standby_m, t.caution_m, t.evacuation_m, t.danger_m, t.overflow_m,
       t.release_m
FROM current_stations c LEFT JOIN current_thresholds t USING (station_id)
"""
_STATES = """
SELECT s.station_id, a.level, a.public_level, a.confirmation,
       coalesce(a.stage_m, o.result), coalesce(a.observed_at, o.observed_at), o.received_at,
       a.rise_m_per_h, coalesce(a.trend, 'unknown'), a.projection::text, a.freshness,
       a.reasons::text, a.recorded_at, al.alert_id, a.upstream::text
FROM stations s
LEFT JOIN datastreams d ON d.station_id = s.station_id AND d.judged
LEFT JOIN latest_observations o
  ON o.run_no = %(run_no)s AND o.datastream_id = d.datastream_id
LEFT JOIN latest_assessments a ON a.run_no = %(run_no)s AND a.station_id = s.station_id
LEFT JOIN alerts al
  ON al.run_no = %(run_no)s AND al.station_id = s.station_id AND al.closed_at IS NULL
WHERE s.network = %(network)s
  AND NOT EXISTS (SELECT FROM gone_stations g WHERE g.station_id = s.station_id)
"""
_PUBLIC_STATES = """
SELECT s.station_id, a.public_level, a.public_stage_m, a.public_observed_at,
       CASE WHEN a.confirmation = 'unconfirmed' THEN 'unknown'
            ELSE coalesce(a.trend, 'unknown') END,
       CASE WHEN a.freshness = 'blind' AND a.public_level < %(blind_from)s THEN 'dead'
            ELSE a.freshness END
FROM stations s
LEFT JOIN latest_assessments a ON a.run_no = %(run_no)s AND a.station_id = s.station_id
WHERE s.network = %(network)s
  AND NOT EXISTS (SELECT FROM gone_stations g WHERE g.station_id = s.station_id)
"""
_AMONG = " AND s.station_id = ANY(%(among)s)"


class Facts(NamedTuple):
    """What is known of a station whatever its river does."""

    station_id: str
    name: str
    name_en: str
    river: str
    mode: str
    tidal: bool
    network: str
    lat: float | None
    lon: float | None
    interval_s: int
    standby_m: float | None
    caution_m: float | None
    evacuation_m: float | None
    danger_m: float | None
    overflow_m: float | None
    release_m: float | None


class State(Struct, frozen=True, gc=False):
    """How a station stands for headquarters; all but the id may be missing.

    ``projection``, ``reasons`` and ``upstream`` are JSON as judging stored it.
    """

    station_id: str
    level: int | None
    public_level: int | None
    confirmation: str | None
    stage_m: float | None
    observed_at: datetime | None
    received_at: datetime | None
    rise_m_per_h: float | None
    trend: str
    projection: str | None
    freshness: str | None
    reasons: str | None
    assessed_at: datetime | None
    alert_id: int | None
    upstream: str | None


class PublicState(Struct, frozen=True, gc=False):
    """How a station stands for everybody: what is confirmed, and nothing else is even read."""

    station_id: str
    level: int | None
    stage_m: float | None
    observed_at: datetime | None
    trend: str
    freshness: str | None


def facts_version(connection: Connection) -> tuple[int, ...]:
    """Return a value that changes whenever ``all_facts`` or who is judged would be another.

    Facts are appended and never changed, so their number is their version; a retired
    station goes when its last alert does.
    """
    return connection.execute(_FACTS_VERSION).fetchone() or ()


def all_facts(connection: Connection) -> list[Facts]:
    """Return the facts of every station of every network, retired ones too: alerts name them."""
    return [Facts(*row) for row in connection.execute(_FACTS)]


def latest_states(
    connection: Connection, run_no: int, network: str, among: Sequence[str] | None = None
) -> list[State]:
    """Return how the stations of a network stand in a run, all or some, in no order."""
    query = _STATES if among is None else _STATES + _AMONG
    values = {"run_no": run_no, "network": network, "among": list(among or ())}
    with connection.cursor(binary=True, row_factory=args_row(State)) as cursor:
        return cursor.execute(query, values).fetchall()


def public_states(
    connection: Connection, run_no: int, network: str, among: Sequence[str] | None = None
) -> list[PublicState]:
    """Return what the public may know of the stations of a network in a run.

    Where a level is not confirmed, neither the word "blind" nor the trend may tell of it.
    """
    query = _PUBLIC_STATES if among is None else _PUBLIC_STATES + _AMONG
    values = {
        "run_no": run_no,
        "network": network,
        "among": list(among or ()),
        "blind_from": int(GaugeLevel.EVACUATION),
    }
    with connection.cursor(binary=True, row_factory=args_row(PublicState)) as cursor:
        return cursor.execute(query, values).fetchall()
