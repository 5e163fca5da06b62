"""What every instrument is to the edge: something that answers once, with a number."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answer:
    """A number in the instrument's own unit, and what was on the line, for a technician.

    ``spread`` is that of the burst it is the median of, in the same unit.
    """

    value: float
    said: str
    spread: float | None = None


class Source(Protocol):
    """An instrument on its line."""

    def ask(self) -> Answer:
        """Return one answer; ``UnavailableError`` says what was wrong with it.

        The line is opened for each question and let go of after it: instruments share
        a line, and one that was unplugged is found again.
        """
        ...
