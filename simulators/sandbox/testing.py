"""A sandbox in a process of its own, for tests and benches to talk to and to kill."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from kawamori.embedded import children
from kawamori.errors import UnavailableError
from kawamori.ports import LOOPBACK, accepts, free_port
from kawamori.testing.trust import TRUST
from simulators.sandbox.account import SID_SETTING, TOKEN_SETTING, Account
from simulators.sandbox.messages import API

ACCOUNT = Account("AC" + "0" * 31 + "1", "the-sandbox-in-a-test")
SERVICE_SID = "MG" + "0" * 31 + "2"
SOMEBODY = "+819012345678"
WORDS = "【訓練】氾濫危険水位に到達しました。"
STARTED_WITHIN_S = 30.0
OPENAPI = os.environ.get("KAWAMORI_TWILIO_OPENAPI")  # every test's requests are held against it


class Rebased(TwilioHttpClient):  # type: ignore[misc]  # the package brings no types
    """The provider's own HTTP client, calling the sandbox instead of the provider."""

    def __init__(self, base_url: str) -> None:
        super().__init__(timeout=5)
        self._base_url = base_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        """Send to the sandbox whatever was meant for the provider."""
        there = url.replace("https://api.twilio.com", self._base_url)
        return super().request(method, there, *args, **kwargs)


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A sandbox that runs; ``process`` is there to be killed."""

    url: str
    process: children.Process

    @property
    def messages_url(self) -> str:
        """Where messages are posted and listed."""
        return f"{self.url}/{API}/Accounts/{ACCOUNT.sid}/Messages.json"

    @contextmanager
    def client(self) -> Iterator[Client]:
        """Give the provider's own client, pointed at the sandbox."""
        http = Rebased(self.url)
        try:
            yield Client(ACCOUNT.sid, ACCOUNT.token, http_client=http)
        finally:
            if http.session:
                http.session.close()

    def send(
        self, to: str = SOMEBODY, body: str = WORDS, callback: str | None = None, **more: Any
    ) -> Any:
        """Return the provider's answer to a message; ``TwilioRestException`` if it is refused."""
        wanted = {"messaging_service_sid": SERVICE_SID, "status_callback": callback, **more}
        with self.client() as client:
            return client.messages.create(to=to, body=body, **wanted)

    def refusal(self, **wanted: Any) -> TwilioRestException:
        """Return the error that a message is refused with."""
        try:
            message = self.send(**wanted)
        except TwilioRestException as refused:
            return refused
        raise AssertionError(f"it was accepted as {message.sid}")

    def behave(self, **behaviour: object) -> None:
        """Ask for a ``Behaviour``, by its fields."""
        self._ask("POST", "behaviour", json=behaviour)

    def behave_well(self) -> None:
        """Treat everybody well again."""
        self._ask("DELETE", "behaviour")

    def send_at(self, parts_per_s: float | None) -> None:
        """Have so many parts a second leave; None: all at once."""
        self._ask("PUT", "line", json={"parts_per_s": parts_per_s})

    def calls(self, to: str | None = None) -> list[dict[str, Any]]:
        """Return the calls, the newest first, with what was heard and pressed."""
        calls: list[dict[str, Any]] = self._ask("GET", "calls", params={"to": to} if to else {})
        return calls

    def accepted(self, **asked: str | int) -> list[dict[str, Any]]:
        """Return what was accepted, newest first; ``to`` and ``limit`` narrow it."""
        messages: list[dict[str, Any]] = self._ask("GET", "messages", params=asked)["messages"]
        return messages

    def _ask(self, method: str, what: str, **asked: Any) -> Any:
        url = f"{self.url}/sandbox/{what}"
        answer = httpx.request(method, url, timeout=30, verify=TRUST, **asked).raise_for_status()
        return answer.json() if answer.content else None


@contextmanager
def running(
    journal: Path,
    *,
    account: Account = ACCOUNT,
    port: int | None = None,
    inbound: str | None = None,
) -> Iterator[Sandbox]:
    """Run a sandbox on loopback for as long as the block lasts."""
    port = port or free_port()
    more = ["--openapi", OPENAPI] if OPENAPI else []
    more += ["--inbound", inbound] if inbound else []
    command = [sys.executable, "-m", "simulators.sandbox", "--port", str(port)]
    process = children.start(
        [*command, "--journal", journal, *more],
        output=subprocess.DEVNULL,
        environ={**os.environ, SID_SETTING: account.sid, TOKEN_SETTING: account.token},
    )
    try:
        _wait_until_up(process, port)
        yield Sandbox(f"http://{LOOPBACK}:{port}", process)
    finally:
        children.end(process)


def _wait_until_up(process: children.Process, port: int) -> None:
    deadline = time.monotonic() + STARTED_WITHIN_S
    while not accepts(port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise UnavailableError(f"the sandbox did not start on port {port}")
        time.sleep(0.02)
