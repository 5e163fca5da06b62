"""What people answer to a text: stop and start, "I take it", and what a person must read."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from twilio.twiml.messaging_response import MessagingResponse

from api.asked import Around, Database
from api.auth import Settler
from api.callout_replies import reply_to_callout, take_reply
from api.desk import headquarters
from api.errors import answers
from api.schemas.inbound import (
    ClosingAsked,
    InboundShown,
    InboundWaiting,
    NumberShown,
    TakingAsked,
)
from api.signatures import SignedForm, form_of
from api.state import Surroundings
from kawamori.errors import ConflictError, InvalidError, NotAllowedError, UnavailableError
from kawamori.messages.answers import Meaning, meaning_of
from kawamori.messages.replies import Taken, reply, taken_reply
from kawamori.people import Channel, Language, PhoneNumber
from kawamori.runs import Status
from kawamori.storage.connections import Connection
from kawamori.storage.duty.links import find_call, newest_links, take_by_link
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.runs import run_of
from kawamori.storage.telling.inbound import (
    Inbound,
    Sender,
    close_inbound,
    list_inbound,
    number_of,
    record_inbound,
    start,
    stop,
    take_inbound,
    waiting_inbound,
    was_answered_within,
    who_answers,
)

hook = APIRouter(tags=["hooks"])
router = headquarters()

TAKEN_WITHIN = timedelta(hours=12)  # after a text: a later "yes" answers something else
SAME_WORDS_AFTER = timedelta(hours=1)
_REPLIES = {
    Meaning.STOP: "stopped",
    Meaning.START: "started",
    Meaning.HELP: "help",
    Meaning.OTHER: "received",
}


_HOOK: dict[str, Any] = {
    "response_class": Response,
    "responses": {
        200: {"content": {"application/xml": {}}, "description": "TwiML: what we answer"},
        **answers(InvalidError, NotAllowedError, UnavailableError),
    },
    "openapi_extra": form_of("MessageSid", "From", "Body", optional=("OptOutType",)),
}


@hook.post("/hooks/twilio/inbound", **_HOOK)
def twilio_inbound(form: SignedForm, connection: Database, around: Around) -> Response:
    """Do what an answer asks for, keep it, and say so in the person's language.

    Where the provider has answered itself (``OptOutType``), we say nothing more.
    """
    return _answer(form, connection, around, rehearsed=False)


@hook.post("/hooks/twilio/rehearsal/inbound", **_HOOK)
def twilio_rehearsal_inbound(form: SignedForm, connection: Database, around: Around) -> Response:
    """Do the same for a rehearsal's provider: nothing that is real is taken or stopped by it."""
    return _answer(form, connection, around, rehearsed=True)


@router.get("/hq/inbound")
def inbound(
    connection: Database,
    around: Around,
    *,
    rehearsed: Annotated[bool, Query(description="Those of rehearsals instead")] = False,
    only_open: Annotated[
        bool, Query(alias="open", description="False: keywords and what was seen to, too")
    ] = True,
    limit: Annotated[int, Query(ge=1, le=2000)] = 200,
) -> list[InboundShown]:
    """List what people answered that waits for a person, the newest first."""
    seal = _seal(around)
    found = list_inbound(connection, rehearsed=rehearsed, only_open=only_open, limit=limit)
    return [_shown(seal, each) for each in found]


@router.get("/hq/inbound/waiting")
def waiting(
    connection: Database,
    *,
    rehearsed: Annotated[bool, Query(description="Those of rehearsals instead")] = False,
) -> InboundWaiting:
    """Count what waits for a person, as the stream does."""
    return InboundWaiting.model_validate(waiting_inbound(connection, rehearsed=rehearsed)._asdict())


@router.post(
    "/hq/inbound/{inbound_id}/take",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(ConflictError),
)
def take_it(
    inbound_id: int, asked: TakingAsked, person: Settler, connection: Database, around: Around
) -> None:
    """Say that you see to it, so that nobody else need."""
    take_inbound(
        connection,
        inbound_id,
        instead_of=asked.instead_of,
        person=person.person,
        role=person.role,
        now=around.wall(),
    )


@router.post(
    "/hq/inbound/{inbound_id}/close",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(ConflictError),
)
def close(
    inbound_id: int, asked: ClosingAsked, person: Settler, connection: Database, around: Around
) -> None:
    """Say that you have seen to it, and what was done."""
    close_inbound(
        connection,
        inbound_id,
        note=asked.note,
        person=person.person,
        role=person.role,
        now=around.wall(),
    )


@router.post("/hq/inbound/{inbound_id}/number")
def number(inbound_id: int, person: Settler, connection: Database, around: Around) -> NumberShown:
    """Give the number, to call somebody back; that you asked is kept for good."""
    who, role = person.person, person.role
    found = number_of(connection, _seal(around), inbound_id, person=who, role=role)
    return NumberShown(number=found.e164)


