"""Everything there is, for a crowd: a database, a broker, two providers and two dispatchers."""

import base64
import os
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kawamori.embedded.broker import Mosquitto
from kawamori.embedded.postgres import PostgresServer
from kawamori.embedded.processes import Service
from kawamori.ports import LOOPBACK, free_port
from kawamori.runs import ACTUAL, CITY_NETWORK, Run, Status
from kawamori.stations import Datastream, Station
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.connections import Connection, connect
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.intake import store_subscribers
from kawamori.storage.river.stations import register_station
from kawamori.storage.runs import start_run
from kawamori.vapid import new_private_key
from simulators.crowd.people import STATIONS, Person, areas, gather
from simulators.crowd.water import LADDER, interval_of
from simulators.push.testing import LOCAL_HOST, PushService, running
from simulators.upkeep import Upkeep

AUTHOR = "crowd"
SPEED = 600.0  # a reading a second by the wall
SANDBOX, DISPATCHERS = "sandbox", ("alerting-1", "alerting-2")


@dataclass(slots=True)
class Town(Upkeep):
    """The services around a crowd, the run that is played, and what was killed."""

    folder: Path
    database: PostgresServer
    broker: Mosquitto
    push: PushService
    run: Run
    people: Sequence[Person]

    @property
    def sandbox_journal(self) -> Path:
        """Where the SMS provider keeps what it has accepted."""
        return self.folder / "sandbox.db"

    def kill(self, part: str) -> bool:
        """End a service with ``kill -9`` if it runs; it is started again as it would be in life."""
        pid = self.supervisor.pids().get(part)
        if pid is not None:
            os.kill(pid, 9)
            self.killed[part] = self.killed.get(part, 0) + 1
        return pid is not None


@contextmanager
def crowded_town(
    folder: Path,
    database: PostgresServer,
    broker: Mosquitto,
    *,
    status: Status,
    size: int,
    push_share: float,
    seed: int,
) -> Iterator[Town]:
    """Start everything around a crowd that may be reached in a run of this status."""
    push_folder = folder / "push"
    push_folder.mkdir()
    with running(push_folder) as push:
        people = gather(push.browsers(round(size * push_share)), size, seed)
        key = random.Random(seed).randbytes(32)
        with connect(database.url(), name="crowd") as connection:
            run = _found(connection, status)
            store_subscribers(
                connection,
                AddressSeal(key),
                [person.subscriber() for person in people],
                run_no=run.run_no,
            )
            connection.execute("ANALYZE")
        town = Town(folder, database, broker, push, run, people)
        town.keep(_services(town, key))
        try:
            yield town
        finally:
            town.supervisor.end()


def _found(connection: Connection, status: Status) -> Run:
    """Store gauges, areas and the run, and return the run."""
    for station_id in STATIONS:
        interval = interval_of(status)
        place = Station(station_id, "大橋", "群川", 35.0, 138.9, interval, "Ohashi")
        stream = Datastream(station_id, "stage", judged=True)
        register_station(connection, place, [stream], LADDER, author=AUTHOR)
    store_areas(connection, areas(), author=AUTHOR)
    for area in areas():
        speaking = [station for station, heard in STATIONS.items() if area.area_id in heard]
        set_area_stations(connection, area.area_id, speaking, author=AUTHOR)
    if status is Status.ACTUAL:
        return ACTUAL
    now = datetime.now(UTC)
    return start_run(
        connection,
        "crowd",
        status,
        network=CITY_NETWORK,
        wall_started_at=now,
        sim_started_at=now,
        speed=SPEED,
    )


def _services(town: Town, key: bytes) -> list[Service]:
    api, sandbox = free_port(), free_port()
    settings = {
        "DATABASE_URL": town.database.url(),
        "MQTT_HOST": town.broker.host,
        "MQTT_PORT": str(town.broker.port),
        "API_PORT": str(api),
        "PUBLIC_URL": f"http://{LOOPBACK}:{api}",
        "PEOPLE_KEY": base64.b64encode(key).decode(),
        "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
        "TWILIO_AUTH_TOKEN": "a-token-for-the-crowd",
        "TWILIO_MESSAGING_SERVICE_SID": f"MG{'0' * 32}",
        "TWILIO_BASE_URL": f"http://{LOOPBACK}:{sandbox}",
        "VAPID_PRIVATE_KEY": new_private_key(),
        "VAPID_SUBJECT": "mailto:crowd@example.jp",
        "PUSH_CA_FILE": str(town.push.ca_file),
        "PUSH_LOCAL_HOSTS": LOCAL_HOST,
    }
    environ = {f"KAWAMORI_{name}": value for name, value in settings.items()}
    python = sys.executable
    journal = ("--journal", str(town.sandbox_journal))
    return [
        Service(
            SANDBOX,
            [python, "-m", "simulators.sandbox", "--port", str(sandbox), *journal],
            environ,
        ),
        Service("api", [python, "-m", "api"], environ),
        Service("ingest", [python, "-m", "ingest"], environ),
        *(Service(name, [python, "-m", "alerting"], environ) for name in DISPATCHERS),
    ]
