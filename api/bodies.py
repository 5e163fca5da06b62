"""No request may hand over more than anybody has to say here."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kawamori.pictures import MOST_BYTES as MOST_PICTURE_BYTES

MOST_BYTES = 64 * 1024
# What is longer is read once it is known who sends it.
OF_FILES = {"/hq/admin/files": 16 * 1024 * 1024, "/edge/stills/": MOST_PICTURE_BYTES,
            "/responders/me/reports": 7 * 1024 * 1024}  # fmt: skip


class BodyLimit:
    """Stops reading a body, whatever length it declared, once it is too long."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what the app reads."""
        read, most = 0, _most(scope.get("path", ""))

        async def receive_some() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a body has at most {most} bytes"
                )
            return message

        await self._app(scope, receive_some, send)


def _most(path: str) -> int:
    return next((most for begins, most in OF_FILES.items() if path.startswith(begins)), MOST_BYTES)
