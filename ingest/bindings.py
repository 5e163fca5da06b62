"""What a topic means in the database: looked up once, remembered for a while.

What is not found is looked up again each time, together for a whole batch, so that
a station is known from the moment it is registered; what is found, every half minute.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from ingest.conversions import Conversions
from kawamori.errors import InvalidError, NotFoundError
from kawamori.runs import Run, Status
from kawamori.storage.columns import Column
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.river.beside import Beside, remember_devices
from kawamori.storage.river.bindings import Place, find_places
from kawamori.storage.river.sensors import Version, sensor_versions
from kawamori.storage.runs import find_run
from kawamori.wire import DeviceTopic, ObservationTopic, parse_topic

FRESH_FOR = timedelta(seconds=30)
MOST_ROUTES = 100_000  # what a flood of invented topics may make us remember
TO_DEVICES = ("stored", "command")


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """A run and a datastream that exist and belong together; ``slot`` is its row in ``Table``."""

    slot: int
    run: Run


@dataclass(frozen=True, slots=True, eq=False)
class Unbound:
    """Why a topic and a run's name mean nothing; the run itself may be known."""

    reason: str
    run: Run | None = None


@dataclass(slots=True, eq=False)
class Route:
    """A topic, parsed, and the bindings found for it by the run that a payload names.

    ``means`` is None for what is not for us, and with a ``fault`` for what means nothing.
    """

    topic: str
    means: ObservationTopic | DeviceTopic | None
    fault: str = ""
    bindings: dict[str | None, Binding] = field(default_factory=dict)
    device_id: str = field(init=False)

    def __post_init__(self) -> None:
        """Keep what is asked for with every reading at hand."""
        self.device_id = self.means.device_id if self.means else ""


@dataclass(frozen=True, slots=True)
class Table:
    """Every binding's facts in columns, one row a slot."""

    runs: list[Run]
    run_index: Column
    run_no: Column
    datastream_id: Column
    low: Column
    high: Column
    conversions: Conversions


Key = tuple[Route, str | None]


