"""Gross range: no sensor of this kind can read this, or nobody expects this river to be there."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kawamori.quality.memory import Bools, Floats, Memory
from kawamori.quality.readings import New


def is_impossible(result: NDArray[Any], low: Floats, high: Floats) -> Bools:
    """Return which results are outside what their datastreams call plausible: these fail."""
    impossible: Bools = (result < low) | (result > high)
    return impossible


def is_unusual(memory: Memory, new: New) -> Bools:
    """Return which readings are outside what their stations' keepers expect: suspect."""
    low_m, high_m = memory.low_m[new.rows], memory.high_m[new.rows]
    unusual: Bools = np.logical_or(new.stages_m < low_m, new.stages_m > high_m)
    return unusual
