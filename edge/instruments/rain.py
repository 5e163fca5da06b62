"""A rain gauge that counts the tips of its bucket: the rain since it was last asked.

A reading that was lost loses no rain: the next one has it. The counter itself must go
on counting while the device is off; the first reading after a start is the beginning.
"""

import time
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from edge.instruments.answers import Answer
from edge.sensors import Options, read_options
from kawamori.errors import UnavailableError

# Twice the 187 mm an hour that Nagayo had in 1982, the most measured in Japan.
MOST_MM_PER_H = 400.0
SLACK_MM = 10.0  # a few tips within a second are no cloudburst


class RainOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What reads the counter, what a tip is worth, and how many bits the counter has."""

    driver: str
    options: dict[str, Any]
    mm_per_tip: Annotated[float, Meta(gt=0, le=5)]
    bits: Literal[8, 16, 32] = 16


class RainSource:
    """A counter of tips, and what it stood at."""

    def __init__(self, options: Options) -> None:
        from edge.instruments.drivers import open_source  # noqa: PLC0415 its table names us

        self._options = read_options(RainOptions, options)
        self._counter = open_source(self._options.driver, self._options.options)
        self._last: int | None = None
        self._last_s = 0.0

    def ask(self) -> Answer:
        """Return the millimetres since the last answer; nothing can be told of the first."""
        answer = self._counter.ask()
        now_s = time.monotonic()
        count = self._whole(answer)
        last, hours = self._last, (now_s - self._last_s) / 3600
        self._last, self._last_s = count, now_s
        if last is None:
            return Answer(0.0, f"{count} tips, where counting begins")
        rain_mm = self._rain_mm(last, count, hours)
        return Answer(rain_mm, f"{last} to {count} tips")

    def _whole(self, answer: Answer) -> int:
        count = int(answer.value)
        if count != answer.value or not 0 <= count < 2**self._options.bits:
            raise UnavailableError(
                f"{answer.said}: no count of a counter of {self._options.bits} bits"
            )
        return count

    def _rain_mm(self, last: int, count: int, hours: float) -> float:
        """Return the rain between two counts: the counter went on, round, or began anew."""
        rain_mm = tips(last, count, self._options.bits) * self._options.mm_per_tip
        if rain_mm <= MOST_MM_PER_H * hours + SLACK_MM:
            return rain_mm
        since_mm = count * self._options.mm_per_tip
        if since_mm <= MOST_MM_PER_H * hours + SLACK_MM:
            return since_mm
        raise UnavailableError(f"{last} to {count} tips would be {rain_mm:g} mm: not believed")


def tips(last: int, count: int, bits: int) -> int:
    """Return how far a counter went that goes back to 0 after its last number."""
    return (count - last) % (1 << bits)
