"""`kawamori canary`: lets the canary's water rise past a real edge agent, round after round."""

import threading
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from edge.agent import Agent
from edge.clock import RunClock
from edge.schedule import Turn
from edge.sensors import Reading
from edge.spool import Spool
from edge.tables import Owner
from kawamori.canary import ARRIVES_WITHIN, NETWORK, STATION_ID, Round
from kawamori.levels import GaugeLevel, Thresholds
from kawamori.mqtt import Broker
from kawamori.people import PhoneNumber, Subscriber, Subscription
from kawamori.runs import Run, Status
from kawamori.settings import Settings
from kawamori.stations import Datastream, Station
from kawamori.storage.connections import Connection
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.river.stations import register_station
from kawamori.storage.telling.canary import last_rounds
from simulators.fleet import step_until
from simulators.rehearsal import open_database, rehearsed

SPEED = 60.0
INTERVAL = timedelta(minutes=2)  # two seconds by the wall
RISES_AFTER = timedelta(minutes=8)
RISE_M_PER_INTERVAL = 0.25
LOW_M = 1.0
LADDER = Thresholds(caution_m=1.5, evacuation_m=2.0, danger_m=2.5)
HIGHEST_M = 3.5
AUTHOR = "canary"
LOOK_EVERY_S = 1.0


class Water:
    """A gauge whose water is low at first and then climbs to above danger."""

    def __init__(self, begins: datetime) -> None:
        self._begins = begins

    def sample(self, now: datetime) -> Sequence[Reading]:
        """Return the stage, m above gauge zero."""
        risen_for = max(now - self._begins - RISES_AFTER, timedelta())
        stage_m = min(LOW_M + RISE_M_PER_INTERVAL * (risen_for / INTERVAL), HIGHEST_M)
        return [Reading(STATION_ID, "stage", round(stage_m, 2))]


def register_canary(connection: Connection) -> None:
    """Store the canary's gauge, on its own network, where no map looks."""
    station = Station(
        STATION_ID, "自己診断", "試験水路", None, None, INTERVAL, "Self-test", network=NETWORK
    )
    register_station(
        connection, station, [Datastream(STATION_ID, "stage", judged=True)], LADDER, author=AUTHOR
    )


def play_round(settings: Settings, phone: PhoneNumber, broker: Broker) -> Round:
    """Play one round and return how far it came by the time it should have arrived.

    1. Begin a run of its own that may reach this phone and nobody else.
    2. Let the water rise past an edge agent.
    3. End the run once the provider has reported, or when that is overdue.
    """
    began_at = datetime.now(UTC)
    with rehearsed(
        settings,
        f"canary-{began_at:%Y%m%d-%H%M%S}",
        Status.TEST,
        network=NETWORK,
        sim_started_at=began_at,
        speed=SPEED,
    ) as run:
        _allow(settings, phone, run)
        with open_database(settings) as connection:
            arrival = _Arrival(connection, began_at)
            _flow(run, broker, arrival)
            return last_rounds(connection, 1)[0]


class _Arrival:
    """Whether the newest round is over: it arrived, or it should have."""

    def __init__(self, connection: Connection, began_at: datetime) -> None:
        self._connection = connection
        self._until = began_at + ARRIVES_WITHIN
        self._look_at_s = 0.0
        self._is_there = False

    def is_over(self) -> bool:
        if time.monotonic() >= self._look_at_s:
            self._look_at_s = time.monotonic() + LOOK_EVERY_S
            self._is_there = last_rounds(self._connection, 1)[0].missing() is None
        return self._is_there or datetime.now(UTC) > self._until


def _flow(run: Run, broker: Broker, arrival: _Arrival) -> None:
    wake = threading.Event()
    clock = RunClock(run)
    with TemporaryDirectory(prefix="kawamori-canary-") as folder:
        owner = Owner("canary", run.status, run.run)
        spool = Spool(Path(folder) / owner.file_name(), owner, clock.look())
        turn = Turn(Water(run.sim_started_at), INTERVAL.total_seconds(), f"{STATION_ID}/stage")
        agent = Agent([turn], spool=spool, broker=broker, clock=clock, wake=wake)
        with closing(agent):
            agent.start()
            step_until([agent], wake, arrival.is_over, lambda: None)


def _allow(settings: Settings, phone: PhoneNumber, run: Run) -> None:
    wanted = (Subscription(STATION_ID, GaugeLevel.DANGER),)
    with open_database(settings) as connection:
        register_canary(connection)
        seal = AddressSeal(settings.people_key_bytes())
        subscriber = Subscriber(phone, subscriptions=wanted)
        add_subscriber(connection, seal, subscriber, run_no=run.run_no)
