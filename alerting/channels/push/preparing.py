"""Hand the browsers that subscribed to the lanes, a few at a time, to be prepared for."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from alerting.channels.push.transport import BrowserPush
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.browsers import browsers_after

AT_ONCE = 500


class Preparing:
    """Goes through the subscribers once, then looks for new ones."""

    def __init__(
        self,
        push: BrowserPush,
        connections: Callable[[], AbstractContextManager[Connection]],
        seal: AddressSeal,
    ) -> None:
        self._push = push
        self._connections = connections
        self._seal = seal
        self._last = 0

    def step(self) -> int:
        """Have the next few prepared for; return how many there were."""
        with self._connections() as connection:
            page = browsers_after(connection, self._seal, self._last, AT_ONCE)
        if page.addresses:
            self._push.expect(page.addresses)
        self._last = page.last
        return len(page.addresses)
