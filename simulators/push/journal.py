"""What the service was given, browser by browser, in a file that a killed service finds again."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from simulators.push.browsers import Browser


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message that the service has answered for, as the browser reads it."""

    token: str
    topic: str
    ttl_s: int
    urgency: str
    payload: Any
    accepted_at: float
    is_held: bool  # the browser was not there


class Journal:
    """Browsers and accepted messages; each is written before anybody hears of it."""

    def __init__(self, path: Path) -> None:
        """Read what a service before us has written, and go on with it."""
        self.browsers: dict[str, Browser] = {}
        self._accepted: defaultdict[str, list[Accepted]] = defaultdict(list)
        if path.exists():
            for line in path.read_text().splitlines():
                self._remember(json.loads(line))
        self._file = path.open("a", buffering=1)

    def subscribe(self, count: int) -> list[Browser]:
        """Add so many browsers."""
        new = [Browser.new() for _ in range(count)]
        self._write({"browser": asdict(browser)} for browser in new)
        return new

    def accept(self, message: Accepted) -> None:
        """Keep a message."""
        self._write([{"accepted": asdict(message)}])

    def accepted(self, token: str | None = None) -> list[Accepted]:
        """Return what was accepted, for one browser or for all, the oldest first."""
        if token is not None:
            return list(self._accepted.get(token, ()))
        return sorted((m for all_ in self._accepted.values() for m in all_), key=_time)

    def shown(self, token: str) -> list[Any]:
        """Return what the person saw: the newest of a topic if it had to wait, nothing twice."""
        waiting: dict[str, Accepted] = {}
        seen: dict[object, Any] = {}
        for message in self._accepted.get(token, ()):
            if message.is_held:
                waiting.pop(message.topic, None)
                waiting[message.topic] = message
                continue
            for each in (*waiting.values(), message):
                seen.setdefault(_identity(each), each.payload)
            waiting.clear()
        for each in waiting.values():
            seen.setdefault(_identity(each), each.payload)
        return list(seen.values())

    def counts(self) -> dict[str, int]:
        """Return how many messages were accepted, for how many browsers, and how many twice."""
        times = Counter((m.token, _identity(m)) for m in self.accepted())
        return {
            "accepted": times.total(),
            "different": len(times),
            "twice": sum(n > 1 for n in times.values()),
            "browsers": sum(bool(all_) for all_ in self._accepted.values()),
        }

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _write(self, entries: Iterable[dict[str, Any]]) -> None:
        lines = []
        for entry in entries:
            self._remember(entry)
            lines.append(json.dumps(entry, ensure_ascii=False) + "\n")
        self._file.write("".join(lines))

    def _remember(self, entry: dict[str, Any]) -> None:
        if "browser" in entry:
            browser = Browser(**entry["browser"])
            self.browsers[browser.token] = browser
        else:
            message = Accepted(**entry["accepted"])
            self._accepted[message.token].append(message)


def _identity(message: Accepted) -> object:
    """Return what a browser's page tells messages apart by."""
    return message.payload.get("id") if isinstance(message.payload, dict) else message.payload


def _time(message: Accepted) -> float:
    return message.accepted_at
