"""One installation on one machine: its folder, its servers, and what each service is told."""

import fcntl
import getpass
import hashlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kawamori.embedded.accounts import Account
from kawamori.embedded.broker import BrokerServer, Mosquitto, Rumqttd, find_mosquitto
from kawamori.embedded.postgres import PostgresServer, from_wheel
from kawamori.embedded.processes import Service
from kawamori.embedded.secrets import Secrets, keep_secrets
from kawamori.errors import ConflictError, NotFoundError
from kawamori.ports import LOOPBACK, free_port
from kawamori.staff import COMMANDER, LINK_LASTS
from kawamori.storage.connections import connect
from kawamori.storage.migrations import migrate
from kawamori.storage.staff.accounts import Author, account_named, add_account
from kawamori.storage.staff.links import make_link

LAUNCHER = Author("the launcher", "server")
CANARY = "KAWAMORI_CANARY_PHONE"
SOURCES = ("source-ea", "source-usgs", "source-kawabou", "source-jma")  # devices of public services
PREFERRED_PORTS = {
    "database": 15432,
    "broker": 1883,
    "api": 8080,
    "residents": 8081,
    "sandbox": 8090,
}


def has_canary() -> bool:
    """Return whether the canary is to be played: whether there is a phone for its text."""
    return any(os.environ.get(name) for name in (CANARY, f"{CANARY}_FILE"))


def default_home() -> Path:
    """Return where installations are kept: ``KAWAMORI_HOME``, or where the system keeps data."""
    if given := os.environ.get("KAWAMORI_HOME"):
        return Path(given).absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/kawamori")  # the database's account is shut out of /root
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "kawamori"


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Keep a folder to ourselves; ``ConflictError`` when another launcher has it."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # the database's account passes through; nobody else may look
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConflictError(f"{folder} is in use: Kawamori runs there already") from None
        yield


