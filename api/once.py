"""Each request under /hq that carries a key is done once, however often it is sent.

A console that lost its link can't know whether what it sent was done. It sends it again with
the same ``Idempotency-Key``: what the first was answered is answered again, for a week.

The key, the act and the answer are one transaction: there is no moment at which an act is
done and its key is not known. What was refused had no effect, so it is not remembered.
"""

import hashlib
import logging
import re
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from http import HTTPStatus

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import AWAY, body
from api.state import Surroundings
from kawamori.errors import InvalidError, UnavailableError
from kawamori.storage.answered import Answer, claim_key, keep_answer
from kawamori.storage.connections import Connection

log = logging.getLogger(__name__)

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEY = re.compile("[A-Za-z0-9_-]{16,64}")
# What is answered here lets somebody in, or tells of a person what is sealed: it is not kept.
_TELLS_SECRETS = re.compile(
    "/hq/((session|me|staff)(/|$)|visits/read$|inbound/[^/]+/number$|responders/[^/]+/emergency$)"
)
_LINE = "{method} {path}?{query}\n"
_BROKEN = Answer(HTTPStatus.INTERNAL_SERVER_ERROR, "", b"")


class AnsweredAlreadyError(Exception):
    """The same request was answered before: that answer is given again."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"answered {answer.status} before")
        self.answer = answer


class _RefusedError(Exception):
    """What was begun is not to be."""


class Keyed:
    """A request with a key: its connection, and from the claim on its transaction."""

    def __init__(self, key: str, line: str) -> None:
        self._key = key
        self._line = line
        self._body = bytearray()
        self._person: str | None = None
        self._connection: Connection | None = None
        self._open = ExitStack()

    def read(self, chunk: bytes) -> None:
        """Note what the request says."""
        self._body += chunk

    def at_its_end(self, act: Callable[[], None]) -> None:
        """Do something once this is settled and its connection given back."""
        self._open.callback(act)

    def connect(self, around: Surroundings) -> Connection:
        """Return the one connection that all of this request goes by, until it is settled."""
        self._connection = self._open.enter_context(around.connection())
        return self._connection

    def claim(self, connection: Connection, person: str) -> None:
        """Begin the transaction of the act; ``AnsweredAlreadyError`` when it was done before."""
        if self._person is not None:
            return
        if not KEY.fullmatch(self._key):
            raise InvalidError(
                f"{HEADER} {self._key!r}: 16 to 64 letters, digits, - or _, such as a UUID"
            )
        self._open.enter_context(connection.transaction())
        self._person = person
        digest = hashlib.sha256(self._line.encode() + self._body).digest()
        if answer := claim_key(connection, person, self._key, digest):
            raise AnsweredAlreadyError(answer)

    def settle(self, answer: Answer) -> None:
        """Commit the act with its answer; of what was refused nothing stays."""
        with suppress(_RefusedError), self._open:
            if self._person is None or self._connection is None:
                return
            if answer.status >= HTTPStatus.BAD_REQUEST:
                raise _RefusedError
            keep_answer(self._connection, self._person, self._key, answer)


class Once:
    """Holds back the answer to a request with a key until the answer is kept."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what carries no key; see to it that the rest is done once."""
        key = Headers(scope=scope).get(HEADER) if _is_an_act(scope) else None
        if key is None:
            await self._app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        line = _LINE.format(method=scope["method"], path=scope["path"], query=query)
        keyed = Keyed(key, line)
        scope.setdefault("state", {})["keyed"] = keyed
        held: list[Message] = []

        async def receive_noted() -> Message:
            message = await receive()
            keyed.read(message.get("body", b""))
            return message

        async def hold(message: Message) -> None:
            held.append(message)

        failed = True
        try:
            await self._app(scope, receive_noted, hold)
            failed = False
        finally:
            answer = _BROKEN if failed else _answer(held)
            try:
                await run_in_threadpool(keyed.settle, answer)
            except UnavailableError as error:
                log.warning("%s: the answer can't be kept: %s", line.strip(), error)
                away = body(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", AWAY)
                held = []
                await away(scope, receive, send)
        for message in held:
            await send(message)


def _is_an_act(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST":
        return False
    path: str = scope["path"]
    return path.startswith("/hq/") and not _TELLS_SECRETS.match(path)


def _answer(held: Iterable[Message]) -> Answer:
    status, media_type, said = 0, "", bytearray()
    for message in held:
        if message["type"] == "http.response.start":
            status = message["status"]
            media_type = Headers(raw=message["headers"]).get("content-type", "")
        said += message.get("body", b"")
    return Answer(status, media_type, bytes(said))


async def answered_again(_request: Request, error: Exception) -> Response:
    """Give the answer that was given before, and say so."""
    assert isinstance(error, AnsweredAlreadyError)  # noqa: S101 registered for it alone
    status, media_type, said = error.answer
    return Response(said, status, {REPLAYED: "true"}, media_type or None)


def claim(request: Request, connection: Connection, person: str) -> None:
    """Take the key of a request that has one, in the name of whoever asks."""
    if keyed := keyed_of(request):
        keyed.claim(connection, person)


def keyed_of(request: Request) -> Keyed | None:
    """Return a request's key and connection, where it has a key."""
    keyed: Keyed | None = getattr(request.state, "keyed", None)
    return keyed
