"""Headquarters sees to responders: who they are, what they may do, and what covers them."""

from http import HTTPStatus

from api.asked import Around, Database
from api.auth import AnyStaff, Enroller, Visitor
from api.desk import headquarters
from api.errors import answers
from api.people import MAY, Person
from api.responders_shown import in_full, shown
from api.schemas.responders.people import (
    CertificateSeen,
    CoverAsked,
    CoverRecorded,
    EmergencyRead,
    NoteSaid,
    PassGiven,
    PassWanted,
    ReasonSaid,
    ResponderInFull,
    ResponderShown,
    ResponderStands,
)
from api.state import Surroundings
from kawamori.errors import ConflictError
from kawamori.responders.passes import PassAsked
from kawamori.responders.people import Skill, State, Step
from kawamori.storage.connections import Connection
from kawamori.storage.people.visits import Reader
from kawamori.storage.responders.passes import give_pass, withdraw_pass
from kawamori.storage.responders.people import parts_of, read_emergency, responder, responders
from kawamori.storage.responders.sealing import ResponderSeals
from kawamori.storage.responders.steps import (
    By,
    Cover,
    check_skill,
    record_cover,
    step_responder,
)

router = headquarters()

CONFLICTS = answers(ConflictError)
ONE = "/hq/responders/{responder_id:int}"


@router.get("/hq/responders")
def all_responders(
    person: AnyStaff, connection: Database, around: Around, state: State | None = None
) -> list[ResponderShown]:
    """List responders, the newest first; whoever may not enrol anybody sees no names."""
    seals = _seals(person, around)
    return [shown(r) for r in responders(connection, around.wall(), seals=seals, state=state)]


@router.get(ONE)
def one_responder(
    responder_id: int, person: AnyStaff, connection: Database, around: Around
) -> ResponderInFull:
    """Return a responder with all that was decided of them."""
    seals = _seals(person, around)
    found = responder(connection, responder_id, around.wall(), seals)
    return in_full(found, parts_of(connection, responder_id), named=seals is not None)


@router.post(f"{ONE}/approve", responses=CONFLICTS)
def approve_responder(
    responder_id: int, said: NoteSaid, person: Enroller, connection: Database, around: Around
) -> ResponderStands:
    """Approve a registration; a task needs cover, a briefing and a pass besides."""
    return _step(connection, responder_id, Step.APPROVE, _by(person, around), said.note)


@router.post(f"{ONE}/refuse", responses=CONFLICTS)
def refuse_responder(
    responder_id: int, said: NoteSaid, person: Enroller, connection: Database, around: Around
) -> ResponderStands:
    """Refuse a registration, and say why."""
    return _step(connection, responder_id, Step.REFUSE, _by(person, around), said.note)


@router.post(f"{ONE}/withdraw", responses=CONFLICTS)
def withdraw_responder(
    responder_id: int, said: NoteSaid, person: Enroller, connection: Database, around: Around
) -> ResponderStands:
    """Withdraw somebody at once, with every pass that they hold, and say why."""
    return _step(connection, responder_id, Step.WITHDRAW, _by(person, around), said.note)


@router.post(f"{ONE}/skills/{{skill}}/check", responses=CONFLICTS)
def check_responder_skill(
    responder_id: int,
    skill: Skill,
    seen: CertificateSeen,
    person: Enroller,
    connection: Database,
    around: Around,
) -> ResponderStands:
    """Note that you have seen what shows a skill."""
    by = _by(person, around)
    check_skill(connection, responder_id, skill, seen.certificate, by)
    return _stands(connection, responder_id, by)


@router.post(f"{ONE}/covers", status_code=HTTPStatus.CREATED, responses=CONFLICTS)
def record_responder_cover(
    responder_id: int, asked: CoverAsked, person: Enroller, connection: Database, around: Around
) -> CoverRecorded:
    """Record what covers somebody if they are hurt."""
    by, told = _by(person, around), Cover(**asked.model_dump())
    cover_id = record_cover(connection, responder_id, told, by)
    stands = _stands(connection, responder_id, by)
    return CoverRecorded(**stands.model_dump(), cover_id=cover_id)


@router.post(f"{ONE}/passes", status_code=HTTPStatus.CREATED, responses=CONFLICTS)
def give_responder_pass(
    responder_id: int, asked: PassWanted, person: Enroller, connection: Database, around: Around
) -> PassGiven:
    """Give somebody a pass for some skills and areas; it ends by itself."""
    by = _by(person, around)
    begins = asked.valid_from or by.now
    wanted = PassAsked(asked.skills, asked.area_ids, begins, asked.valid_until)
    pass_id = give_pass(connection, responder_id, wanted, by)
    return PassGiven(**_stands(connection, responder_id, by).model_dump(), pass_id=pass_id)


@router.post("/hq/responders/passes/{pass_id}/withdraw", responses=CONFLICTS)
def withdraw_responder_pass(
    pass_id: int, said: ReasonSaid, person: Enroller, connection: Database, around: Around
) -> ResponderStands:
    """Withdraw a pass at once; who checks codes offline may take it for good for half an hour."""
    by = _by(person, around)
    return _stands(connection, withdraw_pass(connection, pass_id, said.reason, by), by)


@router.post(f"{ONE}/emergency")
def responder_emergency(
    responder_id: int, said: ReasonSaid, person: Visitor, connection: Database, around: Around
) -> EmergencyRead:
    """Return whom to ring for somebody; that you have read it, and why, is kept in `acts`.

    A POST, because the reason must not stand in an address that proxies write down.
    """
    by = Reader(person.person, person.role, said.reason)
    contact = read_emergency(connection, ResponderSeals(around.people_key()), responder_id, by)
    return EmergencyRead(responder_id=responder_id, name=contact.name, number=contact.number)


def _seals(person: Person, around: Surroundings) -> ResponderSeals | None:
    """Return what opens names, for those who have to do with people."""
    return ResponderSeals(around.people_key()) if person.role in MAY["enrol"] else None


def _by(person: Person, around: Surroundings) -> By:
    return By(person.person, person.role, around.wall())


def _step(
    connection: Connection, responder_id: int, step: Step, by: By, note: str
) -> ResponderStands:
    step_responder(connection, responder_id, step, by, note)
    return _stands(connection, responder_id, by)


def _stands(connection: Connection, responder_id: int, by: By) -> ResponderStands:
    """Return how somebody stands, without their name: the answer is kept to be given again."""
    found = responder(connection, responder_id, by.now)
    return ResponderStands(responder_id=responder_id, state=found.state, reasons=found.reasons)
