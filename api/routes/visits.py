"""Visit requests: recorded, read and ended by named people, and each reading is an act."""

from http import HTTPStatus

from fastapi import Response

from api.asked import Around, Database
from api.auth import Visitor
from api.desk import headquarters
from api.schemas.visits import VisitAsked, VisitRecorded, VisitsAsked, VisitShown
from kawamori.people import PhoneNumber
from kawamori.people.visits import Visited
from kawamori.storage.people.visits import Reader, Visit, end_visit, read_visits, record_visit

router = headquarters()


@router.post("/hq/visits/read")
def visits(
    asked: VisitsAsked, person: Visitor, connection: Database, around: Around
) -> list[VisitShown]:
    """Return who is to be visited; that you have read it, and why, is kept in `acts`.

    A POST, because the reason must not stand in an address that proxies write down.
    """
    found = read_visits(
        connection,
        around.people_key(),
        Reader(person.person, person.role, asked.reason),
        now=around.wall(),
        area_ids=asked.areas,
        message_id=asked.message,
    )
    return [_shown(visit) for visit in found]


@router.post("/hq/visits", status_code=HTTPStatus.CREATED)
def record(
    asked: VisitAsked, person: Visitor, connection: Database, around: Around
) -> VisitRecorded:
    """Note somebody who asks for a visit; name and address are encrypted, and not repeated."""
    phone = PhoneNumber.parse(asked.phone) if asked.phone else None
    visit_id = record_visit(
        connection,
        around.people_key(),
        asked.area_id,
        Visited(asked.name, asked.address, asked.note, phone),
        Reader(person.person, person.role, ""),
        now=around.wall(),
        ends_at=asked.ends_at,
    )
    return VisitRecorded(visit_id=visit_id, area_id=asked.area_id, ends_at=asked.ends_at)


@router.delete("/hq/visits/{visit_id}", status_code=HTTPStatus.NO_CONTENT)
def end(visit_id: int, person: Visitor, connection: Database) -> Response:
    """Delete a request at once."""
    end_visit(connection, visit_id, Reader(person.person, person.role, ""))
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _shown(visit: Visit) -> VisitShown:
    who = visit.who
    return VisitShown(
        visit_id=visit.visit_id,
        area_id=visit.area_id,
        area_name=visit.area_name,
        name=who.name,
        address=who.address,
        note=who.note,
        phone=who.phone.e164 if who.phone else None,
        asked_at=visit.asked_at,
        ends_at=visit.ends_at,
        recorded_by=visit.recorded_by,
        reached=visit.reached,
    )
