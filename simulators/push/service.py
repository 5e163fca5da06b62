"""The push service: take a message for a browser, or say why not."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import http_ece

from simulators.push.behaviours import Behaviour
from simulators.push.checks import RefusedError, check
from simulators.push.journal import Accepted, Journal

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

PATH = "/push/"
NORMAL = Behaviour()


class Service:
    """Messages are posted to ``/push/<token>``; anything else is for the ``control``."""

    def __init__(self, journal: Journal, origin: str) -> None:
        self.journal = journal
        self.origin = origin
        self.behaviour = NORMAL
        self.key: str | None = None  # that every browser here subscribed with, if that is checked
        self.refused: list[str] = []

    def app(self, control: App) -> App:
        """Return the whole as an ASGI application."""

        async def serve(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or not scope["path"].startswith(PATH):
                await control(scope, receive, send)
                return
            body = await _body(receive)
            headers = {name.decode(): value.decode() for name, value in scope["headers"]}
            status, more = await self._push(scope["path"].removeprefix(PATH), headers, body)
            await send({"type": "http.response.start", "status": status, "headers": more})
            await send({"type": "http.response.body", "body": b""})

        return serve

    async def _push(
        self, token: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int, list[tuple[bytes, bytes]]]:
        behaviour = self._behaviour_towards(token)
        if behaviour.slow_s:
            await asyncio.sleep(behaviour.slow_s)
        if behaviour.status != HTTPStatus.CREATED:
            after = behaviour.retry_after_s
            return behaviour.status, [] if after is None else [(b"retry-after", b"%d" % after)]
        location = f"{self.origin}/message/{token[-6:]}".encode()
        if behaviour.unread:
            return HTTPStatus.CREATED, [(b"location", location)]
        try:
            self._accept(token, headers, body, is_held=behaviour.offline)
        except RefusedError as refusal:
            self.refused.append(f"{refusal.status.value} {refusal}")
            return refusal.status.value, []
        if behaviour.lost:
            return HTTPStatus.BAD_GATEWAY, []
        return HTTPStatus.CREATED, [(b"location", location)]

    def _accept(
        self, token: str, headers: Mapping[str, str], body: bytes, *, is_held: bool
    ) -> None:
        browser = self.journal.browsers.get(token)
        if browser is None:
            raise RefusedError(HTTPStatus.NOT_FOUND, "nobody subscribed here")
        check(headers, body, origin=self.origin, key=self.key)
        try:
            payload = json.loads(browser.read(body))
        except (http_ece.ECEException, ValueError) as error:
            raise RefusedError(HTTPStatus.BAD_REQUEST, "the browser can't read it") from error
        self.journal.accept(
            Accepted(
                token,
                headers.get("topic", ""),
                int(headers["ttl"]),
                headers.get("urgency", "normal"),
                payload,
                datetime.now(UTC).timestamp(),
                is_held,
            )
        )

    def _behaviour_towards(self, token: str) -> Behaviour:
        behaviour = self.behaviour
        if behaviour.tokens is not None and token not in behaviour.tokens:
            return NORMAL
        return behaviour if random.random() < behaviour.share else NORMAL


async def _body(receive: Receive) -> bytes:
    body: bytes = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body