@dataclass(frozen=True, slots=True)
class Installation:
    """The secrets, ports and servers of one folder, for one start."""

    folder: Path
    secrets: Secrets
    ports: Mapping[str, int]
    database: PostgresServer
    broker: BrokerServer

    @property
    def public_url(self) -> str:
        """Where a browser on this machine finds us."""
        return f"http://{LOOPBACK}:{self.ports['api']}"

    @property
    def pages_url(self) -> str:
        """Where a browser on this machine finds the residents' pages."""
        return f"http://{LOOPBACK}:{self.ports['residents']}"

    @property
    def rivers_file(self) -> Path:
        """Where the public gauges that were added are kept."""
        return self.folder / "sources.toml"

    def map_url(self, staff_id: int, run: str = "", *, lasts: timedelta = LINK_LASTS) -> str:
        """Return where a run is shown, signing somebody in by the part that no server sees."""
        shown = f"?run={run}" if run else ""
        with connect(self.database.url(), name="link") as connection:
            link = make_link(connection, staff_id, LAUNCHER, datetime.now(UTC), lasts=lasts)
        return f"{self.public_url}/hq/{shown}#link={link}"

    def whoever_runs_it(self) -> int:
        """Return the account of whoever runs this, who commands; it is made the first time."""
        name = getpass.getuser()
        with connect(self.database.url(), name="staff") as connection:
            try:
                return account_named(connection, name).staff_id
            except NotFoundError:
                return add_account(connection, name, COMMANDER, None, LAUNCHER).staff_id

    @contextmanager
    def servers(self) -> Iterator[None]:
        """Run the database, migrated, and the broker, for as long as the block lasts."""
        try:
            self.database.start()
            self.database.create_database("kawamori")
            with connect(self.database.url(), name="migrate") as connection:
                migrate(connection)
            self.broker.start()
            yield
        finally:
            self.broker.stop()
            self.database.stop()

    def services(self) -> list[Service]:
        """Return what runs all the time, in the order to start it."""
        settings = self._settings()
        ingest = settings | _known_as("ingest", self.secrets.mqtt_ingest)
        return [
            self._sandbox(),
            Service("api", [sys.executable, "-m", "api"], settings),
            Service("ingest", [sys.executable, "-m", "ingest"], ingest),
            Service("alerting", [sys.executable, "-m", "alerting"], settings),
            Service("jobs", [sys.executable, "-m", "alerting.jobs"], settings),
            *([self.command("canary", "canary", package="canary")] if has_canary() else []),
        ]

    def adding(self, rivers: Sequence[str]) -> Service:
        """Return what makes public gauges stations here, such as ``ea:1029TH``."""
        return self._asking("rivers", "add", *rivers, once=True)

    def sources(self) -> Service:
        """Return what asks for the readings of the gauges that were added."""
        return self._asking("sources", "run")

    def residents(self, run: str = "") -> Service:
        """Return the program of the residents' pages, which show reality or a run of ours."""
        settings = self._settings() | {"KAWAMORI_PUBLIC_RUN": run}
        return Service("residents", [sys.executable, "-m", "api.residents"], settings)

    def command(
        self, name: str, *arguments: str, package: str = "simulators", once: bool = False
    ) -> Service:
        """Return a command of the simulators, as whom the broker knows it."""
        settings = self._settings() | _known_as("simulator", self.secrets.mqtt_simulator)
        command = f"import sys; from kawamori.cli import main; sys.exit(main(package={package!r}))"
        return Service(name, [sys.executable, "-c", command, *arguments], settings, once=once)

    def _asking(self, name: str, *arguments: str, once: bool = False) -> Service:
        settings = self._settings() | _known_as("sources", self.secrets.mqtt_sources)
        where = ("--config", str(self.rivers_file))
        program = (sys.executable, "-m", "ingest.sources", *arguments, *where)
        return Service(name, program, settings, once=once)

    def _sandbox(self) -> Service:
        port, journal = str(self.ports["sandbox"]), self.folder / "sandbox" / "messages.db"
        arguments = ("sandbox", "--port", port, "--journal", str(journal))
        inbound = f"{self.public_url}/hooks/twilio/rehearsal/inbound"
        return self.command("sms", *arguments, "--inbound", inbound, package="sandbox")

    def _settings(self) -> dict[str, str]:
        sids = hashlib.sha256(self.secrets.sms_token.encode()).hexdigest()
        sandbox = f"http://{LOOPBACK}:{self.ports['sandbox']}"
        settings = {
            "DATABASE_URL": self.database.url(),
            "MQTT_HOST": self.broker.host,
            "MQTT_PORT": str(self.broker.port),
            "API_HOST": LOOPBACK,
            "API_PORT": str(self.ports["api"]),
            "PUBLIC_URL": self.public_url,
            "RESIDENTS_PORT": str(self.ports["residents"]),
            "RESIDENTS_URL": self.pages_url,
            "STILLS_DIR": str(self.folder / "stills"),
            "PEOPLE_KEY": self.secrets.people_key,
            "CAP_SENDER": "bosai@kawabe.example",
            "TWILIO_ACCOUNT_SID": f"AC{sids[:32]}",
            "TWILIO_AUTH_TOKEN": self.secrets.sms_token,
            "TWILIO_MESSAGING_SERVICE_SID": f"MG{sids[32:]}",
            "TWILIO_BASE_URL": sandbox,
            "TWILIO_REHEARSAL_BASE_URL": sandbox,
            "TWILIO_VOICE_FROM": "+815011112222",
        }
        return {f"KAWAMORI_{name}": value for name, value in settings.items()}


def open_installation(folder: Path, *, wheel_broker: bool = False) -> Installation:
    """Return the installation in a folder, with secrets of its own and ports that are free.

    The broker is Mosquitto where it is installed, unless the one from the wheel is wanted.
    """
    secrets = keep_secrets(folder / "secrets.json")
    ports = {name: free_port(port) for name, port in PREFERRED_PORTS.items()}
    database = PostgresServer(
        from_wheel(), folder / "postgres", port=ports["database"], password=secrets.database
    )
    broker: BrokerServer
    if wheel_broker or find_mosquitto() is None:
        broker = Rumqttd(folder / "broker", port=ports["broker"])
    else:
        accounts = _accounts(secrets)
        broker = Mosquitto(folder / "broker", port=ports["broker"], accounts=accounts)
    return Installation(folder, secrets, ports, database, broker)


def _accounts(secrets: Secrets) -> list[Account]:
    rehearse = ["readwrite exercise/#", "readwrite test/#"]
    read_all = ["read actual/#", "read exercise/#", "read test/#"]
    return [
        Account("", ["readwrite test/#"]),  # anybody on this machine may try a device
        Account("simulator", rehearse, secrets.mqtt_simulator),
        Account("sources", [f"write actual/v1/{each}/#" for each in SOURCES], secrets.mqtt_sources),
        Account("ingest", [*read_all, "write +/v1/+/stored"], secrets.mqtt_ingest),
    ]


def _known_as(username: str, password: str) -> dict[str, str]:
    return {"KAWAMORI_MQTT_USERNAME": username, "KAWAMORI_MQTT_PASSWORD": password}
