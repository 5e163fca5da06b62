"""Waiting until something is so, for as long as a busy machine may need and no longer."""

import time
from collections.abc import Callable
from typing import TypeVar

WITHIN_S = 60.0
_LOOK_EVERY_S = 0.01

T = TypeVar("T")


def until(look: Callable[[], T], within_s: float = WITHIN_S) -> T:
    """Return what is found once it is true; ``TimeoutError`` when it is not so in time."""
    deadline_s = time.monotonic() + within_s
    while not (found := look()):
        if time.monotonic() > deadline_s:
            raise TimeoutError(f"after {within_s:g} s it is still {found!r}")
        time.sleep(_LOOK_EVERY_S)
    return found
