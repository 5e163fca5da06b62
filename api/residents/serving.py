"""The snapshot over HTTP: before anything that costs a thread, a connection or a thought."""

from http import HTTPStatus

from starlette.types import ASGIApp, Receive, Scope, Send

from api.packing import takes_gzip
from api.residents.answers import SAFE, Answer, Answers
from api.residents.rendering import folder_of
from api.residents.shedding import Load, Relief
from kawamori.people import Language

BUSY_S = 20  # after so long a phone that was sent away asks again
_BUSY = b'{"error":{"code":"unavailable","message":"too many ask just now: try again in a moment"}}'
_RELIEVED = (b"x-relief", b"text")  # an installed app goes on with the page that it has
# First to go is what weighs most; how the rivers stand and what is ordered is told to the last.
_SHED_FIRST = ("stills/", "open/", "record/", "public/stream", "public/stations/")
_SHED_LAST = ("public/", "feeds/", "m/")
_PAGES = frozenset(map(folder_of, Language))
_FOLDERS = tuple(sorted(_PAGES - {""}))


class Handing:
    """Hands out the snapshot's files; all else goes on to the app behind, while there is room."""

    def __init__(self, app: ASGIApp, answers: Answers, load: Load) -> None:
        self._app = app
        self._answers = answers
        self._load = load

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory where there is a file; else pass on, or send away under load."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, relief = scope["path"].lstrip("/"), self._load.relief
        if relief is not Relief.NONE and _is_shed(scope["method"], path, relief):
            await _send_away(send)
            return
        if scope["method"] in ("GET", "HEAD"):
            relieved = relief is not Relief.NONE and path in _PAGES
            if found := self._answers.find(f"{path}text/" if relieved else path):
                await _hand_out(found, scope, send, [_RELIEVED] if relieved else [])
                return
            if self._answers.has(f"{path}/"):
                await _lead_on(f"/{path}/", send)
                return
        await self._app(scope, receive, send)


def _is_shed(method: str, path: str, relief: Relief) -> bool:
    """Tell whether something has to wait; who wants to hear no more, or has a code, never does."""
    for folder in _FOLDERS:
        path = path.removeprefix(folder)
    if path.startswith(_SHED_FIRST):
        return True
    if relief is not Relief.MOST or method == "DELETE" or path.endswith("/verify"):
        return False
    return path.startswith(_SHED_LAST)


async def _hand_out(
    found: Answer, scope: Scope, send: Send, more: list[tuple[bytes, bytes]]
) -> None:
    asked = dict(scope["headers"])
    if found.etag in asked.get(b"if-none-match", b""):
        await _answer(send, HTTPStatus.NOT_MODIFIED, found.unchanged_headers, b"")
        return
    packed = found.packed
    if packed is not None and takes_gzip(asked.get(b"accept-encoding", b"").decode("latin-1")):
        headers, body = found.packed_headers, packed
    else:
        headers, body = found.headers, found.body
    await _answer(
        send, HTTPStatus.OK, [*headers, *more], b"" if scope["method"] == "HEAD" else body
    )


async def _lead_on(path: str, send: Send) -> None:
    where = [(b"location", path.encode()), (b"content-length", b"0"), *SAFE]
    await _answer(send, HTTPStatus.PERMANENT_REDIRECT, where, b"")


async def _send_away(send: Send) -> None:
    headers = [
        (b"retry-after", str(BUSY_S).encode()),
        (b"cache-control", b"no-store"),
        (b"content-type", b"application/json"),
        (b"content-length", str(len(_BUSY)).encode()),
        *SAFE,
    ]
    await _answer(send, HTTPStatus.SERVICE_UNAVAILABLE, headers, _BUSY)


async def _answer(
    send: Send, status: HTTPStatus, headers: list[tuple[bytes, bytes]], body: bytes
) -> None:
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body})
