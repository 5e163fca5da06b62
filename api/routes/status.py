"""How the system itself is, for whoever has to know whether to trust it."""

import shutil
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path

from api import condition
from api.asked import Around, Asked, Database
from api.desk import headquarters
from api.pages import WEB, build_of
from api.schemas.status import Check, StatusShown
from kawamori.storage.condition.heard import channels_since, official_heard_at, rivers_of_run
from kawamori.storage.condition.work import (
    database_server,
    dispatch_now,
    judging_now,
    programs_there,
)
from kawamori.storage.telling.canary import last_rounds
from kawamori.storage.telling.ledger import feeds_of_run

router = headquarters()

CHANNELS_OVER = timedelta(hours=24)


@router.get("/hq/status")
def status(connection: Database, around: Around, asked: Asked) -> StatusShown:
    """Return every part of the system with its age and what is expected of it, the worst first."""
    run, now = asked.run, asked.now
    server = database_server(connection)
    wall = around.wall()
    there = programs_there(connection)
    checks: list[Check] = [
        *(
            condition.river(each, now)
            for each in rivers_of_run(connection, run.run_no, run.network)
        ),
        *(condition.device(each, now) for each in feeds_of_run(connection, run.run_no)),
        *(condition.program(name, there) for name in condition.PROGRAMS),
        condition.judging(judging_now(connection), server.now),
        condition.dispatch(dispatch_now(connection, run.run_no), server.now),
        *(
            condition.channel(each, server.now)
            for each in channels_since(connection, run.run_no, server.now - CHANNELS_OVER)
        ),
        condition.canary(last_rounds(connection), server.now),
        condition.official(official_heard_at(connection, run.run_no), now),
        condition.database(server),
        condition.clocks(server.now, wall),
        condition.disk(*_disk()),
        condition.api(
            version("kawamori"),
            build_of(around.settings.web_dir or WEB),
            len(around.broadcast),
        ),
    ]
    return StatusShown(
        now=now,
        run=run.run,
        wall=wall,
        trust=condition.trust(checks),
        checks=condition.worst_first(checks),
    )


def _disk() -> tuple[int, int]:
    """Return what is free, and what there is, where this program lives."""
    usage = shutil.disk_usage(Path(__file__).parent)
    return usage.free, usage.total
