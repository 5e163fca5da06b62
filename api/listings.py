"""Lists as headquarters reads them: runs, what was told to whom, devices that were heard."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from api.facts import Known
from kawamori.runs import Run
from kawamori.storage.ledger import Feed, Told

_encode = msgspec.json.Encoder().encode


def runs_shown(runs: Iterable[Run], wall: datetime) -> bytes:
    """Return runs with the time it is in each."""
    return _encode(
        [
            {
                "run": run.run,
                "status": run.status,
                "network": run.network,
                "speed": run.speed,
                "sim_started_at": run.sim_started_at,
                "now": run.now(wall),
                "ended_at": run.ended_at,
            }
            for run in runs
        ]
    )


def deliveries_shown(told: Iterable[Told], known: Mapping[str, Known]) -> bytes:
    """Return deliveries with the names of their stations."""
    return _encode(
        [
            {**t._asdict(), "station_name": known[t.station_id].facts.name}
            for t in told
            if t.station_id in known
        ]
    )


def feeds_shown(feeds: Iterable[Feed]) -> bytes:
    """Return devices."""
    return _encode([feed._asdict() for feed in feeds])
