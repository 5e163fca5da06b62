"""Many edge agents in one process, stepped together in one thread."""

import threading
import time
from collections.abc import Callable, Sequence

from edge.agent import Agent
from kawamori.errors import UnavailableError

STANDSTILL_S = 120.0


def step_until(
    agents: Sequence[Agent],
    wake: threading.Event,
    done: Callable[[], bool],
    tend: Callable[[], None],
    *,
    rest_s: float = 0.2,
) -> None:
    """Step started agents that share ``wake``, and ``tend`` them, until ``done``.

    They rest no longer than ``rest_s`` wall seconds at a time.
    """
    while not done():
        tend()
        due_s = min(agent.step(agent.clock.look()) for agent in agents)
        wake.wait(min(due_s, rest_s))
        wake.clear()


class Standstill:
    """Notices that nothing moves any more: whoever waits for ever has lost something."""

    def __init__(self, agents: Sequence[Agent]) -> None:
        self._agents = agents
        self._last: object = None
        self._moved_s = time.monotonic()

    def notice(self, progress: object) -> None:
        """Take a measure of progress; ``UnavailableError`` when it stood for two minutes."""
        now_s = time.monotonic()
        if progress != self._last:
            self._last, self._moved_s = progress, now_s
        elif now_s > self._moved_s + STANDSTILL_S:
            waiting = [a.spool.owner.device_id for a in self._agents if len(a.spool)]
            raise UnavailableError(
                f"nothing was stored for {STANDSTILL_S:g} s; is ingest running? "
                f"readings wait at {', '.join(waiting)}"
            )


def waiting(agents: Sequence[Agent]) -> int:
    """Return how many readings the city has not yet said to have stored."""
    return sum(len(agent.spool) for agent in agents)
