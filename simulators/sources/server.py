"""A web server that answers as the public services do, on loopback, with ETags and with faults."""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from kawamori.ports import LOOPBACK
from simulators.sources.england import England
from simulators.sources.japan import Japan
from simulators.sources.jma import JmaPages
from simulators.sources.states import UnitedStates


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    answered: int


@dataclass(frozen=True, slots=True)
class Mishap:
    """What a service does in place of its work."""

    status: int = HTTPStatus.SERVICE_UNAVAILABLE
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


class Service(Protocol):
    """One public service."""

    def answer(self, path: str, query: Mapping[str, str]) -> object:
        """Return the answer at a path below its root; None where there is nothing."""
        ...


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: whoever asked has hung up."""


class PublicSources:
    """The services together, each below its name: ``/ea``, ``/usgs``, ``/kawabou``, ``/jma``."""

    def __init__(self, port: int = 0) -> None:
        self.england = England()
        self.states = UnitedStates()
        self.japan = Japan()
        self.jma = JmaPages()
        self.mishaps: dict[str, Mishap] = {}
        self.asked: list[Asked] = []
        self._server = _Server((LOOPBACK, port), self._handler())

    @property
    def url(self) -> str:
        """Where they answer: what KAWAMORI_SOURCES_URL is set to."""
        return f"http://{LOOPBACK}:{self._server.server_address[1]}"

    @contextmanager
    def answering(self) -> Iterator["PublicSources"]:
        """Answer until the block ends."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def serve_forever(self) -> None:
        """Answer until interrupted."""
        self._server.serve_forever()

    def answer(self, path: str) -> bytes | None:
        """Return what a service says at an address; None where it has nothing."""
        parts = urlsplit(path)
        source, _, rest = unquote(parts.path).lstrip("/").partition("/")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        if source == "jma-xml":
            return self.jma.telegram(rest, f"{self.url}/jma-xml")
        services: dict[str, Service] = {
            "ea": self.england,
            "usgs": self.states,
            "kawabou": self.japan,
            "jma": self.jma,
        }
        found = services[source].answer(rest, query) if source in services else None
        return None if found is None else json.dumps(found, ensure_ascii=False).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        sources = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                mishap = next(
                    (m for prefix, m in sources.mishaps.items() if self.path.startswith(prefix)),
                    None,
                )
                body = None if mishap else sources.answer(self.path)
                if mishap:
                    self._reply(mishap.status, mishap.body, mishap.headers)
                elif body is None:
                    self._reply(HTTPStatus.NOT_FOUND, b"", {})
                else:
                    self._reply_if_new(body)

            def _reply_if_new(self, body: bytes) -> None:
                tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
                if self.headers.get("If-None-Match") == tag:
                    self._reply(HTTPStatus.NOT_MODIFIED, b"", {"ETag": tag})
                else:
                    self._reply(HTTPStatus.OK, body, {"ETag": tag})

            def _reply(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
                sources.asked.append(Asked(self.path, dict(self.headers.items()), int(status)))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the parent's name
                """Say nothing: what was asked is kept."""

        return Handler
