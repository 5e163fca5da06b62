"""The API as people use it: with somebody's key, and its stream as a browser reads it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from api.testing.serving import Served
from kawamori.settings import Settings
from kawamori.staff import Role
from kawamori.storage.connections import Connection
from kawamori.testing.staff import employ
from kawamori.testing.trust import TRUST

KEYS = {
    "Aoi": "aoi-commands-headquarters",
    "Goro": "goro-commands-beside-her",
    "Fumi": "fumi-operates-the-desk",
    "Elena": "elena-sits-at-the-branch",
    "Daichi": "daichi-only-looks-on",
    "Chika": "chika-was-here-last-year",  # nobody's now
}
ROLES: dict[str, Role] = {
    "Aoi": "commander",
    "Goro": "commander",
    "Fumi": "operator",
    "Elena": "branch",
    "Daichi": "viewer",
}


def employ_all(connection: Connection) -> None:
    """Give everybody their account and their key; Chika has none any more."""
    for person, role in ROLES.items():
        employ(connection, person, role, key=KEYS[person])


class Following:
    """A stream as a browser's EventSource reads it."""

    def __init__(self, answer: httpx.Response) -> None:
        """Begin where the answer begins."""
        self.status = answer.status_code
        self._lines = answer.iter_lines()
        self.last_event_id = ""

    def next(self) -> tuple[str, Any]:
        """Return the next event and its data."""
        event, data = "message", ""
        for line in self._lines:
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                data += value
            elif name == "id":
                self.last_event_id = value
            elif not line and data:
                return event, json.loads(data)
            elif not line:
                event = "message"
        raise EOFError("the stream has ended")

    def until(self, wanted: str) -> Any:
        """Return the data of the next event of a kind, passing over others."""
        while True:
            event, data = self.next()
            if event == wanted:
                return data


@dataclass(frozen=True, slots=True)
class Api:
    """A served API, and a way to ask it as somebody."""

    served: Served
    settings: Settings

    def ask(
        self, method: str, path: str, *, who: str | None = "Aoi", **more: Any
    ) -> httpx.Response:
        """Ask with somebody's key; None is Ben, a resident, who has none."""
        with self.browser(who) as browser:
            return browser.request(method, path, **more)

    def get(self, path: str, *, who: str | None = "Aoi") -> httpx.Response:
        """Get a path as somebody."""
        return self.ask("GET", path, who=who)

    def stations(self, path: str, *, who: str | None = "Aoi") -> list[dict[str, Any]]:
        """Get a path's features, in the order of their ids."""
        return sorted(self.get(path, who=who).json()["features"], key=lambda f: f["id"])

    def post(self, path: str, *, who: str | None = "Aoi", **more: Any) -> httpx.Response:
        """Post to a path as somebody."""
        return self.ask("POST", path, who=who, **more)

    def come_to(self, event_id: int) -> None:
        """Wait until the API has come to an event."""
        with self.follow("/hq/stream") as following:
            while int(following.last_event_id or 0) < event_id:
                following.next()

    def browser(self, who: str | None = None) -> httpx.Client:
        """Return a client that keeps cookies, and shows somebody's key."""
        headers = {"Authorization": f"Bearer {KEYS[who]}"} if who else {}
        return httpx.Client(base_url=self.served.url, headers=headers, timeout=30, verify=TRUST)

    @contextmanager
    def follow(
        self, path: str, *, who: str | None = "Aoi", last_event_id: str | None = None
    ) -> Iterator[Following]:
        """Open a stream."""
        headers = {"Last-Event-ID": last_event_id} if last_event_id is not None else {}
        with self.browser(who) as browser, browser.stream("GET", path, headers=headers) as answer:
            yield Following(answer)
