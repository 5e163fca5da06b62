"""Several answers in a row make one reading: their median, unless they are too far apart."""

import time
from statistics import median
from typing import Annotated

import msgspec
from msgspec import Meta

from edge.instruments.answers import Answer, Source
from kawamori.errors import UnavailableError

LONGEST_S = 20.0  # the device's other sensors wait so long


class Burst(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``samples`` answers, ``every_s`` apart; ``spread`` is the greatest that is believed.

    The spread is the median absolute deviation from the median, in the instrument's
    own unit: half of the answers are within it.
    """

    samples: Annotated[int, Meta(ge=1, le=100)] = 1
    every_s: Annotated[float, Meta(ge=0, le=5)] = 0.1
    spread: Annotated[float, Meta(gt=0)] | None = None


def take(source: Source, burst: Burst) -> Answer:
    """Return the median answer; ``UnavailableError`` when half fail or they lie too far apart."""
    answers: list[Answer] = []
    failed = 0
    until_s = time.monotonic() + LONGEST_S
    for number in range(burst.samples):
        if number:
            time.sleep(burst.every_s)
        if time.monotonic() > until_s:
            raise UnavailableError(f"{len(answers)} answers in {LONGEST_S:g} s: ask for fewer")
        try:
            answers.append(source.ask())
        except UnavailableError:
            failed += 1
            if 2 * failed >= burst.samples:
                raise
    return _middle(answers, burst)


def _middle(answers: list[Answer], burst: Burst) -> Answer:
    values = [each.value for each in answers]
    middle, spread = median_and_spread(values)
    if burst.spread is not None and spread > burst.spread:
        raise UnavailableError(
            f"{len(values)} answers from {min(values):g} to {max(values):g} spread by "
            f"{spread:.4g}, more than {burst.spread:g}: not believed"
        )
    if burst.samples == 1:
        return answers[0]
    said = f"{answers[-1].said}; {len(values)} of {burst.samples}, spread {spread:.4g}"
    return Answer(middle, said, spread)


def median_and_spread(values: list[float]) -> tuple[float, float]:
    """Return the median, and the median absolute deviation from it, in the values' unit."""
    middle = median(values)
    return middle, median(abs(each - middle) for each in values)
