"""Who is asking, where it is a responder: by the key that their phone keeps."""

from datetime import datetime
from typing import Annotated, NamedTuple

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.asked import Around, Database
from api.errors import UnauthenticatedError
from kawamori.errors import NotAllowedError
from kawamori.responders.people import State
from kawamori.storage.responders.passes import Holder, holder_of
from kawamori.storage.staff.secrets import secret_hash

_bearer = HTTPBearer(auto_error=False, description="The key that a responder's phone keeps")

_WHY_NOT = {
    State.WAITING: "your registration is not approved yet: headquarters looks at it",
    State.REFUSED: "your registration was refused: ask headquarters why",
    State.WITHDRAWN: "you have been withdrawn: ask headquarters why",
    State.LEFT: "you have left: register again to come back",
}
_NO_PASS = "you hold no pass that is valid now: ask headquarters for one"  # noqa: S105 no password


class Responder(NamedTuple):
    """A responder who is asking; no ``pass_id``: they hold no pass that is valid now."""

    responder_id: int
    language: str
    state: State
    pass_id: int | None
    skills: tuple[str, ...]
    area_ids: tuple[str, ...]
    valid_until: datetime | None

    @property
    def holder(self) -> Holder:
        """Return the same as storage has it."""
        return Holder(*self[:4], list(self.skills), list(self.area_ids), self.valid_until)


def own_responder(
    around: Around,
    connection: Database,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Responder:
    """Return whose key it is; ``UnauthenticatedError`` where it is nobody's."""
    if bearer is None:
        raise UnauthenticatedError("show your key: Authorization: Bearer …")
    found = holder_of(connection, secret_hash(bearer.credentials), around.wall())
    if found is None:
        raise UnauthenticatedError("this key is no responder's: register, or verify your number")
    return Responder(*found[:4], tuple(found.skills), tuple(found.area_ids), found.valid_until)


OwnResponder = Annotated[Responder, Depends(own_responder)]


def on_pass(own: OwnResponder) -> Responder:
    """Return whose key it is, if they are approved and hold a pass that is valid now."""
    if own.state is not State.APPROVED:
        raise NotAllowedError(_WHY_NOT.get(own.state, "you are not approved"))
    if own.pass_id is None:
        raise NotAllowedError(_NO_PASS)
    return own


OnPass = Annotated[Responder, Depends(on_pass)]
