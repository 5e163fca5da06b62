"""Official information: what JMA and river administrators announce, entered by named people."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.asked import Around, Asked, Database, Looked, Shown
from api.auth import Enterer, allowed
from api.errors import UnauthenticatedError, answers
from api.quotes import (
    hq_official,
    hq_official_then,
    official_checked,
    public_official,
    quotation_previewed,
)
from api.responses import Json
from api.schemas.official import (
    LiftingAsked,
    OfficialAsked,
    OfficialChecked,
    OfficialList,
    OfficialNameShown,
    OfficialQuotes,
    OfficialShown,
    QuotationPreviewed,
)
from api.state import Surroundings
from kawamori.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    UnavailableError,
)
from kawamori.issuers import USUAL
from kawamori.official import NAMES, Announcement, ControlStatus, find_name, mark_of
from kawamori.runs import Run
from kawamori.storage.connections import Connection
from kawamori.storage.official.entries import Entry, run_of_official
from kawamori.storage.official.standing import find_official
from kawamori.storage.runs import run_of
from kawamori.storage.telling.checking import check_official, preview_quotation
from kawamori.storage.telling.quotes import (
    enter_and_pass_on,
    lift_and_pass_on,
    pass_on_official,
)

HQ_ERRORS = answers(
    InvalidError, UnauthenticatedError, NotAllowedError, NotFoundError, UnavailableError
)

router = APIRouter(responses=answers(UnavailableError))


@router.get(
    "/hq/official",
    tags=["headquarters"],
    response_model=OfficialList,
    dependencies=[Depends(allowed("see"))],
    responses=HQ_ERRORS,
)
def official(
    connection: Database,
    asked: Looked,
    *,
    only_open: Annotated[
        bool, Query(alias="open", description="False: corrected, lifted and expired ones too")
    ] = True,
) -> Json:
    """Return what is in force, the highest alert level first, drills marked as such."""
    if asked.moment:
        return Json(hq_official_then(connection, asked.run, asked.moment, only_open=only_open))
    return Json(hq_official(connection, asked.run, asked.now, only_open=only_open))


@router.post(
    "/hq/official",
    tags=["headquarters"],
    status_code=HTTPStatus.CREATED,
    responses={**HQ_ERRORS, **answers(ConflictError)},
)
def enter(
    announced: OfficialAsked,
    person: Enterer,
    connection: Database,
    around: Around,
    asked: Asked,
) -> OfficialShown:
    """Enter an announcement, or the correction of one; it is kept for good with your name.

    Residents are told where the city's policy says so.
    """
    made = enter_and_pass_on(
        connection,
        around.settings,
        asked.run,
        _announcement(announced, asked.run),
        Entry(person.person, person.role, asked.now),
        received_at=announced.received_at,
        supersedes=announced.supersedes,
    )
    found = find_official(connection, asked.run, asked.now, made)
    return OfficialShown.model_validate(found._asdict())


@router.get(
    "/hq/official/names",
    tags=["headquarters"],
    dependencies=[Depends(allowed("see"))],
    responses=HQ_ERRORS,
)
def official_names() -> list[OfficialNameShown]:
    """List what can be entered, and whose word each usually is."""
    return [
        OfficialNameShown(
            code=each.code,
            name=each.ja,
            kind=each.kind.value,
            alert_level=each.alert_level,
            issuers=list(USUAL[each.kind]),
        )
        for each in NAMES
    ]


@router.post(
    "/hq/official/check",
    tags=["headquarters"],
    response_model=OfficialChecked,
    responses={**HQ_ERRORS, **answers(ConflictError)},
)
def check(
    announced: OfficialAsked, person: Enterer, connection: Database, around: Around, asked: Asked
) -> Json:
    """Say what entering this would mean, and what speaks against it; nothing is entered."""
    checked = check_official(
        connection,
        around.settings,
        asked.run,
        _announcement(announced, asked.run),
        Entry(person.person, person.role, asked.now),
        received_at=announced.received_at,
        supersedes=announced.supersedes,
    )
    return Json(official_checked(checked))


@router.get(
    "/hq/official/{official_id}/pass-on",
    tags=["headquarters"],
    response_model=QuotationPreviewed,
    dependencies=[Depends(allowed("see"))],
    responses={**HQ_ERRORS, **answers(ConflictError)},
)
def preview_quote(official_id: int, connection: Database, around: Around) -> Json:
    """Say what passing it on would tell, to how many, and at what cost."""
    run, _ = _run_of(connection, around, official_id)
    found = preview_quotation(connection, around.settings, run, official_id, wall=around.wall())
    return Json(quotation_previewed(found))


@router.post(
    "/hq/official/{official_id}/lift",
    tags=["headquarters"],
    status_code=HTTPStatus.CREATED,
    responses={**HQ_ERRORS, **answers(ConflictError)},
)
def lift(
    official_id: int, lifting: LiftingAsked, person: Enterer, connection: Database, around: Around
) -> OfficialShown:
    """Note that an announcement was lifted: a row of its own, which supersedes it.

    Whoever was told of it is told.
    """
    run, now = _run_of(connection, around, official_id)
    made = lift_and_pass_on(
        connection,
        run,
        official_id,
        Entry(person.person, person.role, now),
        lifted_at=lifting.lifted_at,
        source_text=lifting.source_text,
        source_url=lifting.source_url,
    )
    return OfficialShown.model_validate(find_official(connection, run, now, made)._asdict())


@router.post(
    "/hq/official/{official_id}/pass-on",
    tags=["headquarters"],
    responses={**HQ_ERRORS, **answers(ConflictError)},
)
def pass_on(
    official_id: int, person: Enterer, connection: Database, around: Around
) -> OfficialShown:
    """Tell the people of the areas that it covers, quoted with its source."""
    run, now = _run_of(connection, around, official_id)
    entry = Entry(person.person, person.role, now)
    pass_on_official(connection, around.settings, run, official_id, entry)
    return OfficialShown.model_validate(find_official(connection, run, now, official_id)._asdict())


@router.get("/public/official", tags=["public"], response_model=OfficialQuotes)
def quoted(connection: Database, shown: Shown) -> Json:
    """Return the official information in force, quoted with its issuer and time."""
    return Json(public_official(connection, shown.run, shown.now))


def _run_of(connection: Connection, around: Surroundings, official_id: int) -> tuple[Run, datetime]:
    """Return the run that a row belongs to, and what time it is there."""
    run_no = run_of_official(connection, official_id)
    run = run_of(connection, run_no)
    return run, run.now(around.wall())


def _announcement(asked: OfficialAsked, run: Run) -> Announcement:
    return Announcement(
        find_name(asked.name),
        asked.issuer,
        asked.issued_at,
        tuple(asked.rivers),
        tuple(asked.areas),
        asked.valid_until,
        ControlStatus(asked.control_status) if asked.control_status else mark_of(run),
        asked.source_text,
        asked.source_url,
    )