def _answer(
    form: dict[str, str], connection: Connection, around: Surroundings, *, rehearsed: bool
) -> Response:
    if missing := [name for name in ("MessageSid", "From") if not form.get(name)]:
        raise InvalidError(f"the form lacks {' and '.join(missing)}")
    seal, now, body = _seal(around), around.wall(), form.get("Body", "")
    number = PhoneNumber.parse(form["From"])
    sender = who_answers(connection, seal, number, rehearsed=rehearsed)
    links = newest_links(connection, sender.subscriber_ids, now - TAKEN_WITHIN, rehearsed=rehearsed)
    meaning = _meaning(form, is_called=bool(links))
    called_out = None
    if not form.get("OptOutType"):
        called_out = reply_to_callout(
            connection,
            around,
            sender,
            body,
            has_picture=form.get("NumMedia", "0") != "0",
            meaning=meaning_of(body),
            links=links,
            now=now,
        )
        meaning = called_out.meaning if called_out else meaning
    with connection.transaction():
        is_repeated = was_answered_within(connection, seal, sender, SAME_WORDS_AFTER, now)
        is_new = record_inbound(
            connection,
            seal,
            sender,
            provider_id=form["MessageSid"],
            body=body,
            meaning=meaning,
            now=now,
        )
        text = None
        if is_new and called_out:
            text = take_reply(connection, around, called_out)
        elif is_new:
            text = _do(connection, around, sender, meaning, links)
    if form.get("OptOutType") or (is_repeated and meaning in (Meaning.OTHER, Meaning.HELP)):
        text = None
    return _twiml(text)


def _meaning(form: dict[str, str], *, is_called: bool) -> Meaning:
    """Return what an answer asks for: by the provider's word, or by its own."""
    if said := form.get("OptOutType"):
        return Meaning(said.lower())
    meaning = meaning_of(form.get("Body", ""))
    return Meaning.OTHER if meaning is Meaning.TAKE and not is_called else meaning


def _do(
    connection: Connection, around: Surroundings, sender: Sender, meaning: Meaning, links: list[str]
) -> str:
    """Do what an answer asks for and return what is said to it."""
    if meaning is Meaning.TAKE:
        return _take(connection, around, links, sender.language or Language.JA)
    if meaning in (Meaning.STOP, Meaning.START) and not sender.subscriber_ids:
        name = "unknown"
    else:
        name = _REPLIES[meaning]
    if meaning is Meaning.STOP:
        stop(connection, sender, around.wall())
    elif meaning is Meaning.START:
        start(connection, sender)
    status = Status.EXERCISE if sender.rehearsed else Status.ACTUAL
    language = None if name == "unknown" else sender.language
    return reply(name, language, around.settings.city_name, status)


def _take(
    connection: Connection, around: Surroundings, links: list[str], language: Language
) -> str:
    """Take the newest call that nobody has taken, as its link would."""
    calls = [find_call(connection, link, around.wall()) for link in links]
    waiting = [call for call in calls if call.is_open]
    call = (waiting or calls)[0]
    open_alerts = [a for a in call.alerts if not a.is_over]
    run = run_of(connection, call.run_no)
    by = None
    if waiting:
        take_by_link(connection, call, run.now(around.wall()))
    else:
        by = next((a.acknowledged_by for a in open_alerts if a.acknowledged_by), None)
    open_stranded = [each for each in call.stranded if each.undelivered > 0]
    by = by or next((each.taken_by for each in open_stranded if not waiting), None)
    places = [*(alert.name for alert in open_alerts), *(each.name for each in open_stranded)]
    return taken_reply(Taken(run.status, places, by, max(0, len(waiting) - 1)), language)


def _shown(seal: AddressSeal, each: Inbound) -> InboundShown:
    try:
        sender = repr(seal.decrypt(Channel.SMS, each.address_encrypted))
    except InvalidError:  # sealed by a key that is gone: the words are still there to read
        sender = "?"
    return InboundShown(
        inbound_id=each.inbound_id,
        received_at=each.received_at,
        sender=sender,
        language=each.language,
        body=each.body,
        meaning=Meaning(each.meaning).value,
        rehearsed=each.rehearsed,
        taken_at=each.taken_at,
        taken_by=each.taken_by,
        closed_at=each.closed_at,
        closed_by=each.closed_by,
        note=each.note,
    )


def _twiml(text: str | None) -> Response:
    twiml = MessagingResponse()
    if text:
        twiml.message(text)
    return Response(str(twiml), media_type="application/xml")


def _seal(around: Surroundings) -> AddressSeal:
    return AddressSeal(around.people_key())
