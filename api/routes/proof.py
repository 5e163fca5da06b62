"""Is this message genuine? Whoever has its code is shown what was told with it."""

import math
import time
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from api.asked import Around, Database, Shown
from api.errors import answers
from api.limits import caller_of
from api.schemas.proof import ProvenMessage
from kawamori.errors import NotFoundError, TooOftenError, UnavailableError
from kawamori.messages.proof import read_code
from kawamori.storage.telling.proven import proven_message

router = APIRouter(tags=["public"])


def _caller(request: Request, around: Around) -> str:
    """Return who asks, unless they, or all together, ask too often: nobody tries all codes."""
    caller = caller_of(request.client.host if request.client else "")
    if wait_s := around.proofs.take(caller, time.monotonic()):
        raise TooOftenError("too many codes were asked for: wait a moment", math.ceil(wait_s))
    return caller


@router.get(
    "/public/messages/{code}", responses=answers(NotFoundError, TooOftenError, UnavailableError)
)
def prove(
    caller: Annotated[str, Depends(_caller)],
    code: Annotated[str, Path(max_length=100, description="In any width and case, spaced or not")],
    connection: Database,
    shown: Shown,
    around: Around,
) -> ProvenMessage:
    """Return the message that was told with a code, or 404: there is no other answer."""
    read = read_code(code)
    found = proven_message(connection, shown.run, read)
    around.proofs.give_back(caller)
    return ProvenMessage.model_validate({"code": read, **found._asdict()})
