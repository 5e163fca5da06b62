"""QARTOD's one value for an observation, from all that is held against it."""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from kawamori.observations import Flag


class Qartod(IntEnum):
    """The values of the QARTOD manuals; the higher is the worse."""

    GOOD = 1
    NOT_EVALUATED = 2
    SUSPECT = 3
    FAIL = 4


FAILURES = Flag.GROSS_RANGE | Flag.SPIKE | Flag.STUCK
NOT_TESTED = Flag.OUT_OF_SEQUENCE
NO_FAULT = Flag.STOPWATCH  # says how it was dated, not that it is wrong
SUSPICIONS = ~(FAILURES | NOT_TESTED | NO_FAULT)


def rolled_up(flags: int, *, tested: bool = True) -> Qartod:
    """Return the one value for an observation's flags; ``tested``: every test was run on it."""
    if flags & FAILURES:
        return Qartod.FAIL
    if flags & SUSPICIONS:
        return Qartod.SUSPECT
    return Qartod.GOOD if tested and not flags & NOT_TESTED else Qartod.NOT_EVALUATED


def all_rolled_up(flags: NDArray[np.int64]) -> NDArray[np.int8]:
    """Return the same for many observations that were tested."""
    values = np.full(len(flags), Qartod.GOOD, dtype=np.int8)
    values[flags & int(NOT_TESTED) > 0] = Qartod.NOT_EVALUATED
    values[flags & int(SUSPICIONS) > 0] = Qartod.SUSPECT
    values[flags & int(FAILURES) > 0] = Qartod.FAIL
    return values
