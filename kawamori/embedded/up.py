"""``kawamori up``: everything on this machine, until Ctrl-C; nothing is left running."""

import os
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kawamori.embedded import children
from kawamori.embedded.console import Console
from kawamori.embedded.installation import Installation, hold, open_installation
from kawamori.embedded.processes import Service, Supervisor
from kawamori.errors import UnavailableError

READY_WITHIN_S = 60.0


class Launch:
    """A started installation, its supervisor and its console, for what else is to be done."""

    def __init__(
        self, installation: Installation, supervisor: Supervisor, console: Console
    ) -> None:
        self.installation = installation
        self.console = console
        self._supervisor = supervisor

    def run(self, service: Service) -> None:
        """Run one program to its end beside the others; ``UnavailableError`` if it fails."""
        self._supervisor.add(service)
        self.turn_until(lambda: self._supervisor.done(service.name))
        code = self._supervisor.exit_code(service.name)
        if code:
            said = children.tail(self.console.log(service.name))
            raise UnavailableError(f"{service.name} failed with {code}:\n{said}")

    def keep(self, *services: Service) -> None:
        """Start services and keep them running."""
        for service in services:
            self._supervisor.add(service)

    def wait_ready(self) -> None:
        """Return when the API says that it is ready."""
        deadline = time.monotonic() + READY_WITHIN_S
        self.turn_until(lambda: self._ready() or time.monotonic() > deadline)
        if not self._ready():
            raise UnavailableError(f"the API was not ready within {READY_WITHIN_S:g} s")

    def turn_until(self, done: Callable[[], bool]) -> None:
        """Keep everything going until something is so."""
        while not done():
            self._supervisor.step(time.monotonic())

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(  # noqa: S310 our own API
                f"{self.installation.public_url}/ready", timeout=2
            ) as answer:
                return bool(answer.status == 200)  # noqa: PLR2004 OK
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            return False


@contextmanager
def launched(folder: Path, console: Console, *, wheel_broker: bool) -> Iterator[Launch]:
    """Start the database and the broker; end all that was started when the block ends.

    SIGTERM and a closed terminal end the block as Ctrl-C does, by ``KeyboardInterrupt``.
    """
    for each in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(each) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(each, signal.default_int_handler)
    os.umask(0o077)  # the logs and the sandbox's journal hold phone numbers
    with hold(folder):
        installation = open_installation(folder, wheel_broker=wheel_broker)
        console.say(f"starting in {folder} …")
        try:
            with installation.servers(), _supervised(console) as services:
                yield Launch(installation, services, console)
        finally:
            console.say("ended; nothing is left running")


@contextmanager
def _supervised(console: Console) -> Iterator[Supervisor]:
    """Give a supervisor, and end what it runs when the block ends."""
    services = Supervisor([], console.show)
    try:
        yield services
    finally:
        _ignore_interrupts()
        console.say("ending …")
        services.end()


def up(home: Path, *, wheel_broker: bool, rivers: Sequence[str] = ()) -> int:
    """Run everything until Ctrl-C, with the public gauges that are named on the map.

    ``UnavailableError`` says why a gauge that is not here yet could not be set up.
    """
    console = Console(home / "up" / "logs")
    try:
        with launched(home / "up", console, wheel_broker=wheel_broker) as launch:
            here = launch.installation
            if rivers:
                launch.run(here.adding(rivers))
            launch.keep(*here.services(), here.residents())
            launch.wait_ready()
            if here.rivers_file.exists():
                launch.keep(here.sources())
            console.say(f"the map, signed in once: {here.map_url(here.whoever_runs_it())}")
            console.say(f"what residents see: {here.pages_url}/")
            console.say(f"the broker: {launch.installation.broker.address}")
            launch.turn_until(lambda: False)
    except KeyboardInterrupt:
        pass
    return 0


def _ignore_interrupts() -> None:
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
