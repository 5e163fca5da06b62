"""What offices ask of one another: the steps a request may take, and who may take them."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from kawamori.errors import ConflictError, InvalidError, NotAllowedError

HEADQUARTERS = "本部"


class RequestState(StrEnum):
    """How a request stands."""

    ASKED = "asked"
    TAKEN = "taken"
    DONE = "done"
    REFUSED = "refused"


class RequestStep(StrEnum):
    """What somebody does with a request."""

    TAKE = "take"
    DONE = "done"
    REFUSE = "refuse"


AFTER = {
    RequestStep.TAKE: RequestState.TAKEN,
    RequestStep.DONE: RequestState.DONE,
    RequestStep.REFUSE: RequestState.REFUSED,
}
OPEN = (RequestState.ASKED, RequestState.TAKEN)


class Author(NamedTuple):
    """Who acts for which office, at what time of the run; no office: headquarters."""

    person: str
    role: str
    office: str | None
    now: datetime


def check_step(state: RequestState, step: RequestStep, note: str) -> None:
    """Refuse a step that can't follow, and a refusal without its reason."""
    if state not in OPEN or (step is RequestStep.TAKE and state is RequestState.TAKEN):
        raise ConflictError(f"this request is {state} already: look at it again")
    if step is RequestStep.REFUSE and not note.strip():
        raise InvalidError("say why the request is refused: whoever asked has to know")


def check_answers(author: Author, to_office: str | None) -> None:
    """Refuse to answer for another office; headquarters may answer for any."""
    if author.office is not None and author.office != to_office:
        asked = to_office or HEADQUARTERS
        raise NotAllowedError(f"{author.person} sits at {author.office}: {asked} was asked")


def is_overdue(state: RequestState, needed_by: datetime | None, now: datetime) -> bool:
    """Whether something that is not done yet was needed before now."""
    return state in OPEN and needed_by is not None and needed_by < now
