"""What a rehearsal or a test tells the sandbox, and asks of it; no part of the provider's API."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from kawamori.errors import InvalidError
from kawamori.people import PhoneNumber
from simulators.sandbox.behaviours import Behaviour, Behaviours
from simulators.sandbox.inbox import Inbox
from simulators.sandbox.journal import Journal
from simulators.sandbox.line import Line
from simulators.sandbox.openapi import OpenApi
from simulators.sandbox.refusals import RefusedError

ALL = 1_000_000


class Text(BaseModel):
    """What somebody texts to the account."""

    model_config = ConfigDict(extra="forbid")

    sender: str
    body: str


class Rate(BaseModel):
    """How fast the provider's line is."""

    model_config = ConfigDict(extra="forbid")

    parts_per_s: float | None = Field(gt=0)


def routes(journal: Journal, behaviours: Behaviours, openapi: OpenApi, line: Line) -> APIRouter:
    """Return the routes about messages."""
    router = APIRouter(prefix="/sandbox")

    @router.get("/messages")
    def messages(
        to: str | None = None, limit: Annotated[int, Query(ge=1, le=ALL)] = ALL
    ) -> dict[str, object]:
        """Return what was accepted, newest first, and how many deliveries were so twice."""
        now = datetime.now(UTC)
        accepted, twice = journal.count()
        return {
            "accepted": accepted,
            "accepted_more_than_once": twice,
            "messages": [
                {
                    "sid": message.sid,
                    "delivery_id": message.delivery_id,
                    "to": message.to,
                    "body": message.body,
                    "status": message.status(now),
                    "error_code": message.error(now),
                    "created_at": message.created_at.isoformat(),
                    "sent_at": message.sent_at.isoformat(),
                    "callback_url": message.callback_url,
                    "answer": message.answer,
                    "times_accepted": times,
                }
                for message, times in journal.newest(limit, to)
            ],
        }

    @router.get("/openapi")
    def checked() -> dict[str, object]:
        """Return how many requests were held against the provider's OpenAPI, and what was wrong."""
        return {"checked": openapi.checked, "faults": openapi.faults}

    @router.get("/behaviour")
    def asked() -> list[Behaviour]:
        """Return what was asked for and still holds."""
        return behaviours.asked()

    @router.post("/behaviour")
    def behave(behaviour: Behaviour) -> list[Behaviour]:
        """Treat a number (``to``), or everybody, like this from now on."""
        behaviours.set(behaviour)
        return behaviours.asked()

    @router.delete("/behaviour", status_code=204)
    def behave_well() -> None:
        """Treat everybody well again."""
        behaviours.reset()

    @router.put("/line", status_code=204)
    def send_at(wanted: Rate) -> None:
        """Let so many parts a second leave from now on; null: all at once."""
        line.set(wanted.parts_per_s)

    return router


def people(journal: Journal, inbox: Inbox) -> APIRouter:
    """Return the routes by which people are played: what they text, and who has said stop."""
    router = APIRouter(prefix="/sandbox")

    @router.post("/inbound")
    def text(received: Text) -> dict[str, str | None]:
        """Do as if somebody had texted the account; return what it answered."""
        return {"reply": inbox.receive(_number(received.sender), received.body)}

    @router.get("/opt-outs")
    def opt_outs() -> list[str]:
        """Return who answered STOP."""
        return journal.opt_outs()

    @router.put("/opt-outs/{number}", status_code=204)
    def stop(number: str) -> None:
        """Do as if the number had answered STOP."""
        journal.opt_out(_number(number))

    @router.delete("/opt-outs/{number}", status_code=204)
    def start(number: str) -> None:
        """Do as if the number had answered START."""
        journal.opt_in(_number(number))

    return router


def _number(text: str) -> str:
    try:
        return PhoneNumber.parse(text).e164
    except InvalidError as error:
        raise RefusedError(20001, str(error)) from error
