"""Real servers for the tests: databases of each edition, and a broker, on loopback ports."""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings

from kawamori.embedded.broker import Mosquitto, find_mosquitto
from kawamori.embedded.postgres import PostgresServer
from kawamori.embedded.scratch import DATABASES, scratch_broker, scratch_database_server
from kawamori.storage.connections import Connection, connect
from kawamori.storage.migrations import migrate
from kawamori.storage.templates import copy_template, drop_database, make_template

COMMUNITY = "timescaledb-community"
COMMUNITY_URL = os.environ.get("KAWAMORI_TEST_COMMUNITY_URL")
OWN_KINDS = list(DATABASES)
KINDS = [*OWN_KINDS, COMMUNITY] if COMMUNITY_URL else OWN_KINDS

# To sync a database that lasts for one test takes longer than most of the tests. One that kills
# its server takes `database_server`, which syncs.
UNSYNCED = {"fsync": "off", "max_wal_size": "128MB"}

settings.register_profile("kawamori", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("kawamori")

_names = count(1)
_ran: Counter[str] = Counter()


class Editions:
    """The servers that tests share, each started when the first test asks for it."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._urls: dict[str, str] = {}
        self.template = f"kawamori_template_{os.getpid()}"

    def url(self, kind: str) -> str:
        """Return the URL of a server of this kind that has the migrated template."""
        if kind not in self._urls:
            url = COMMUNITY_URL if kind == COMMUNITY else None
            if url is None:
                url = self._start(kind)
            make_template(url, self.template)
            self._stack.callback(drop_database, url, self.template)
            self._urls[kind] = url
        return self._urls[kind]

    def _start(self, kind: str) -> str:
        server = self._stack.enter_context(scratch_database_server(kind, UNSYNCED, in_memory=True))
        return server.url("postgres")


@pytest.fixture(scope="session")
def editions() -> Iterator[Editions]:
    """Keep the shared servers until the last test has ended."""
    with ExitStack() as stack:
        yield Editions(stack)


@pytest.fixture(params=KINDS)
def empty_database(request: pytest.FixtureRequest, editions: Editions) -> Iterator[str]:
    """Give a test a database that nobody has migrated, on each edition in turn: its URL."""
    server_url = editions.url(request.param)
    name = f"kawamori_empty_{os.getpid()}_{next(_names)}"
    _ran[request.param] += 1
    yield copy_template(server_url, "template0", name)
    drop_database(server_url, name)


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, editions: Editions) -> Iterator[str]:
    """Give a test a migrated database of its own, on each edition in turn: its URL."""
    server_url = editions.url(request.param)
    name = f"kawamori_{os.getpid()}_{next(_names)}"
    _ran[request.param] += 1
    yield copy_template(server_url, editions.template, name)
    drop_database(server_url, name)


@pytest.fixture
def connection(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    """Connect a test to its database, which commands that it runs find too."""
    monkeypatch.setenv("KAWAMORI_DATABASE_URL", database)
    with connect(database, name="tests") as connection:
        yield connection


@pytest.fixture(params=OWN_KINDS)
def database_server(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    """Give a test a server of its own to stop, start and kill; ``url()`` is migrated."""
    _ran[request.param] += 1
    with scratch_database_server(request.param) as server:
        server.create_database("kawamori")
        with connect(server.url(), name="tests") as connection:
            migrate(connection)
        yield server


@pytest.fixture
def home() -> Iterator[Path]:
    """Give a folder for an installation, which the database's account can pass through.

    It is not below pytest's own, which every other session that begins closes to accounts
    other than its own.
    """
    with TemporaryDirectory(prefix="kawamori-home-") as made:
        Path(made).chmod(0o711)
        yield Path(made)


@pytest.fixture
def broker() -> Iterator[Mosquitto]:
    """Give a test a broker of its own, with ``host`` and ``port``, to stop, start and kill."""
    _ran["mosquitto"] += 1
    with scratch_broker() as broker:
        yield broker


def pytest_configure() -> None:
    """Let programs that tests start hear Ctrl-C, even where a shell has us ignore it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_report_header() -> list[str]:
    """Say which servers this run can use."""
    broker = "Mosquitto" if find_mosquitto() else "no Mosquitto: its tests will fail"
    return [f"servers: {', '.join(KINDS)}, {broker}", *_not_run()]


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a process of several ran against to the one that reports."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["ran"] = dict(_ran)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what one of several processes ran against."""
    _ran.update(node.workeroutput.get("ran", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which servers the tests really ran against, by version."""
    terminalreporter.section("servers")
    for kind, tests in sorted(_ran.items()):
        terminalreporter.line(f"{_version(kind)}: {tests} tests")
    for line in _not_run():
        terminalreporter.line(line)


def _version(kind: str) -> str:
    if kind == "mosquitto":
        return f"Mosquitto {Mosquitto.version()}"
    if kind == COMMUNITY:
        return "TimescaleDB Community, the server given"
    programs = DATABASES[kind]()
    timescale = programs.extension("timescaledb")
    extra = f" with TimescaleDB {timescale}, Apache-2" if timescale else ""
    return f"{kind}: PostgreSQL {programs.version()}{extra}"


def _not_run() -> list[str]:
    if COMMUNITY_URL:
        return []
    return ["TimescaleDB Community: not run, KAWAMORI_TEST_COMMUNITY_URL names no server"]
