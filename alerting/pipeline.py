"""The whole chain from a transition to a provider's answer, in one place to read.

    judging        writes the transition, its message, its call   assess.py
    summon         who on duty is called, and who is next         summon.py
    mute           is there still anybody who needs it?            mute.py
    render         the words, in each language                     render.py
    route          one delivery for each person to be told         route.py, announce.py, own.py
    claim          take what is due, the highest level first       dispatch.py
    send           one try; Receipt, Refused or Unknown            channels/
    record         the answer, and when to try again               dispatch.py
    publish        the same for other systems, as CAP              publish.py

Every arrow is a committed row: whoever takes over after a crash finds what is left to do.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from alerting.announce import route_next_announcement
from alerting.batches import BatchDispatcher
from alerting.dispatch import AT_ONCE, EXPIRED, GIVE_UP_AFTER, Connections, Dispatcher
from alerting.own import route_next_own
from alerting.route import route_next
from alerting.summon import Summoner
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.stream import wait_for_announcement
from kawamori.storage.telling.messages import listen_for_messages
from kawamori.storage.telling.outcomes import hand_over_expired
from kawamori.storage.telling.switched import hand_over_switched_off


class Telling:
    """Routes messages and sends deliveries until there is nothing left to do."""

    def __init__(
        self,
        connections: Connections,
        dispatchers: Sequence[Dispatcher | BatchDispatcher],
        wall: Callable[[], datetime],
        summoner: Summoner,
    ) -> None:
        self._connections = connections
        self._dispatchers = dispatchers
        self._wall = wall
        self._summoner = summoner
        self._executors = [
            ThreadPoolExecutor(AT_ONCE, thread_name_prefix=f"send {nth}")
            for nth, _ in enumerate(dispatchers)
        ]

    @property
    def ways(self) -> range:
        """Return the number of each way out; none waits for another."""
        return range(len(self._dispatchers))

    def step(self) -> int:
        """Prepare, then begin to send by each channel; return how much was begun.

        What is routed meanwhile is seen by the next step: a higher level that turns
        up is not kept waiting behind a long list.
        """
        return self.prepare() + sum(self.deliver(way) for way in self.ways)

    def prepare(self) -> int:
        """Call, and route what waits; return how much there was."""
        with self._connections() as connection:
            called = self._summoner.call_due(connection, self._wall())
        return called + self.route()

    def deliver(self, way: int) -> int:
        """Begin to send by one channel and return how much was begun."""
        return self._dispatchers[way].deliver_due(self._executors[way], self._wall)

    def route(self) -> int:
        """Route every message that waits, announcements first, people's own heights last."""
        routed = 0
        with self._connections() as connection:
            while route_next_announcement(connection, self._wall()):
                routed += 1
            while route_next(connection, self._wall()):
                routed += 1
            while route_next_own(connection, self._wall()):
                routed += 1
        return routed

    def summon(self) -> int:
        """Look at every call that nobody has taken; return how many texts were written."""
        with self._connections() as connection:
            return self._summoner.call(connection, self._wall())

    def settle(self) -> None:
        """Settle what is unknown or has failed, by each channel, and what was never sent."""
        self.give_up()
        for way in self.ways:
            self.settle_way(way)

    def give_up(self) -> None:
        """Hand over to a person what was never sent, and what a switched-off channel leaves."""
        now = self._wall()
        with self._connections() as connection:
            before = now - GIVE_UP_AFTER
            hand_over_expired(connection, before, now, EXPIRED)
            on = [dispatcher.over for dispatcher in self._dispatchers]
            hand_over_switched_off(connection, on, before, now)

    def settle_way(self, way: int) -> None:
        """Settle what is unknown or has failed by one channel."""
        self._dispatchers[way].settle_unknown(self._wall)
        self._dispatchers[way].settle_failed(self._wall)

    def close(self) -> None:
        """Finish what is being sent."""
        try:
            for dispatcher in self._dispatchers:
                dispatcher.finish()
        finally:
            for executor in self._executors:
                executor.shutdown()


class Wake:
    """Waits for messages to route; a connection of its own that only listens."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._connection: Connection | None = None

    def wait(self, timeout_s: float) -> None:
        """Return when there may be something to do, at the latest after the time-out."""
        if self._connection is None:
            self._connection = self._connect()
            listen_for_messages(self._connection)
            return
        try:
            with unavailable_when_lost():
                wait_for_announcement(self._connection, timeout_s)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None
