"""What is wrong with messages, gathered by message, in words for the quarantine."""

from kawamori.mqtt import Message
from kawamori.storage.readings.quarantine import Refused
from kawamori.wire import WireObservation

TOLD_IN_FULL = 3


class Faults:
    """Reasons by the position of their message in the batch."""

    def __init__(self) -> None:
        self._reasons: dict[int, list[str]] = {}

    def add(self, position: int, reason: str, reading: WireObservation | None = None) -> None:
        """Note a fault of a message, or of one reading in it."""
        where = f"boot {reading.boot} seq {reading.seq}: " if reading else ""
        self._reasons.setdefault(position, []).append(where + reason)

    def refused(self, messages: list[Message]) -> list[Refused]:
        """Return the messages that have faults, each with its reasons."""
        return [
            Refused(messages[position].topic, messages[position].payload, _told(reasons))
            for position, reasons in self._reasons.items()
        ]


def _told(reasons: list[str]) -> str:
    more = len(reasons) - TOLD_IN_FULL
    told = "; ".join(reasons[:TOLD_IN_FULL])
    return f"{told}; and {more} more" if more > 0 else told
