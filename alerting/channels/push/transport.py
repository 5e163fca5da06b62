"""Push to browsers: what is sent, how long it lives, what takes whose place.

A message with the topic of an earlier one takes its place where that still waits for its
browser, and the page shows an id once. So the same push twice is one message to a person.
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import certifi

from alerting.channels.contract import Answer
from alerting.channels.push.ahead import Browser
from alerting.channels.push.codes import answer
from alerting.channels.push.jobs import Push, Surroundings
from alerting.channels.push.lanes import Lanes
from alerting.channels.push.payload import payload
from alerting.channels.rules import LASTING
from kawamori.errors import InvalidError
from kawamori.people import Address, PushEndpoint
from kawamori.settings import PREFIX, Settings
from kawamori.storage.telling.deliveries import Delivery
from kawamori.vapid import Vapid, as_bytes, as_text, read_private_key

URGENT_TTL_S = 1800  # an order that arrives later than this does harm
TTL_S = 3600
LASTING_TTL_S = 6 * 3600
TOPIC_BYTES = 18  # 24 letters; the services allow 32
URGENT_FROM, HIGH_FROM = 4, 3


class BrowserPush:
    """The key that we push with, and the processes that do it."""

    def __init__(self, settings: Settings, lanes: int | None = None) -> None:
        """Refuse to start without everything that pushing needs."""
        if settings.vapid_private_key is None or not settings.vapid_subject:
            raise InvalidError(
                f"push needs {PREFIX}VAPID_PRIVATE_KEY (`kawamori push new-key` makes one) and"
                f" {PREFIX}VAPID_SUBJECT, where push services find us, such as"
                " mailto:bousai@city.example"
            )
        key = settings.vapid_private_key.get_secret_value()
        self.public_key = Vapid(read_private_key(key), settings.vapid_subject).public_key
        around = Surroundings(
            key,
            settings.vapid_subject,
            str(settings.push_ca_file or certifi.where()),
            tuple(settings.push_local_hosts),
        )
        self._lanes = Lanes(around, lanes)
        self._url = settings.pages_url() + "/"

    def destination(self, delivery: Delivery) -> str:
        """Return the push service, such as https://push.example.net."""
        return _endpoint(delivery.address).origin

    def send(self, deliveries: Sequence[Delivery]) -> list[Answer]:
        """Push deliveries to one service once and return what is known of each, in order."""
        return [answer(reply) for reply in self._lanes.send([self._push(d) for d in deliveries])]

    def expect(self, addresses: Sequence[Address]) -> None:
        """Prepare for browsers that will be written to some day."""
        self._lanes.expect([_browser(_endpoint(address)) for address in addresses])

    def pids(self) -> list[int]:
        """Return the processes that run."""
        return self._lanes.pids()

    def close(self) -> None:
        """End the processes."""
        self._lanes.close()

    def _push(self, delivery: Delivery) -> Push:
        there = _endpoint(delivery.address)
        return Push(
            there.endpoint,
            there.origin,
            _browser(there),
            payload(delivery, self._url),
            ttl_s(delivery.level, delivery.kind),
            topic(delivery.run_no, delivery.thread),
            "high" if delivery.level >= HIGH_FROM else "normal",
        )


def ttl_s(level: int, kind: str) -> int:
    """Return for how long a service may keep a message for a browser that is away."""
    if kind in LASTING:
        return LASTING_TTL_S
    return URGENT_TTL_S if level >= URGENT_FROM else TTL_S


@lru_cache(maxsize=1000)
def topic(run_no: int, thread: str) -> str:
    """Return what a message takes the place of: what the run last told of the same thing."""
    return as_text(hashlib.sha256(f"{run_no}/{thread}".encode()).digest()[:TOPIC_BYTES])


def _browser(there: PushEndpoint) -> Browser:
    return Browser(as_bytes(there.p256dh), as_bytes(there.auth))


def _endpoint(address: Address) -> PushEndpoint:
    if not isinstance(address, PushEndpoint):
        raise TypeError(f"{address} is no browser")
    return address