class Bindings:
    """The remembered meaning of topics."""

    def __init__(self) -> None:
        self._refresh_at = datetime.min.replace(tzinfo=UTC)
        self._by_number: dict[int, Run] = {}
        self._routes: dict[bytes, Route] = {}
        self._runs: dict[str, Run] = {}
        self._rows: list[tuple[Run, Place]] = []
        self._sensors: dict[int, tuple[Version, ...]] = {}
        self._table: Table | None = None
        self._beside: set[Beside] = set()

    def refresh(self, connection: Connection, now: datetime) -> None:
        """Look everything up anew once it is old: between batches, never within one."""
        if now < self._refresh_at and len(self._routes) <= MOST_ROUTES:
            return
        known = [(route, name) for route in self._routes.values() for name in route.bindings]
        self._routes = {} if len(self._routes) > MOST_ROUTES else self._routes
        self._runs, self._rows, self._sensors, self._table = {}, [], {}, None
        for route, _ in known:
            route.bindings.clear()
        if self._routes and known:
            self.bind(connection, known)
        self._refresh_at = now + FRESH_FOR

    def route(self, topic_bytes: bytes) -> Route:
        """Return what a topic says, before any look into the database."""
        route = self._routes.get(topic_bytes)
        if route is None:
            route = self._routes[topic_bytes] = _parse(topic_bytes)
        return route

    def run(self, connection: Connection, status: Status, name: str | None) -> Run | Unbound:
        """Return the run that a payload names, or why there is none."""
        if status is Status.ACTUAL and name is not None:
            return Unbound(f"a payload under actual/ names no run, but this one names {name!r}")
        if status is not Status.ACTUAL and name is None:
            return Unbound(f"a payload under {status}/ must name its run")
        found = self._runs.get(name or "") or _find_run(connection, name or "")
        if found is None:
            return Unbound(f"there is no run {name!r}")
        if found.status is not status:
            return Unbound(f"run {name!r} is of status {found.status}, not {status}")
        self._runs[name or ""] = self._by_number[found.run_no] = found
        return found

    def numbered(self, run_no: int) -> Run:
        """Return a run that was found before by its name."""
        return self._by_number[run_no]

    def bind(self, connection: Connection, wanted: Collection[Key]) -> dict[Key, Unbound]:
        """Look up, all at once, what routes and runs' names mean.

        What is found is remembered in the routes; the reasons for the rest are returned.
        """
        topics = {key: key[0].means for key in wanted}
        runs = {
            key: self.run(connection, topic.status, key[1])
            for key, topic in topics.items()
            if isinstance(topic, ObservationTopic)
        }
        places = _find_places(connection, [t for t in topics.values() if t is not None])
        numbers = [p.datastream_id for p in places.values() if p.datastream_id is not None]
        self._sensors |= sensor_versions(connection, numbers)
        unbound: dict[Key, Unbound] = {}
        beside: set[Beside] = set()
        for key, run in runs.items():
            topic = topics[key]
            if isinstance(run, Unbound):
                unbound[key] = run
            elif isinstance(topic, ObservationTopic):
                place = places.get((topic.station_id, topic.datastream))
                fault = _fault(topic, run, place)
                if fault:
                    unbound[key] = Unbound(fault, run)
                elif place is not None:
                    key[0].bindings[key[1]] = Binding(len(self._rows), run)
                    self._rows.append((run, place))
                    beside.add(Beside(run.run_no, topic.device_id, topic.station_id))
        self._note(connection, beside)
        return unbound

    def _note(self, connection: Connection, beside: set[Beside]) -> None:
        """Store which devices speak for which stations, each once while we run."""
        if new := beside - self._beside:
            remember_devices(connection, new)
            self._beside |= new

    def table(self) -> Table:
        """Return the facts of all bindings, by slot."""
        if self._table is None or len(self._table.run_no) != len(self._rows):
            runs = list(dict.fromkeys(run for run, _ in self._rows))
            index = {run: number for number, run in enumerate(runs)}
            places = [place for _, place in self._rows]
            self._table = Table(
                runs,
                np.array([index[run] for run, _ in self._rows], np.int64),
                np.array([run.run_no for run, _ in self._rows], np.int64),
                np.array([place.datastream_id for place in places], np.int64),
                np.array([place.min_plausible for place in places], np.float64),
                np.array([place.max_plausible for place in places], np.float64),
                Conversions.of([self._sensors.get(p.datastream_id or 0, ()) for p in places]),
            )
        return self._table


def _parse(topic_bytes: bytes) -> Route:
    topic = topic_bytes.decode("utf-8", "replace")
    parts = topic.split("/")
    if len(parts) == 4 and parts[3] in TO_DEVICES:  # noqa: PLR2004 {status}/v1/{device}/{leaf}
        return Route(topic, None)
    try:
        return Route(topic, parse_topic(topic))
    except InvalidError as error:
        return Route(topic, None, str(error))


def _find_run(connection: Connection, name: str) -> Run | None:
    try:
        with unavailable_when_lost():
            return find_run(connection, name)
    except NotFoundError:
        return None


def _find_places(
    connection: Connection, topics: list[ObservationTopic | DeviceTopic]
) -> dict[tuple[str, str], Place]:
    names = {(t.station_id, t.datastream) for t in topics if isinstance(t, ObservationTopic)}
    return {(p.station_id, p.datastream): p for p in find_places(connection, names)}


def _fault(topic: ObservationTopic, run: Run, place: Place | None) -> str:
    if place is None:
        return f"no station {topic.station_id!r} is registered"
    if place.datastream_id is None:
        return f"station {topic.station_id!r} has no datastream {topic.datastream!r}"
    if place.network != run.network:
        whose = f"run {run.run!r}" if run.run else "actual"
        return (
            f"station {topic.station_id!r} is on network {place.network!r}, "
            f"{whose} is on {run.network!r}"
        )
    return ""
