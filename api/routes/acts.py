"""The audit trail: what everybody did, as it is kept."""

import json
from dataclasses import asdict
from typing import Annotated

from fastapi import Query, Response
from pydantic import AwareDatetime

from api.asked import Database
from api.auth import Auditor
from api.desk import headquarters
from api.schemas.staff import ActShown, ActsShown
from api.series_csv import BOM
from kawamori.spreadsheets import as_csv
from kawamori.storage.acts import Sought, find_acts, kinds_of_acts, record_act

router = headquarters()

MOST, MOST_LINES = 1000, 100_000

Who = Annotated[str | None, Query(description="A person's name")]
Kind = Annotated[str | None, Query(description="A kind of act, such as `release_order`")]
Of = Annotated[str | None, Query(description="What it was done to begins so: `order/7`, `staff/`")]
Since = Annotated[AwareDatetime | None, Query(description="Not before")]
Until = Annotated[AwareDatetime | None, Query(description="Before")]


@router.get("/hq/acts")
def acts(
    _person: Auditor,
    connection: Database,
    *,
    person: Who = None,
    act: Kind = None,
    subject: Of = None,
    since: Since = None,
    until: Until = None,
    before: Annotated[int | None, Query(description="Older than this act")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 200,
) -> ActsShown:
    """List what was done, the newest first."""
    found = find_acts(connection, Sought(person, act, subject, since, until, before, limit))
    return ActsShown(
        acts=[ActShown(**asdict(each)) for each in found], kinds=kinds_of_acts(connection)
    )


@router.get("/hq/acts.csv", response_class=Response)
def acts_as_csv(
    auditor: Auditor,
    connection: Database,
    *,
    person: Who = None,
    act: Kind = None,
    subject: Of = None,
    since: Since = None,
    until: Until = None,
) -> Response:
    """List the same for a spreadsheet; that somebody took it out is an act of its own."""
    sought = Sought(person, act, subject, since, until, limit=MOST_LINES)
    found = find_acts(connection, sought)
    record_act(connection, auditor.person, auditor.role, "export_acts", "acts", lines=len(found))
    lines = [
        asdict(each)
        | {"acted_at": each.acted_at.isoformat()}
        | {"details": json.dumps(each.details, ensure_ascii=False)}
        for each in found
    ]
    names = list(ActShown.model_fields)
    return Response(
        (BOM + as_csv(names, lines)).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="acts.csv"'},
    )
