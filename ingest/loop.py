"""The loop of ingest: take what has arrived, store it, only then acknowledge it.

One thread. A batch is what one read of the socket brings: a single message when
traffic is light, so that nothing waits, a thousand when it is heavy. While the
database is away nothing is read, so the broker keeps what we have not acknowledged.
"""

import logging
import random
import re
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from itertools import groupby
from threading import Event

from ingest.batches import Assembler
from ingest.confirmations import Confirmations
from ingest.watermarks import Watermarks
from ingest.write import Writer
from kawamori import mqtt, wire
from kawamori.errors import UnavailableError
from kawamori.storage.connections import Connection
from kawamori.storage.readings.devices import Mark

log = logging.getLogger(__name__)

GROUP = "ingest"
FILTERS = tuple(f"$share/{GROUP}/{root}" for root in wire.ROOTS)
OUR_OWN = re.compile(rb"[^/]+/v1/[^/]+/stored")  # what we tell devices comes back to us
APART_S = 0.002
QUIET_S = 3.0
IDLE_S = 0.5  # how long a quiet loop takes to notice that it is to stop
# A restarted Mosquitto 2.0 has forgotten shared subscriptions: until we are back it queues nothing.
SLOWEST_RECONNECT_S = 1.0
QUICKEST_RETRY_S, SLOWEST_RETRY_S = 0.1, 3.0


class Ingest:
    """One ingest process; any number may share the load."""

    def __init__(
        self,
        broker: mqtt.Broker,
        name: str,
        open_database: Callable[[], Connection],
    ) -> None:
        self._broker = broker
        self._client_id = f"kawamori-ingest-{name}"
        self._open_database = open_database
        self._link = mqtt.Connection(
            broker,
            self._client_id,
            keep_session=True,
            manual_ack=True,
            slowest_retry_s=SLOWEST_RECONNECT_S,
        )
        self._assembler = Assembler()
        self._watermarks = Watermarks()
        self._confirmations = Confirmations()
        self._database: Connection | None = None
        self._writer: Writer | None = None
        self._held: list[mqtt.Message] = []
        self._tries = 0
        self._taken_at_s = 0.0
        self.stopping = Event()

    def run(self) -> None:
        """Work until ``stopping`` is set; the broker keeps our session for the next time."""
        self._link.subscribe(*FILTERS)
        try:
            while not self.stopping.is_set():
                try:
                    self.step()
                except Exception as error:
                    log.exception("a fault of ours; starting afresh")
                    self._start_afresh(error)
        finally:
            self._link.stop()
            self._close_database()

    def leave(self) -> None:
        """Store what the broker holds for us and end our session, so that others get our share.

        A broker keeps giving a process its share while it is away. That is right for a
        restart; a process that won't come back must say so.
        """
        self._link.on_connected = lambda: self._link.unsubscribe(*FILTERS)
        quiet_since_s = time.monotonic()
        try:
            while not self.stopping.is_set() and time.monotonic() - quiet_since_s < QUIET_S:
                if self.step() or not self._link.is_connected:
                    quiet_since_s = time.monotonic()
        finally:
            self._link.stop()
            self._close_database()
        if not self.stopping.is_set():
            mqtt.forget_session(self._broker, self._client_id)

    def wait_listening(self, timeout_s: float) -> bool:
        """Return whether the broker took our subscription within the time; any thread may ask."""
        return self._link.wait_connected(timeout_s)

    def step(self) -> int:
        """Do one round and return how many messages were stored.

        1. Have a database, or wait for it; meanwhile nothing is read from the broker.
        2. Take what has arrived, waiting for it until a device is due to be told.
        3. Store it, then acknowledge it.
        4. Tell devices how far they are stored.
        """
        if self._writer is None and not self._connect_database():
            return 0
        if not self._held:
            self._held = self._take()
        try:
            marks = self._store()
        except UnavailableError as error:
            self._start_afresh(error)
            return 0
        self._tries = 0
        self._link.acknowledge([message.mid for message in self._held if message.mid])
        stored, self._held = len(self._held), []
        self._tell(marks)
        return stored

    def _take(self) -> list[mqtt.Message]:
        """Return what has arrived: at once when traffic is light, else a little later and more.

        A commit costs the same for one reading as for ten, so batches begin no closer
        than ``APART_S``; a batch under load takes longer than that anyway.
        """
        time.sleep(max(0.0, self._taken_at_s + APART_S - time.monotonic()))
        self._link.turn(min(IDLE_S, self._due_s(time.monotonic())))
        self._taken_at_s = time.monotonic()
        messages, self._link.inbox = self._link.inbox, []
        if all(OUR_OWN.fullmatch(message.topic_bytes) for message in messages):
            self._link.acknowledge([message.mid for message in messages if message.mid])
            return []
        return messages

    def _store(self) -> list[Mark]:
        now_s = time.monotonic()
        if self._writer is None or (not self._held and self._due_s(now_s) > 0):
            return []
        return self._writer.write(self._held, datetime.now(UTC), now_s)

    def _due_s(self, now_s: float) -> float:
        """Return how long until a device may be due to be told; infinite when none is."""
        waits_s = self._watermarks.wait_s(now_s), self._confirmations.wait_s(now_s)
        return min((wait_s for wait_s in waits_s if wait_s is not None), default=float("inf"))

    def _tell(self, marks: Iterable[Mark]) -> None:
        for (run_no, device_id), boots in groupby(marks, key=lambda m: (m.run_no, m.device_id)):
            run = self._assembler.run(run_no)
            stored = [wire.StoredUpTo(mark.boot, mark.seq) for mark in boots]
            topic = wire.DeviceTopic(run.status, device_id, "stored")
            payload = wire.encode(wire.Stored(1, stored, run.run or None))
            self._link.publish(str(topic), payload, retain=True)

    def _connect_database(self) -> bool:
        try:
            self._database = self._open_database()
        except UnavailableError as error:
            self._wait(error)
            return False
        self._writer = Writer(
            self._database, self._assembler, self._watermarks, self._confirmations
        )
        return True

    def _start_afresh(self, error: Exception) -> None:
        """Hang up, so that the broker queues: it sends again what we did not acknowledge."""
        self._close_database()
        self._link.hang_up()
        self._wait(error)

    def _close_database(self) -> None:
        if self._database is not None:
            self._database.close()
        self._database = self._writer = None

    def _wait(self, error: Exception) -> None:
        longest_s = min(SLOWEST_RETRY_S, QUICKEST_RETRY_S * 2**self._tries)
        self._tries += 1
        log.warning("%s; %d messages held, trying again", error, len(self._held))
        self.stopping.wait(random.uniform(longest_s / 2, longest_s))  # noqa: S311 no secret
