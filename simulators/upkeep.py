"""Services kept running while time passes: what they say, and how often each was killed."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kawamori.embedded.processes import FIRST_PAUSE_S, Service, Supervisor
from kawamori.errors import UnavailableError

LAST_WORDS = 30


def _nothing() -> Supervisor:
    return Supervisor([], lambda *_: None)


@dataclass(slots=True, kw_only=True)
class Upkeep:
    """A town's services under a supervisor."""

    supervisor: Supervisor = field(default_factory=_nothing)
    said: list[str] = field(default_factory=list)
    killed: dict[str, int] = field(default_factory=dict)

    def keep(self, services: Sequence[Service]) -> None:
        """Keep services running from now on.

        One is started again as quickly the tenth time as the first: in life ten kills
        are not three minutes apart, and are not made to wait longer and longer.
        """
        self.supervisor = Supervisor(
            services,
            lambda name, line: self.said.append(f"{name}: {line}"),
            longest_pause_s=FIRST_PAUSE_S,
        )

    def live(self, seconds: float) -> None:
        """Let time pass while everything is kept running."""
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            self.supervisor.step(now, wait_s=min(0.1, until - now))

    def live_until(self, done: Callable[[], bool], *, within_s: float, what: str) -> None:
        """Let time pass until something is so."""
        until = time.monotonic() + within_s
        while not done():
            if time.monotonic() > until:
                tail = "\n".join(self.said[-LAST_WORDS:])
                raise UnavailableError(f"{what}: not within {within_s:g} s; last words:\n{tail}")
            self.live(0.1)
