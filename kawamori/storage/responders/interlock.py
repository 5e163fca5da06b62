"""What the interlock looks at: the districts of a task, their gauges, and who lets a task go.

Reality's water counts in an exercise too: a drill sends nobody through it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from psycopg.rows import args_row

from kawamori.areas import Area, AreaKind
from kawamori.errors import ConflictError, InvalidError, NotFoundError
from kawamori.levels import GaugeLevel
from kawamori.responders.interlock import (
    LONGEST_OVERRIDE,
    OUTSIDE,
    District,
    Finding,
    Gauge,
    Position,
    along,
    is_passable,
    judge,
)
from kawamori.runs import Run
from kawamori.storage.acts import record_act
from kawamori.storage.areas.areas import current_areas
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

_GAUGES = """
SELECT v.area_id, a.run_no, v.station_id, c.name, a.level, a.freshness, a.observed_at, c.interval_s
FROM area_stations v
JOIN current_stations c USING (station_id)
LEFT JOIN latest_assessments a ON a.station_id = v.station_id AND a.run_no = ANY(%(runs)s)
WHERE v.removed_at IS NULL AND v.area_id = ANY(%(area_ids)s)
ORDER BY v.area_id, v.station_id
"""
_VOICED = "SELECT DISTINCT area_id FROM area_stations WHERE removed_at IS NULL"
_NAMES = "SELECT area_id, name FROM current_areas WHERE area_id = ANY(%(area_ids)s)"
_KNOWN = "SELECT 1 FROM current_areas WHERE area_id = %s"
_OVERRIDES = """
SELECT area_id, max(ends_at) FROM interlock_overrides
WHERE run_no = %(run_no)s AND area_id = ANY(%(area_ids)s) GROUP BY area_id
"""
_OVERRIDE = """
INSERT INTO interlock_overrides (run_no, area_id, reason, person, role, at, ends_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
_REALITY = 0


class Place(NamedTuple):
    """Where a task lies, and the way to it if somebody has said."""

    lon: float
    lat: float
    route: tuple[Position, ...] = ()


class Override(NamedTuple):
    """Somebody named lets tasks go into a district for a while."""

    area_id: str
    reason: str
    lasts: timedelta


class _GaugeRow(NamedTuple):
    area_id: str
    run_no: int | None
    station_id: str
    name: str
    level: int | None
    freshness: str | None
    observed_at: datetime | None
    interval_s: int


def areas_of(connection: Connection, place: Place) -> list[str]:
    """Return the districts that a task lies in or its way leads through.

    A zone that lies over districts counts where gauges speak for it.
    """
    areas = current_areas(connection)
    voiced = {row[0] for row in connection.execute(_VOICED)}
    counting = [a for a in areas if a.kind is AreaKind.DISTRICT or a.area_id in voiced]
    places = [(place.lon, place.lat), *along(place.route)]
    return sorted(area.area_id for area in counting if _lies_on(area, places))


def look_at(
    connection: Connection, run: Run, place: Place, now: datetime
) -> tuple[list[str], list[Finding]]:
    """Return the districts of a task, and what the interlock says of them.

    However well known the way is: a place in no district is unknown itself.
    """
    area_ids = areas_of(connection, place)
    findings = look(connection, run, area_ids, now)
    if area_ids and place.route and not areas_of(connection, place._replace(route=())):
        findings.append(OUTSIDE)
    return area_ids, findings


def look(connection: Connection, run: Run, area_ids: Sequence[str], now: datetime) -> list[Finding]:
    """Return what the interlock says of each of these districts; of none that it is unknown."""
    values = {"run_no": run.run_no, "area_ids": list(area_ids), "runs": [_REALITY, run.run_no]}
    names: dict[str, str] = dict(connection.execute(_NAMES, values).fetchall())
    until: dict[str, datetime] = dict(connection.execute(_OVERRIDES, values).fetchall())
    gauges: dict[str, list[Gauge]] = {}
    with connection.cursor(row_factory=args_row(_GaugeRow)) as cursor:
        for row in cursor.execute(_GAUGES, values):
            level = None if row.level is None else GaugeLevel(row.level)
            interval = timedelta(seconds=row.interval_s)
            gauge = Gauge(row.station_id, row.name, level, row.freshness, row.observed_at, interval)
            if row.run_no in (None, run.run_no) or gauge.is_blocking:
                gauges.setdefault(row.area_id, []).append(gauge)
    districts = [
        District(each, names.get(each, each), tuple(gauges.get(each, ())), until.get(each))
        for each in area_ids
    ]
    return judge(districts, now)


def _lies_on(area: Area, places: Sequence[Position]) -> bool:
    """Tell whether one of these places is in an area; those far from it cost nothing."""
    outlines = [ring for polygon in area.shape.polygons for ring in polygon[:1]]
    lons = [lon for ring in outlines for lon, _ in ring]
    lats = [lat for ring in outlines for _, lat in ring]
    west, east, south, north = min(lons), max(lons), min(lats), max(lats)
    return any(
        west <= lon <= east and south <= lat <= north and area.shape.contains(lon, lat)
        for lon, lat in places
    )


def refuse_blocked(findings: Sequence[Finding]) -> None:
    """Refuse a task where the interlock says no; ``ConflictError`` names area, gauge and level."""
    if not is_passable(findings):
        said = "; ".join(str(finding) for finding in findings if not finding.is_passable)
        raise ConflictError(f"the interlock blocks this: {said}")


def override(
    connection: Connection, run: Run, wanted: Override, *, person: str, role: str, now: datetime
) -> None:
    """Let tasks go into a district for a while, in somebody's name.

    ``NotFoundError`` without such an area; ``InvalidError`` without a reason, or for too long.
    """
    reason = wanted.reason.strip()
    if not reason:
        raise InvalidError("say why: it stands in the chronology with your name")
    if not timedelta(0) < wanted.lasts <= LONGEST_OVERRIDE:
        raise InvalidError(
            f"an override lasts from a minute to {LONGEST_OVERRIDE // timedelta(hours=1)} hours,"
            f" not {wanted.lasts}"
        )
    with connection.transaction():
        if not connection.execute(_KNOWN, (wanted.area_id,)).fetchone():
            raise NotFoundError(f"there is no area {wanted.area_id!r}")
        values = (run.run_no, wanted.area_id, reason, person, role, now, now + wanted.lasts)
        connection.execute(_OVERRIDE, values)
        record_act(
            connection,
            person,
            role,
            "override",
            f"area/{wanted.area_id}",
            reason=reason,
            minutes=wanted.lasts // timedelta(minutes=1),
        )
        announce(connection, run.run_no, "responder_tasks", [wanted.area_id])
