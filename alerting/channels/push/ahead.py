"""Envelopes made ahead of time, so that a mass alert waits for no elliptic curve.

Each is used once; the browser it was used for is then due for another. Memory is bounded:
past the limit the oldest are dropped, and made anew when they are needed.
"""

from collections import deque
from typing import NamedTuple

from alerting.channels.push.encryption import Envelope, new_envelope
from kawamori.errors import InvalidError

MOST = 150_000  # envelopes, about 300 bytes each with the browser's keys


class Browser(NamedTuple):
    """The keys that a subscription came with."""

    p256dh: bytes
    auth: bytes


class Ahead:
    """The envelopes that are ready, and the browsers that have none yet."""

    def __init__(self, most: int = MOST) -> None:
        """Keep no more than so many, of either."""
        self._most = most
        self._ready: dict[Browser, Envelope] = {}
        self._wanting: deque[Browser] = deque(maxlen=most)

    def __len__(self) -> int:
        """Return how many envelopes are ready."""
        return len(self._ready)

    def expect(self, browsers: list[Browser]) -> None:
        """Have an envelope made for each of these when there is time."""
        self._wanting.extend(browser for browser in browsers if browser not in self._ready)

    def is_wanting(self) -> bool:
        """Return whether there is anything to make."""
        return bool(self._wanting)

    def make_one(self) -> None:
        """Make the envelope that has been wanting longest."""
        browser = self._wanting.popleft()
        if browser in self._ready:
            return
        try:
            envelope = new_envelope(*browser)
        except InvalidError:
            return  # told when a message is to go there
        if len(self._ready) >= self._most:
            del self._ready[next(iter(self._ready))]
        self._ready[browser] = envelope

    def take(self, browser: Browser) -> Envelope:
        """Return an envelope that nobody has used, and have the next one made some time.

        ``InvalidError`` when the browser's key is no point of the curve.
        """
        envelope = self._ready.pop(browser, None) or new_envelope(*browser)
        self._wanting.append(browser)
        return envelope
