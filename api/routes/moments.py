"""The time line that headquarters looks back along: how far it goes, and what is marked on it."""

from datetime import timedelta
from typing import Annotated

import msgspec
from fastapi import Query

from api.asked import Asked, Database
from api.desk import headquarters
from api.responses import Json
from api.schemas.moments import Moments
from kawamori.storage.past.marks import marks_between

router = headquarters()


@router.get("/hq/moments", response_model=Moments)
def moments(
    connection: Database, asked: Asked, hours: Annotated[float, Query(gt=0, le=24 * 366)] = 48
) -> Json:
    """Say from when on a run can be looked back at, at most so many hours, and what happened."""
    start = max(asked.run.sim_started_at, asked.now - timedelta(hours=hours))
    marks = marks_between(connection, asked.run, start, asked.now)
    shown = {"start": start, "end": asked.now, "marks": [mark._asdict() for mark in marks]}
    return Json(msgspec.json.encode(shown))
