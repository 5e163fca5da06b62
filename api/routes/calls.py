"""Calls about announcements that could not be delivered: looked at, and taken by name."""

from api.asked import Around, Asked, Database
from api.auth import Settler
from api.desk import headquarters
from api.errors import answers
from api.schemas.calls import StrandedCallShown
from kawamori.errors import ConflictError
from kawamori.storage.duty.stranded import StrandedCall, stranded_calls_of_run, take_stranded

router = headquarters()


@router.get("/hq/calls")
def calls(connection: Database, around: Around, asked: Asked) -> list[StrandedCallShown]:
    """List what reaches not everybody it is for, and who sees to it."""
    found = stranded_calls_of_run(connection, asked.run.run_no, around.wall())
    return [_shown(call) for call in found]


@router.post("/hq/calls/{call_id}/take", responses=answers(ConflictError))
def take(
    call_id: int, person: Settler, connection: Database, around: Around, asked: Asked
) -> list[StrandedCallShown]:
    """Say that you see to it; nobody else is called. Returns what there is then."""
    take_stranded(connection, call_id, person=person.person, role=person.role, now=asked.now)
    return calls(connection, around, asked)


def _shown(call: StrandedCall) -> StrandedCallShown:
    return StrandedCallShown(
        call_id=call.call_id,
        message_id=call.message_id,
        family=call.family,  # type: ignore[arg-type]  # of the table's own list
        kind=call.kind,
        alert_level=int(call.level),
        name=call.name,
        areas=call.areas,
        undelivered=call.undelivered,
        opened_at=call.opened_at,
        called=call.called,
        taken_at=call.taken_at,
        taken_by=call.taken_by,
    )
