"""Headers that keep a page from being turned against its reader."""

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kawamori.settings import Settings


class SafeHeaders:
    """Adds the same headers to every answer, and keeps what is personal out of caches."""

    def __init__(self, app: ASGIApp, settings: Settings, url: str) -> None:
        """Take where browsers find us: over HTTPS they are told to stay with it."""
        self._app = app
        self._headers = {
            "Content-Security-Policy": content_policy(settings.tiles_url),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
            **strict_transport(url),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers on the way out."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)


def strict_transport(url: str) -> dict[str, str]:
    """Return the header that keeps browsers to HTTPS for a year, where we are found by it."""
    return {"Strict-Transport-Security": "max-age=31536000"} if url.startswith("https:") else {}


def content_policy(tiles_url: str | None) -> str:
    """Return what pages may load: our own code, MapLibre's workers, the tiles."""
    tiles = f" {_origin(tiles_url)}" if tiles_url else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "worker-src 'self' blob:",
            "style-src 'self'",
            f"img-src 'self' data: blob:{tiles}",
            f"connect-src 'self'{tiles}",
            "font-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
