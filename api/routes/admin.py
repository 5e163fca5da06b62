"""Administration: master data is drafted, checked, tried and published; nothing is told by it."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Path, Query

from api.asked import Around, Asked, Database
from api.auth import Administrator, Publisher, allowed
from api.desk import headquarters
from api.drafts_shown import draft_shown, draft_whole
from api.errors import answers
from api.people import Person as Asking
from api.schemas.admin import (
    AdministeredStation,
    CheckShown,
    DraftAsked,
    DraftShown,
    DraftWhole,
    DropAsked,
    LearnedShown,
    PhraseShown,
    PublishAsked,
    VersionShown,
    WhatName,
)
from kawamori.errors import ConflictError
from kawamori.master.drafts import What, differences
from kawamori.storage.connections import Connection
from kawamori.storage.master.drafts import (
    Draft,
    Person,
    Proposal,
    add_draft,
    check_proposal,
    drop_drafts,
    ended_drafts,
    find_draft,
    open_drafts,
)
from kawamori.storage.master.history import history_of
from kawamori.storage.master.listing import administered_stations
from kawamori.storage.master.phrases import list_phrases
from kawamori.storage.master.publishing import Publication, publish_drafts
from kawamori.storage.master.standing import standing_values
from kawamori.storage.master.trying import try_drafts
from kawamori.storage.river.learning import lags_of_passages, learned

LEARNED_FROM = timedelta(days=90)

router = headquarters()

StationId = Annotated[str, Path(max_length=63)]


@router.get("/hq/admin/stations")
def admin_stations(connection: Database, asked: Asked) -> list[AdministeredStation]:
    """List every station, retired and planned ones too, with what waits to be published."""
    found = administered_stations(connection, asked.run.run_no, asked.run.network)
    return [AdministeredStation.model_validate(each._asdict()) for each in found]


@router.get("/hq/admin/stations/{station_id}/learned")
def admin_learned_times(
    station_id: StationId, connection: Database, asked: Asked
) -> list[LearnedShown]:
    """Propose travel times from the rises of the last 90 days; nothing is taken over by itself."""
    since = asked.now - LEARNED_FROM
    found = []
    for passage, lag in lags_of_passages(connection, asked.run.run_no, since, station_id):
        better = learned(passage, lag)
        if better is None or better.travel is None or better.spread is None:
            continue
        subject = f"{better.upstream_id}/{better.downstream_id}"
        values = {
            "travel_min": better.travel / timedelta(minutes=1),
            "spread_min": better.spread / timedelta(minutes=1),
            "withdrawn": False,
            "basis": better.basis.value,
            "evidence": better.evidence,
        }
        standing = standing_values(connection, What.NEIGHBOUR, subject)
        found.append(LearnedShown(subject=subject, standing=standing, values=values))
    return found


@router.get("/hq/admin/standing")
def admin_standing(
    connection: Database, what: WhatName, subject: Annotated[str, Query(max_length=130)]
) -> CheckShown:
    """Say what holds of a subject now, as a draft would say it."""
    held = standing_values(connection, What(what), subject)
    return CheckShown(values=held or {}, standing=held, differences=[], faults=[])


@router.post("/hq/admin/check", dependencies=[Depends(allowed("administer"))])
def admin_check(asked: DraftAsked, connection: Database) -> CheckShown:
    """Say what is wrong with a proposal, value by value; nothing is stored."""
    proposal = _proposal(asked)
    checked = check_proposal(connection, proposal)
    held = standing_values(connection, proposal.what, proposal.subject)
    return CheckShown.model_validate(
        {
            "values": checked.values,
            "standing": held,
            "differences": [asdict(each) for each in differences(held, checked.values)],
            "faults": [asdict(each) for each in checked.faults],
        }
    )


@router.get("/hq/admin/drafts")
def admin_drafts(
    connection: Database,
    *,
    ended: Annotated[bool, Query(description="Those published and dropped instead")] = False,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[DraftShown]:
    """List the open drafts, or those that have ended, the newest first."""
    found = ended_drafts(connection, limit=limit) if ended else open_drafts(connection)
    return [draft_shown(each) for each in found]


@router.post("/hq/admin/drafts", status_code=HTTPStatus.CREATED)
def admin_draft(asked: DraftAsked, person: Administrator, connection: Database) -> DraftWhole:
    """Write a draft down; nothing changes until it is published."""
    return draft_whole(connection, add_draft(connection, _proposal(asked), _person(person)))


@router.get("/hq/admin/drafts/{draft_id}")
def admin_one_draft(draft_id: int, connection: Database) -> DraftWhole:
    """Return a draft with its difference, its trial, and what publishing it would do."""
    return draft_whole(connection, draft_id)


@router.post(
    "/hq/admin/drafts/{draft_id}/try",
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(ConflictError),
)
def admin_try_it(
    draft_id: int, person: Administrator, connection: Database, asked: Asked
) -> DraftWhole:
    """Have a worker try thresholds or a policy on all that was recorded."""
    chosen = [find_draft(connection, draft_id)]
    try_drafts(connection, chosen, asked.run, asked.now, _person(person))
    return draft_whole(connection, draft_id)


@router.post("/hq/admin/drafts/{draft_id}/publish", responses=answers(ConflictError))
def admin_publish_draft(
    draft_id: int, asked: PublishAsked, person: Publisher, connection: Database, around: Around
) -> DraftWhole:
    """Publish a draft: readings to come are judged by it; nobody is told by this itself."""
    publish_all(connection, [find_draft(connection, draft_id)], asked, person, around)
    return draft_whole(connection, draft_id)


@router.post("/hq/admin/drafts/{draft_id}/drop", responses=answers(ConflictError))
def admin_drop(
    draft_id: int, asked: DropAsked, person: Administrator, connection: Database
) -> DraftWhole:
    """Have a draft never published."""
    drop_drafts(connection, [draft_id], _person(person), asked.because)
    return draft_whole(connection, draft_id)


@router.get("/hq/admin/history")
def admin_history(
    connection: Database, what: WhatName, subject: Annotated[str, Query(max_length=130)]
) -> list[VersionShown]:
    """List every version of a subject with what it changed, the newest first."""
    return [
        VersionShown.model_validate(
            {**each._asdict(), "differences": [asdict(d) for d in each.differences]}
        )
        for each in history_of(connection, What(what), subject)
    ]


@router.get("/hq/phrases")
def phrases(
    connection: Database,
    kind: Annotated[str, Query(max_length=20, description="Empty: of every kind")] = "",
) -> list[PhraseShown]:
    """List the saved phrases that may be chosen while writing."""
    return [PhraseShown.model_validate(each._asdict()) for each in list_phrases(connection, kind)]


def publish_all(
    connection: Connection,
    chosen: Sequence[Draft],
    asked: PublishAsked,
    person: Asking,
    around: Around,
) -> None:
    """Publish drafts together, all or none."""
    said = Publication(_person(person), asked.phrase, asked.because, asked.valid_from)
    publish_drafts(connection, chosen, said, around.wall())


def _proposal(asked: DraftAsked) -> Proposal:
    return Proposal(What(asked.what), asked.subject, asked.values, asked.note)


def _person(person: Asking) -> Person:
    return Person(person.person, person.role)
