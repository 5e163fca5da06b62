"""Silences and maintenance windows: set and lifted by named people, each with its reason."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Query

from api.asked import Around, Asked, Database
from api.auth import Silencer
from api.desk import headquarters
from api.errors import answers
from api.listings import silence_shown, silences_shown
from api.responses import Json
from api.schemas.duty import SilenceAsked
from api.schemas.duty import SilenceShown as Shown
from kawamori.errors import (
    ConflictError,
)
from kawamori.levels import GaugeLevel
from kawamori.silences import Scope, Silence, SilenceKind
from kawamori.storage.runs import run_of
from kawamori.storage.silences.silences import (
    add_silence,
    find_silence,
    lift_silence,
    silences_of_run,
)

router = headquarters()


@router.get("/hq/silences", response_model=list[Shown])
def silences(
    connection: Database,
    around: Around,
    asked: Asked,
    *,
    only_open: Annotated[bool, Query(alias="open", description="False: ended ones too")] = True,
) -> Json:
    """List what is kept back in a run, the newest first."""
    found = silences_of_run(connection, asked.run.run_no, around.wall(), only_open=only_open)
    return Json(silences_shown(found))


@router.post("/hq/silences", response_model=Shown, status_code=HTTPStatus.CREATED)
def silence(
    wanted: SilenceAsked, person: Silencer, connection: Database, around: Around, asked: Asked
) -> Json:
    """Keep messages back, in the name of whoever asks; judging goes on and is shown."""
    silence = Silence(
        Scope(wanted.station_id, wanted.river, wanted.network),
        GaugeLevel[wanted.upto_level.upper()],
        wanted.reason,
        wanted.starts_at or asked.now,
        wanted.ends_at,
        SilenceKind(wanted.kind),
    )
    silence_id = add_silence(connection, asked.run, silence, person=person.person, role=person.role)
    found = find_silence(connection, silence_id, around.wall())
    return Json(silence_shown(found), HTTPStatus.CREATED)


@router.delete("/hq/silences/{silence_id}", response_model=Shown, responses=answers(ConflictError))
def lift_silence_now(
    silence_id: int, person: Silencer, connection: Database, around: Around
) -> Json:
    """End a silence now; what it kept back and still stands is told next."""
    wall = around.wall()
    found = find_silence(connection, silence_id, wall)
    run = run_of(connection, found.run_no)
    lift_silence(
        connection,
        silence_id,
        person=person.person,
        role=person.role,
        now=run.now(wall),
        wall=wall,
    )
    return Json(silence_shown(find_silence(connection, silence_id, wall)))
