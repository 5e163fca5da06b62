"""What the service was given, browser by browser, in a file that a killed service finds again."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import msgspec

from simulators.push.browsers import Browser


class Subscribed(msgspec.Struct, frozen=True, tag="subscribed"):
    """A browser, and the keys it reads with."""

    token: str
    number: str
    auth: str


class Accepted(msgspec.Struct, frozen=True, tag="accepted"):
    """A message that the service has answered for, as the browser reads it."""

    token: str
    topic: str
    ttl_s: int
    urgency: str
    payload: Any
    accepted_at: float
    is_held: bool  # the browser was not there


_DECODER = msgspec.json.Decoder(Subscribed | Accepted)


class Journal:
    """Browsers and accepted messages; each is written before anybody hears of it."""

    def __init__(self, path: Path) -> None:
        """Read what a service before us has written, and go on with it."""
        self.browsers: dict[str, Browser] = {}
        self._accepted: defaultdict[str, list[Accepted]] = defaultdict(list)
        written = path.read_bytes().splitlines() if path.exists() else []
        for line in written:
            self._remember(_DECODER.decode(line))
        self._file = path.open("ab", buffering=0)

    def subscribe(self, count: int) -> list[Browser]:
        """Add so many browsers."""
        new = [Browser.new() for _ in range(count)]
        entries = [Subscribed(each.token, each.number, each.auth) for each in new]
        self._file.write(b"".join(msgspec.json.encode(each) + b"\n" for each in entries))
        self.browsers |= {each.token: each for each in new}
        return new

    def accept(self, message: Accepted) -> None:
        """Keep a message."""
        self._file.write(msgspec.json.encode(message) + b"\n")
        self._remember(message)

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

    def _remember(self, entry: Subscribed | Accepted) -> None:
        if isinstance(entry, Subscribed):
            self.browsers[entry.token] = Browser(entry.token, entry.number, entry.auth)
        else:
            self._accepted[entry.token].append(entry)


def _identity(message: Accepted) -> object:
    """Return what a browser's page tells messages apart by."""
    return message.payload.get("id") if isinstance(message.payload, dict) else message.payload


def _time(message: Accepted) -> float:
    return message.accepted_at
