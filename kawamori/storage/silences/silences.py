"""Silences and maintenance windows: set and lifted by named persons, kept for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.rows import kwargs_row

from kawamori.errors import ConflictError, NotFoundError
from kawamori.levels import GaugeLevel
from kawamori.runs import Run
from kawamori.silences import Scope, Silence, SilenceKind
from kawamori.storage.acts import record_act
from kawamori.storage.connections import Connection
from kawamori.storage.stream import announce

_ADD = """
INSERT INTO silences (run_no, kind, station_id, river, network, upto_level, reason, author,
                      starts_at, ends_at, wall_starts_at, wall_ends_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING silence_id
"""
_THERE = """
SELECT 1 FROM current_stations
WHERE network = %(network)s AND (station_id = %(station_id)s OR river = %(river)s
                                 OR network = %(of_network)s)
LIMIT 1
"""
_LIFT = "UPDATE silences SET lifted_at = %s, lifted_by = %s WHERE silence_id = %s"
_WAKE_CALLS = """
UPDATE calls SET due_at = 'epoch'
WHERE silence_id = %s AND told_at IS NULL AND taken_at IS NULL AND ended_at IS NULL
"""
_SHOWN = """
SELECT s.silence_id, s.run_no, s.kind, s.station_id, s.river, s.network, s.upto_level, s.reason,
       s.author, s.starts_at, s.ends_at, s.lifted_at, s.lifted_by,
       s.lifted_at IS NULL AND s.wall_starts_at <= %(now)s AND s.wall_ends_at > %(now)s
         AS is_in_force,
       (SELECT count(*) FROM messages m
        WHERE m.silence_id = s.silence_id AND m.routed_at IS NULL) AS messages_held,
       (SELECT count(*) FROM calls c
        WHERE c.silence_id = s.silence_id AND c.told_at IS NULL AND c.taken_at IS NULL
          AND c.ended_at IS NULL) AS calls_held
FROM silences s
"""
_OF_RUN = """
WHERE s.run_no = %(run_no)s
  AND (NOT %(only_open)s OR (s.lifted_at IS NULL AND s.wall_ends_at > %(now)s))
ORDER BY s.silence_id DESC LIMIT 500
"""
_ONE = "WHERE s.silence_id = %(silence_id)s"
_COVERED_ALERTS = """
SELECT al.alert_id FROM alerts al JOIN current_stations f USING (station_id)
WHERE al.run_no = %s AND al.closed_at IS NULL
  AND (f.station_id = %s OR f.river = %s OR f.network = %s)
"""


@dataclass(frozen=True, slots=True)
class SilenceShown:
    """A silence as people see it, times by the run's clock, and what it holds back now."""

    silence_id: int
    run_no: int
    kind: SilenceKind
    scope: Scope
    upto_level: GaugeLevel
    reason: str
    author: str
    starts_at: datetime
    ends_at: datetime
    lifted_at: datetime | None
    lifted_by: str | None
    is_in_force: bool
    messages_held: int
    calls_held: int


def add_silence(
    connection: Connection, run: Run, silence: Silence, *, person: str, role: str
) -> int:
    """Keep messages back from now on, in a person's name; return the silence's number.

    ``NotAllowedError`` where the level asks for a commander, ``NotFoundError`` where the
    run has no such station or river.
    """
    silence.must_be_allowed(person, role)
    scope = silence.scope
    there = {
        "network": run.network,
        "station_id": scope.station_id,
        "river": scope.river,
        "of_network": scope.network,
    }
    if connection.execute(_THERE, there).fetchone() is None:
        raise NotFoundError(f"there is no {scope} in the network {run.network!r}")
    moments = (silence.starts_at, silence.ends_at)
    walls = [run.wall_started_at + (at - run.sim_started_at) / run.speed for at in moments]
    values = (scope.station_id, scope.river, scope.network, silence.upto_level, silence.reason)
    with connection.transaction():
        row = connection.execute(
            _ADD, (run.run_no, silence.kind, *values, person, *moments, *walls)
        ).fetchone()
        assert row is not None  # noqa: S101 INSERT … RETURNING gives a row
        details = {
            "kind": silence.kind,
            "scope": str(scope),
            "upto_level": silence.upto_level.name.lower(),
            "reason": silence.reason,
            "ends_at": silence.ends_at.isoformat(),
        }
        record_act(connection, person, role, "silence", f"silence/{row[0]}", **details)
        _announce(connection, run.run_no, int(row[0]), scope)
    return int(row[0])


def lift_silence(
    connection: Connection,
    silence_id: int,
    *,
    person: str,
    role: str,
    now: datetime,
    wall: datetime,
) -> None:
    """End a silence before its time, at ``now`` by the run's clock; what it held is told next."""
    with connection.transaction():
        found = find_silence(connection, silence_id, wall)
        if not found.is_in_force and (found.lifted_at or found.ends_at <= now):
            raise ConflictError(f"silence {silence_id} has ended already")
        connection.execute(_LIFT, (now, person, silence_id))
        connection.execute(_WAKE_CALLS, (silence_id,))
        record_act(connection, person, role, "lift", f"silence/{silence_id}")
        _announce(connection, found.run_no, silence_id, found.scope)
        connection.execute("NOTIFY messages")


def find_silence(connection: Connection, silence_id: int, wall: datetime) -> SilenceShown:
    """Return one silence; ``NotFoundError`` when there is none of this number."""
    values = {"silence_id": silence_id, "now": wall}
    with connection.cursor(row_factory=kwargs_row(_shown)) as cursor:
        found = cursor.execute(_SHOWN + _ONE, values).fetchone()
    if found is None:
        raise NotFoundError(f"there is no silence {silence_id}")
    return found


def silences_of_run(
    connection: Connection, run_no: int, wall: datetime, *, only_open: bool = True
) -> Sequence[SilenceShown]:
    """Return the silences of a run that have not ended, or all, the newest first."""
    values = {"run_no": run_no, "now": wall, "only_open": only_open}
    with connection.cursor(row_factory=kwargs_row(_shown)) as cursor:
        return cursor.execute(_SHOWN + _OF_RUN, values).fetchall()


def _announce(connection: Connection, run_no: int, silence_id: int, scope: Scope) -> None:
    """Have a silence shown, and the alerts that it covers shown anew."""
    values = (run_no, scope.station_id, scope.river, scope.network)
    alerts = [str(row[0]) for row in connection.execute(_COVERED_ALERTS, values)]
    announce(connection, run_no, "silences", [str(silence_id)])
    if alerts:
        announce(connection, run_no, "alerts", alerts)


def _shown(
    *,
    kind: str,
    station_id: str | None,
    river: str | None,
    network: str | None,
    upto_level: int,
    **columns: object,
) -> SilenceShown:
    return SilenceShown(
        kind=SilenceKind(kind),
        scope=Scope(station_id, river, network),
        upto_level=GaugeLevel(upto_level),
        **columns,  # type: ignore[arg-type]
    )
