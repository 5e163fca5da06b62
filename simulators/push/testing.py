"""A push service in a process of its own, for tests and benches to push to and to kill."""

import importlib.util
import json
import shutil
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from kawamori.embedded import children
from kawamori.errors import UnavailableError
from kawamori.ports import accepts, free_port
from simulators.push.certificates import AUTHORITY, FILES, write_certificates

STARTED_WITHIN_S, ANSWERED_WITHIN_S = 30.0, 60.0
LOCAL_HOST = "localhost"
NEEDED = ("granian", "http_ece")


@dataclass(slots=True)
class PushService:
    """A push service that runs; ``process`` is there to be killed."""

    folder: Path
    port: int
    process: children.Process

    @property
    def origin(self) -> str:
        """Where it is."""
        return f"https://{LOCAL_HOST}:{self.port}"

    @property
    def ca_file(self) -> Path:
        """Return the file that says whom to trust."""
        return self.folder / AUTHORITY

    def browsers(self, count: int = 1, key: str | None = None) -> list[dict[str, Any]]:
        """Subscribe browsers, to a VAPID key if that is to be checked."""
        asked = {"count": count, **({"key": key} if key else {})}
        found: list[dict[str, Any]] = self._ask("POST", "browsers", asked)
        return found

    def behave(self, **behaviour: object) -> None:
        """Ask for a ``Behaviour``, by its fields."""
        self._ask("POST", "behaviour", said=behaviour)

    def behave_well(self) -> None:
        """Treat everybody well again."""
        self._ask("DELETE", "behaviour")

    def accepted(self, endpoint: str | None = None) -> list[dict[str, Any]]:
        """Return what was accepted, for one browser or for all, the oldest first."""
        asked = {"token": token_of(endpoint)} if endpoint else {}
        found: list[dict[str, Any]] = self._ask("GET", "accepted", asked)
        return found

    def shown(self, endpoint: str) -> list[Any]:
        """Return what the person behind a browser saw."""
        found: list[Any] = self._ask("GET", "shown", {"token": token_of(endpoint)})
        return found

    def counts(self) -> dict[str, int]:
        """Return how many messages were accepted, and how many twice."""
        found: dict[str, int] = self._ask("GET", "counts")
        return found

    def refused(self) -> list[str]:
        """Return what was refused, and why."""
        found: list[str] = self._ask("GET", "refused")
        return found

    def kill(self) -> None:
        """End it with no warning."""
        self.process.kill()
        self.process.wait()

    def start_again(self) -> None:
        """Start it again where it was, with what it had written."""
        self.process = _start(self.folder, self.port)

    def _ask(
        self,
        method: str,
        what: str,
        asked: Mapping[str, object] | None = None,
        said: Mapping[str, object] | None = None,
    ) -> Any:
        request = Request(  # noqa: S310 our own address
            f"{self.origin}/control/{what}?{urlencode(asked or {})}",
            None if said is None else json.dumps(said, default=list).encode(),
            {"Content-Type": "application/json"},
            method=method,
        )
        trusted = ssl.create_default_context(cafile=self.ca_file)
        with urlopen(request, timeout=ANSWERED_WITHIN_S, context=trusted) as answer:  # noqa: S310 same
            return json.loads(answer.read() or "null")


@contextmanager
def running(folder: Path, *, like: PushService | None = None) -> Iterator[PushService]:
    """Run a push service on loopback for as long as the block lasts.

    ``like`` is one whose certificate it shares, so that who trusts one trusts both.
    """
    if like is None:
        write_certificates(folder)
    else:
        for file in FILES:
            shutil.copy(like.folder / file, folder)
    port = free_port()
    service = PushService(folder, port, _start(folder, port))
    try:
        yield service
    finally:
        children.end(service.process)


def token_of(endpoint: str) -> str:
    """Return the service's name for a browser."""
    return endpoint.rsplit("/", 1)[1]


def _start(folder: Path, port: int) -> children.Process:
    for name in NEEDED:
        if importlib.util.find_spec(name) is None:
            raise UnavailableError(
                f"the push service needs {name}, which only a development installation has"
            )
    command = [sys.executable, "-m", "simulators.push", str(folder), "--port", str(port)]
    process = children.start(command, output=subprocess.DEVNULL)
    deadline = time.monotonic() + STARTED_WITHIN_S
    while not accepts(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise UnavailableError(f"the push service did not start on port {port}")
        time.sleep(0.02)
    return process
