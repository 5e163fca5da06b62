"""What the bridge could not make a reading of: told to ingest, whose quarantine keeps it.

A refusal is a file until the broker has it. It is published under the bridge's own name
as something that is no observation, so that it stands in the quarantine with its reason
and its bytes, among all else that somebody should look at.
"""

import base64
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from edge.files import write_whole
from edge.tables import Owner
from kawamori.mqtt import Broker, Connection
from kawamori.wire import ObservationTopic

log = logging.getLogger(__name__)

DATASTREAM = "refused"
NOBODY = "unreadable"  # stands for the DevEUI of an event that does not tell one
MOST = 1000
IN_FLIGHT = 20
LONGEST_EVENT = 8000  # bytes of an event that are kept


@dataclass(frozen=True, slots=True)
class Refusal:
    """One event that is no reading: why, whose, where it came from, and its bytes."""

    reason: str
    dev_eui: str
    topic: str
    event: bytes

    def payload(self) -> bytes:
        """Return it as it goes to the quarantine, the reason first, the same each time."""
        return msgspec.json.encode(
            {
                "refused": self.reason,
                "dev_eui": self.dev_eui,
                "topic": self.topic,
                "event": _text(self.event),
            }
        )


class Refusals:
    """The folder of refusals that wait, and the line on which they leave."""

    def __init__(self, folder: Path, owner: Owner, broker: Broker) -> None:
        self._folder = folder
        self._owner = owner
        self._waiting = deque(_left_in(folder))
        self._in_flight: set[Path] = set()
        self._number = 0
        self._words = deque[Callable[[], None]]()
        name = "-".join(filter(None, (owner.device_id, owner.status, owner.run, DATASTREAM)))
        self._link = Connection(broker, name)
        self._link.on_disconnected = lambda: self._words.append(self._break_off)

    def start(self) -> None:
        """Connect, and reconnect for ever."""
        self._link.start()

    def stop(self) -> None:
        """Disconnect; what waits is a file."""
        self._link.stop()

    def add(self, refusal: Refusal) -> None:
        """Keep a refusal until the broker has it; where the disk is full the log alone has it."""
        log.warning("refused, from %s: %s", refusal.dev_eui, refusal.reason)
        self._number += 1
        path = (
            self._folder
            / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{self._number}.{refusal.dev_eui}.json"
        )
        try:
            write_whole(path, refusal.payload())
        except OSError as error:
            log.error("%s is not kept: %s; free some space", path.name, error.strerror)  # noqa: TRY400 a traceback adds nothing
            return
        self._waiting.append(path)
        if len(self._waiting) > MOST:
            self._waiting.popleft().unlink(missing_ok=True)

    def publish(self) -> None:
        """Forget what the broker has, and hand it what waits, some at a time."""
        self._take_words()
        while self._waiting and len(self._in_flight) < IN_FLIGHT and self._link.is_connected:
            path = self._waiting.popleft()
            self._in_flight.add(path)
            if not self._publish(path):
                self._break_off()
                return

    def _take_words(self) -> None:
        """Do in our own thread what the connection's one left word of."""
        while self._words:
            self._words.popleft()()

    def _publish(self, path: Path) -> bool:
        try:
            payload = path.read_bytes()
        except OSError as error:
            log.warning("%s can't be read: %s", path, error.strerror)
            self._in_flight.discard(path)
            return True
        dev_eui = path.stem.rpartition(".")[2]
        owner = self._owner
        topic = ObservationTopic(owner.status, owner.device_id, dev_eui, DATASTREAM)
        arrived = partial(self._arrived, path)
        return self._link.publish(str(topic), payload, lambda: self._words.append(arrived))

    def _arrived(self, path: Path) -> None:
        self._in_flight.discard(path)
        path.unlink(missing_ok=True)

    def _break_off(self) -> None:
        """Let what was on the line wait again, ahead of the rest."""
        self._waiting.extendleft(sorted(self._in_flight, reverse=True))
        self._in_flight.clear()


def _left_in(folder: Path) -> list[Path]:
    """Return what an earlier start left, oldest first; a disk that takes no folder stops nobody."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return sorted(path for path in folder.iterdir() if path.suffix == ".json")
    except OSError as error:
        log.error("refusals can't be kept in %s: %s", folder, error.strerror)  # noqa: TRY400 a traceback adds nothing
        return []


def _text(event: bytes) -> str:
    """Return an event as text, or in base64 where it is none; a long one is cut."""
    cut = event[:LONGEST_EVENT]
    try:
        return cut.decode() + "…" * (len(event) > LONGEST_EVENT)
    except UnicodeDecodeError:
        return "base64:" + base64.b64encode(cut).decode()
