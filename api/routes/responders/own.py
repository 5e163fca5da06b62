"""A responder's own routes: how they stand, the briefing, their pass, and leaving."""

from http import HTTPStatus

from fastapi import APIRouter

from api.asked import Around, Database
from api.errors import UnauthenticatedError, answers
from api.responder_auth import OnPass, OwnResponder
from api.schemas.responders.registering import (
    BriefingAcknowledged,
    BriefingShown,
    CardShown,
    OwnPass,
    OwnShown,
    OwnSkill,
)
from kawamori.errors import ConflictError, InvalidError, NotAllowedError, UnavailableError
from kawamori.responders.people import BRIEFING, Category, Skill
from kawamori.storage.responders.passes import card_of
from kawamori.storage.responders.people import parts_of, responder
from kawamori.storage.responders.purging import leave
from kawamori.storage.responders.registering import brief
from kawamori.storage.responders.sealing import ResponderSeals

router = APIRouter(
    tags=["responders"],
    prefix="/responders/me",
    responses=answers(UnauthenticatedError, InvalidError, UnavailableError),
)


@router.get("")
def responder_self(own: OwnResponder, connection: Database, around: Around) -> OwnShown:
    """Return how you stand, and what still keeps you from a task."""
    now = around.wall()
    seals = ResponderSeals(around.people_key())
    found = responder(connection, own.responder_id, now, seals)
    skills = parts_of(connection, own.responder_id)["skills"]
    category = Category(found.row.category)
    return OwnShown(
        responder_id=own.responder_id,
        state=found.state,
        name=found.who.name if found.who else "",
        language=found.row.language,
        category=category,
        law=category.law,
        cover=category.cover,
        covered=any(each.holds(now) for each in found.facts.covers),
        home_area=found.row.home_area,
        work_area=found.row.work_area,
        skills=[
            OwnSkill(skill=Skill(each["skill"]), checked=each["checked_by"] is not None)
            for each in skills
        ],
        briefing=BriefingShown(version=BRIEFING, acknowledged=BRIEFING in found.facts.briefings),
        holds=None
        if own.pass_id is None or own.valid_until is None
        else OwnPass(
            pass_id=own.pass_id,
            skills=list(own.skills),
            area_ids=list(own.area_ids),
            valid_until=own.valid_until,
        ),
        reasons=found.reasons,
    )


@router.post("/briefing", status_code=HTTPStatus.NO_CONTENT)
def acknowledge_briefing(
    said: BriefingAcknowledged, own: OwnResponder, connection: Database, around: Around
) -> None:
    """Note that you have read the safety briefing."""
    brief(connection, own.responder_id, said.version, around.wall())


@router.delete("", status_code=HTTPStatus.NO_CONTENT, responses=answers(ConflictError))
def leave_for_good(own: OwnResponder, connection: Database, around: Around) -> None:
    """Leave: your pass ends, your key too, and who you are is erased at once."""
    leave(connection, around.people_key(), own.responder_id, around.wall())


@router.get("/pass", responses=answers(NotAllowedError))
def own_pass(own: OnPass, connection: Database, around: Around) -> CardShown:
    """Return your pass with a code of half an hour, which anybody may check offline."""
    card = card_of(connection, around.people_key(), own.holder, around.wall())
    return CardShown.model_validate(card._asdict())
