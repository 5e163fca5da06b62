"""Everything there is, running as it does in a city, so that parts of it can be killed."""

import base64
import json
import os
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kawamori.embedded.broker import Mosquitto
from kawamori.embedded.postgres import PostgresServer
from kawamori.embedded.processes import Service
from kawamori.levels import GaugeLevel, Thresholds
from kawamori.people import PhoneNumber, Subscriber, Subscription
from kawamori.ports import free_port
from kawamori.runs import Run, Status
from kawamori.stations import Datastream, Station
from kawamori.storage.connections import connect
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.river.stations import register_station
from kawamori.storage.runs import start_run
from simulators.trial.bank import STATIONS, STOP, STORED
from simulators.upkeep import Upkeep

NETWORK = "bank"
DRAIN_WITHIN_S = 120.0
SPEED = 300.0
PARTS = ("edge", "ingest", "alerting", "broker", "database")
LADDER = Thresholds(1.0, 1.5, 2.0, 2.5)
RESIDENTS = ("+819000000021", "+819000000022")


@dataclass(slots=True)
class Town(Upkeep):
    """The services of a town, its database, its broker, and the run that is played."""

    folder: Path
    database: PostgresServer
    broker: Mosquitto
    run: Run

    def kill(self, part: str, pause_s: float) -> None:
        """End a part with ``kill -9``; it is started again as it would be in life."""
        self.killed[part] = self.killed.get(part, 0) + 1
        if part in ("broker", "database"):
            server = self.broker if part == "broker" else self.database
            server.kill()
            self.live(pause_s)
            server.start()
            return
        self.live_until(
            lambda: part in self.supervisor.pids(), within_s=40, what=f"{part} runs to be killed"
        )
        os.kill(self.supervisor.pids()[part], 9)

    def samples(self) -> bool:
        """Return whether the bank has begun to spool."""
        journal = self.folder / "journal"
        return journal.exists() and journal.stat().st_size > 0

    def stop_sampling(self) -> None:
        """Let the bank store what it has and end."""
        (self.folder / STOP).touch()
        self.live_until(
            (self.folder / STORED).exists,
            within_s=DRAIN_WITHIN_S,
            what="the bank has stored all it spooled",
        )


@contextmanager
def living_town(
    folder: Path, database: PostgresServer, broker: Mosquitto, speed: float
) -> Iterator[Town]:
    """Start everything for one test run of ten gauges."""
    begun = datetime.now(UTC)
    key = random.Random(4).randbytes(32)
    with connect(database.url(), name="trial") as connection:
        for number in range(STATIONS):
            ident = f"gauge-{number}"
            place = Station(ident, ident, "川", 35.0, 139.0, timedelta(minutes=1), network=NETWORK)
            stream = Datastream(ident, "stage", judged=True)
            register_station(connection, place, [stream], LADDER, author="trial")
        run = start_run(
            connection,
            "trial",
            Status.TEST,
            network=NETWORK,
            wall_started_at=begun,
            sim_started_at=begun,
            speed=speed,
        )
        wanted = tuple(Subscription(f"gauge-{n}", GaugeLevel.CAUTION) for n in range(STATIONS))
        for phone in RESIDENTS:
            resident = Subscriber(PhoneNumber(phone), subscriptions=wanted)
            add_subscriber(connection, AddressSeal(key), resident, run_no=run.run_no)
    bank = {"begun": begun.timestamp(), "run": run.run, "network": NETWORK, "speed": speed}
    (folder / "bank.json").write_text(json.dumps({**bank, "port": broker.port}))
    town = Town(folder, database, broker, run)
    town.keep(_services(folder, database, broker, key))
    try:
        yield town
    finally:
        town.supervisor.end()


def _services(
    folder: Path, database: PostgresServer, broker: Mosquitto, key: bytes
) -> list[Service]:
    api, sandbox = free_port(), free_port()
    settings = {
        "DATABASE_URL": database.url(),
        "MQTT_HOST": broker.host,
        "MQTT_PORT": str(broker.port),
        "API_PORT": str(api),
        "PUBLIC_URL": f"http://127.0.0.1:{api}",
        "PEOPLE_KEY": base64.b64encode(key).decode(),
        "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
        "TWILIO_AUTH_TOKEN": "a-token-for-the-trial",
        "TWILIO_MESSAGING_SERVICE_SID": f"MG{'0' * 32}",
        "TWILIO_BASE_URL": f"http://127.0.0.1:{sandbox}",
    }
    environ = {f"KAWAMORI_{name}": value for name, value in settings.items()}
    python = sys.executable
    journal = str(folder / "sandbox.db")
    return [
        Service(
            "sandbox",
            [python, "-m", "simulators.sandbox", "--port", str(sandbox), "--journal", journal],
            environ,
        ),
        Service("api", [python, "-m", "api"], environ),
        Service("ingest", [python, "-m", "ingest"], environ),
        Service("alerting", [python, "-m", "alerting"], environ),
        Service("edge", [python, "-m", "simulators.trial.bank", str(folder)], environ),
    ]
