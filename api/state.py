"""What every request may use: settings, database, clock, and what is kept in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from fastapi import Request

from api.broadcast import Broadcast
from api.clock import Clock
from api.facts import FactsBook
from api.limits import Limits, Rate
from api.provider import Provider
from api.sessions import OpenStreams
from api.turns import Turns
from kawamori.errors import InvalidError, UnavailableError
from kawamori.settings import Settings
from kawamori.storage.connections import Connection, Pool, unavailable_when_lost

CONNECTIONS = 8
LENT_WITHIN_S = 2.0  # then a person is told that the database is away
CODES_EACH, CODES_IN_ALL = Rate(30, 30), Rate(600, 1200)  # that are asked for, or tried


@dataclass(slots=True)
class Surroundings:
    """What one process of the API stands on; the pool is there while the app runs."""

    settings: Settings
    wall: Clock
    facts: FactsBook = field(default_factory=FactsBook)
    broadcast: Broadcast = field(default_factory=Broadcast)
    streams: OpenStreams = field(default_factory=OpenStreams)
    proofs: Limits = field(default_factory=partial(Limits, CODES_EACH, CODES_IN_ALL))
    provider: Provider = field(init=False)
    pool: Pool | None = None
    turns: Turns = field(default_factory=partial(Turns, CONNECTIONS))

    def __post_init__(self) -> None:
        """Name the provider that the settings name; nobody asks it yet."""
        self.provider = Provider(self.settings)

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Lend a connection; ``UnavailableError`` when the database is away."""
        if self.pool is None:
            raise UnavailableError("the API is not started")
        with unavailable_when_lost(), self.pool.connection(LENT_WITHIN_S) as connection:
            yield connection

    def people_key(self) -> bytes:
        """Return the key that addresses are sealed with; ``UnavailableError`` without one.

        What a stranger may ask for must not tell them how this server is set up.
        """
        try:
            return self.settings.people_key_bytes()
        except InvalidError as error:
            raise UnavailableError(str(error)) from error


def surroundings(request: Request) -> Surroundings:
    """Return what this process stands on."""
    around: Surroundings = request.app.state.around
    return around
