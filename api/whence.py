"""From where a request comes, for what is kept of what it does."""

from starlette.types import ASGIApp, Receive, Scope, Send

from kawamori.storage.acts import acting_from


class Whence:
    """Has every act of a request be kept with the address that it came from, as far as given.

    Behind a proxy this is the proxy's, unless the server trusts what it says: docs/deploy.md.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the address for as long as the request lasts."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        client = scope.get("client")
        with acting_from(client[0] if client else None):
            await self._app(scope, receive, send)
