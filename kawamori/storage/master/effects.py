"""What publishing would make of the next reading if it is like the last: shown, not done."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from psycopg.rows import dict_row

from kawamori.levels import GaugeLevel, classify
from kawamori.master.drafts import What
from kawamori.master.gauging import ladder_of
from kawamori.storage.connections import Connection
from kawamori.storage.judged.policies import policy_in_force
from kawamori.storage.master.drafts import Draft

_STANDING = """
SELECT r.run, r.status, a.station_id, c.name, a.stage_m, a.observed_at, a.level, a.freshness,
       al.alert_id IS NOT NULL AS has_alert
FROM latest_assessments a
JOIN runs r ON r.run_no = a.run_no AND r.ended_at IS NULL
JOIN current_stations c USING (station_id)
LEFT JOIN alerts al ON al.run_no = a.run_no AND al.station_id = a.station_id
  AND al.closed_at IS NULL
WHERE a.station_id = ANY(%s) AND a.stage_m IS NOT NULL
ORDER BY r.run_no, a.station_id
"""


class Effect(NamedTuple):
    """One station's level now, and by the proposed thresholds if the river stays where it is.

    ``becomes`` says what that does to its alert: raised, higher, lower, or nothing.
    """

    run: str
    status: str
    station_id: str
    name: str
    stage_m: float
    observed_at: datetime | None
    level: int
    level_then: int
    becomes: str
    tells_residents: bool


def effects_of(connection: Connection, drafts: Sequence[Draft]) -> list[Effect]:
    """Return the stations whose level would be another at their next reading."""
    ladders = {
        each.subject: ladder_of(each.proposed) for each in drafts if each.what == What.THRESHOLDS
    }
    if not ladders:
        return []
    policy = policy_in_force(connection)
    with connection.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(_STANDING, (list(ladders),)).fetchall()
    found = []
    for row in rows:
        held = GaugeLevel(row["level"])
        then = classify(row["stage_m"], ladders[row["station_id"]], held=held)
        if then == held:
            continue
        is_case = then >= policy.alert_from or row["has_alert"]
        found.append(
            Effect(
                row["run"],
                row["status"],
                row["station_id"],
                row["name"],
                row["stage_m"],
                row["observed_at"],
                int(held),
                int(then),
                _becomes(held, then, has_alert=row["has_alert"]) if is_case else "none",
                then > held and then >= policy.told_from,
            )
        )
    return found


def _becomes(held: GaugeLevel, then: GaugeLevel, *, has_alert: bool) -> str:
    if then < held:
        return "eased"
    return "escalated" if has_alert else "raised"
