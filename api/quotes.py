"""Official information as it is sent: to headquarters whole, to everybody as it was announced."""

from datetime import datetime

import msgspec

from kawamori.runs import Moment, Run
from kawamori.storage.connections import Connection
from kawamori.storage.official.standing import official_of_run
from kawamori.storage.past.official import official_then

QUOTED = (
    "official_id",
    "issuer",
    "kind",
    "name",
    "alert_level",
    "rivers",
    "areas",
    "issued_at",
    "valid_until",
    "source_text",
    "source_url",
)

_encode = msgspec.json.Encoder().encode


def hq_official(
    connection: Connection, run: Run, now: datetime, *, only_open: bool = True
) -> bytes:
    """Return a run's official information as headquarters sees it."""
    rows = official_of_run(connection, run, now, only_open=only_open)
    return _encode({**_head(run, now), "official": [row._asdict() for row in rows]})


def hq_official_then(
    connection: Connection, run: Run, moment: Moment, *, only_open: bool = True
) -> bytes:
    """Return a run's official information as headquarters saw it at a moment."""
    rows = official_then(connection, run, moment, only_open=only_open)
    return _encode({**_head(run, moment.at), "official": [row._asdict() for row in rows]})


def public_official(connection: Connection, run: Run, now: datetime) -> bytes:
    """Return what is in force and marked for its run; who entered it stays inside."""
    rows = official_of_run(connection, run, now, only_open=True)
    quoted = [{name: getattr(row, name) for name in QUOTED} for row in rows if row.counts]
    return _encode({**_head(run, now), "official": quoted})


def _head(run: Run, now: datetime) -> dict[str, object]:
    return {"now": now, "run": run.run, "status": run.status}
