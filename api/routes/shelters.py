"""Shelters: where people may flee to; opened, filled and closed by named people."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.asked import Asked, Database, Shown
from api.auth import Sheltering
from api.desk import headquarters
from api.errors import answers
from api.responses import Json
from api.schemas.shelters import HqShelters, PublicShelters, ShelterAsked, ShelterStateShown
from api.shelter_features import hq_shelters, public_shelters, states_shown
from kawamori.errors import ConflictError, UnavailableError
from kawamori.shelters import ShelterState
from kawamori.storage.shelters.states import (
    Said,
    history_of_shelter,
    set_shelter_state,
    shelters_of_run,
)

router = headquarters()
public = APIRouter(tags=["public"], responses=answers(UnavailableError))

ShelterId = Annotated[str, Path(max_length=63)]


@router.get("/hq/shelters", response_model=HqShelters)
def shelters(connection: Database, asked: Asked) -> Json:
    """Return every shelter as it stands in a run."""
    found = shelters_of_run(connection, asked.run.run_no)
    return Json(hq_shelters(found, asked.run, asked.now))


@router.get("/hq/shelters/{shelter_id}/history", response_model=list[ShelterStateShown])
def shelter_history(shelter_id: ShelterId, connection: Database, asked: Asked) -> Json:
    """Return what was said of a shelter in a run, the newest first."""
    return Json(states_shown(history_of_shelter(connection, asked.run.run_no, shelter_id)))


@router.post(
    "/hq/shelters/{shelter_id}/state", response_model=HqShelters, responses=answers(ConflictError)
)
def set_state(
    shelter_id: ShelterId,
    wanted: ShelterAsked,
    person: Sheltering,
    connection: Database,
    asked: Asked,
) -> Json:
    """Say that a shelter is open, full or closed, and how many people are in it."""
    set_shelter_state(
        connection,
        asked.run,
        shelter_id,
        Said(ShelterState(wanted.state), wanted.people, wanted.note),
        seen=wanted.seen,
        person=person.person,
        role=person.role,
        now=asked.now,
    )
    found = shelters_of_run(connection, asked.run.run_no, [shelter_id])
    return Json(hq_shelters(found, asked.run, asked.now))


@public.get("/public/shelters", response_model=PublicShelters)
def shelters_of_all(connection: Database, shown: Shown) -> Json:
    """Return every shelter, what it is safe from, and whether people may come."""
    found = shelters_of_run(connection, shown.run.run_no)
    return Json(public_shelters(found, shown.run, shown.now))
