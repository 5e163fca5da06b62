"""No request may hand over more than anybody has to say here."""

from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 64 * 1024
OF_FILES = {"/hq/admin/files": 16 * 1024 * 1024}  # which is read once it is known who sends it


class BodyLimit:
    """Stops reading a body, whatever length it declared, once it is too long."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what the app reads."""
        read, most = 0, OF_FILES.get(scope.get("path", ""), MOST_BYTES)

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
