"""Headquarters as it stood: asked later, it says what it said then, and nothing learnt since."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from alerting.assess import Judge
from api.testing.ordering import ORDER
from kawamori.levels import Thresholds
from kawamori.people import (
    AreaSubscription,
    Channel,
    Language,
    PhoneNumber,
    Subscriber,
    Subscription,
)
from kawamori.runs import Run
from kawamori.stations import Datastream, Mode, Station
from kawamori.storage.connections import Connection
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.pipeline import Pipeline
from kawamori.storage.readings.observations import Readings, add_readings
from kawamori.storage.river.stations import record_thresholds, register_station
from kawamori.storage.telling.announcements import address_announcement, next_announcement
from kawamori.storage.telling.deliveries import claim_due
from kawamori.storage.telling.messages import address_message, next_message
from kawamori.storage.telling.outcomes import mark_accepted, mark_refused, record_status
from kawamori.testing.areas import SEAL, settle_districts
from kawamori.times import to_us

if TYPE_CHECKING:
    import httpx

    from api.testing.asking import Api
    from kawamori.testing.world import World

SPEED = 3000.0  # fifty minutes of the flood to a second
MINUTE = timedelta(minutes=1)
STATIONS = ("kawabe-bridge", "shimo", "kami", "numa")
LADDER = Thresholds(standby_m=1.0, caution_m=1.5, evacuation_m=2.0, danger_m=2.5, overflow_m=3.5)
PATHS = (
    "/hq/stations",
    "/hq/alerts",
    "/hq/alerts?open=false",
    "/hq/deliveries",
    "/hq/messages",
    "/hq/orders",
    "/hq/orders?open=false",
    "/hq/official",
    "/hq/official?open=false",
    "/hq/areas",
)
NOT_KEPT = ("subscribers", "visits")  # of an area: how many there were then


def wall() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Flood:
    """A rehearsed night: four gauges, people who act, and what headquarters was shown of it."""

    connection: Connection
    pipeline: Pipeline
    api: "Api"
    browser: "httpx.Client"
    judge: Judge
    run: Run
    dice: random.Random
    datastreams: dict[str, int]
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)
    held: dict[str, list[tuple[datetime, float]]] = field(default_factory=dict)
    stage_m: dict[str, float] = field(default_factory=dict)
    orders: list[int] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        """Return what time it is in the rehearsal."""
        return self.run.now(wall())

    def rain(self, rise_m: float) -> None:
        """Let each gauge measure; one may be out of reach, and what it held comes much later."""
        for station_id in STATIONS:
            stage_m = self.stage_m.get(station_id, 0.4) + rise_m * self.dice.uniform(0, 1.6)
            self.stage_m[station_id] = max(0.2, stage_m)
            jump = 1.5 if self.dice.random() < 0.08 else 0.0
            reading = (self.now, round(self.stage_m[station_id] + jump, 2))
            if station_id in self.held or self.dice.random() < 0.12:
                self.held.setdefault(station_id, []).append(reading)
                if self.dice.random() < 0.25:
                    self.arrive(station_id, self.held.pop(station_id))
            else:
                self.arrive(station_id, [reading])

    def arrive(self, station_id: str, readings: list[tuple[datetime, float]]) -> None:
        """Store readings now, as ingest does, whenever they were taken."""
        received, many = to_us(self.now), len(readings)
        columns = Readings(
            np.full(many, self.run.run_no),
            np.full(many, self.datastreams[station_id]),
            np.array([to_us(at) for at, _ in readings], dtype=np.int64),
            np.full(many, received, dtype=np.int64),
            np.array([stage_m for _, stage_m in readings]),
            np.zeros(many, dtype=np.int64),
        )
        add_readings(self.pipeline, columns, [])
        self.pipeline.commit()
        while self.judge.step():
            pass

    def tell(self) -> None:
        """Route what waits, send it, and let the provider say something of it."""
        with self.connection.transaction():
            while message := next_message(self.connection, wall()):
                bodies = {(Channel.SMS, Language.JA): f"川辺川 {message.level}"}
                address_message(self.connection, message, bodies, wall())
            while waiting := next_announcement(self.connection):
                address_announcement(self.connection, waiting, wall())
        lease, limit = timedelta(minutes=1), self.dice.randint(1, 4)
        for sent in claim_due(
            self.connection, SEAL, Channel.SMS, by="us", now=wall(), lease=lease, limit=limit
        ):
            if self.dice.random() < 0.2:
                mark_refused(self.connection, sent.delivery_id, "30003", wall())
                continue
            number = f"SM{sent.delivery_id}-{sent.tries}"
            mark_accepted(self.connection, sent.delivery_id, number, "queued", wall())
            status = self.dice.choice(("sent", "delivered", "undelivered"))
            record_status(
                self.connection,
                sent.delivery_id,
                provider_id=number,
                status=status,
                code=None,
                now=wall(),
            )

    def act(self) -> None:
        """Let somebody do something that headquarters may do."""
        self.dice.choice(
            (self.acknowledge, self.order, self.announce, self.silence, self.change, self.assign)
        )()

    def acknowledge(self) -> None:
        """Have somebody see an alert."""
        for alert in self.open_alerts()[:1]:
            self.api.post(f"/hq/alerts/{alert}/acknowledge")

    def assign(self) -> None:
        """Give an alert to a person."""
        for alert in self.open_alerts()[-1:]:
            self.api.post(f"/hq/alerts/{alert}/assign", json={"assignee": "文"})

    def order(self) -> None:
        """Compose an order; release, tick off and report what was composed, then lift it."""
        done = {o["order_id"]: o for o in self.ask("/hq/orders")["orders"]}
        for order in done.values():
            path = f"/hq/orders/{order['order_id']}"
            if order["state"] == "draft":
                self.api.post(f"{path}/release", who="Goro", json={})
            elif not order["reported_at"]:
                tick = f"{path}/hand-offs/{order['hand_offs'][0]['hand_off_id']}/tick"
                self.api.post(tick, json={})
                self.api.post(f"{path}/report", json={})
            else:
                standing = [a["area_id"] for a in order["areas"] if a["stands"]]
                self.api.post(f"{path}/lift", who="Goro", json={"areas": standing[:1]})
        stands = [o["order_id"] for o in done.values() if o["state"] == "released"]
        asked = ORDER | {"areas": ["kawara", "minato", "hama"], "replaces": stands}
        self.api.post(f"/hq/orders?run={self.run.run}", who="Fumi", json=asked)

    def announce(self) -> None:
        """Enter official information, or lift what stands."""
        for standing in self.ask("/hq/official")["official"]:
            self.api.post(f"/hq/official/{standing['official_id']}/lift", json={})
            return
        said = {
            "name": "レベル3氾濫警報",
            "issuer": "気象庁・国土交通省",
            "issued_at": self.now.isoformat(),
            "rivers": ["川辺川"],
        }
        self.api.post(f"/hq/official?run={self.run.run}", json=said).raise_for_status()

    def silence(self) -> None:
        """Keep messages of a gauge back, or stop doing so."""
        for silence in self.ask("/hq/silences"):
            self.api.ask("DELETE", f"/hq/silences/{silence['silence_id']}")
            return
        until = (self.now + timedelta(hours=20)).isoformat()
        asked = {"station_id": self.dice.choice(STATIONS), "upto_level": "danger"}
        more = {"reason": "草刈り", "ends_at": until}
        self.api.post(f"/hq/silences?run={self.run.run}", json=asked | more)

    def change(self) -> None:
        """Give a gauge other thresholds."""
        ladder = Thresholds(standby_m=1.0, caution_m=self.dice.choice((1.4, 1.6)), danger_m=2.6)
        record_thresholds(self.connection, self.dice.choice(STATIONS), ladder, author="test")

    def open_alerts(self) -> list[int]:
        return [feature["id"] for feature in self.ask("/hq/alerts")["features"]]

    def ask(self, path: str, as_of: str | None = None) -> Any:
        """Ask what headquarters is shown, now or as of a time."""
        query = {"run": self.run.run} | ({"as_of": as_of} if as_of else {})
        answer = self.browser.get(path, params=_with(path, query))
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()

    def stage_m_of(self, station_id: str, *, as_of: str) -> float | None:
        """Return what a gauge showed."""
        found = self.ask("/hq/stations", as_of)["features"]
        shown: dict[str, float | None] = {f["id"]: f["properties"]["stage_m"] for f in found}
        return shown[station_id]

    def refused(self, as_of: str) -> str:
        """Return why a time is refused."""
        query = {"run": self.run.run, "as_of": as_of}
        answer = self.browser.get("/hq/alerts", params=query)
        assert answer.status_code == 400
        return str(answer.json()["error"]["message"])

    def remember(self) -> None:
        """Keep what headquarters is shown at this moment."""
        at = self.now.isoformat()
        self.kept[at] = {path: self.ask(path) for path in PATHS}
        for station_id in STATIONS:
            path = f"/hq/stations/{station_id}/series"
            start, end = self.run.sim_started_at, self.run.sim_started_at + timedelta(days=1)
            path += f"?start={start:%Y-%m-%dT%H:%MZ}&end={end:%Y-%m-%dT%H:%MZ}&points=5000"
            self.kept[at][path] = self.ask(path)


def _with(path: str, query: dict[str, str]) -> dict[str, str]:
    _, _, had = path.partition("?")
    return dict(each.split("=") for each in had.split("&") if each) | query


@pytest.fixture
def flood(
    request: pytest.FixtureRequest, api: "Api", world: "World", database: str
) -> Iterator[Flood]:
    connection = world.connection
    settle_districts(connection)
    datastreams = {}
    for station_id in STATIONS:
        mode = Mode.CRISIS if station_id == "numa" else Mode.REGULAR
        station = Station(station_id, station_id, "川辺川", 35.05, 138.97, 10 * MINUTE, mode=mode)
        stage = Datastream(station_id, "stage", judged=True)
        ids = register_station(connection, station, [stage], LADDER, author="test")
        datastreams[station_id] = ids["stage"]
    run = world.start_drill("night", speed=SPEED)
    for last in range(6):
        person = Subscriber(
            PhoneNumber(f"+81901234567{last}"),
            Language.JA,
            subscriptions=tuple(Subscription(s) for s in STATIONS[: 1 + last % 3]),
            areas=(AreaSubscription("kawara"),),
        )
        add_subscriber(connection, SEAL, person, run_no=run.run_no)
    judge = Judge(database, wall)
    dice, pipeline = random.Random(request.param), Pipeline(connection)
    with api.browser("Aoi") as browser:
        yield Flood(connection, pipeline, api, browser, judge, run, dice, datastreams)
    judge.forget()


@pytest.mark.parametrize(
    ("flood", "database"), [(1, "postgresql-18"), (2, "timescaledb-apache")], indirect=True
)
def test_asked_as_of_a_moment_headquarters_says_what_it_said_then(flood: Flood) -> None:
    for rise_m in [0.05] * 4 + [0.25] * 10 + [0.0] * 3 + [-0.2] * 12:
        flood.rain(rise_m)
        flood.tell()
        if flood.dice.random() < 0.7:
            flood.act()
        flood.judge.sweep()
        if flood.dice.random() < 0.35:
            flood.remember()
    for station_id in list(flood.held):
        flood.arrive(station_id, flood.held.pop(station_id))
    flood.tell()

    said = flood.kept[max(flood.kept)]
    assert len(flood.kept) > 5
    assert all(said[path] for path in ("/hq/deliveries", "/hq/messages"))
    assert all(said[path]["features"] for path in ("/hq/stations", "/hq/alerts?open=false"))
    assert said["/hq/orders?open=false"]["orders"]
    assert said["/hq/official?open=false"]["official"]
    for at, answers in flood.kept.items():
        for path, answered in answers.items():
            other = list(_differences(_told(flood.ask(path, at)), _told(answered), path))
            assert other == [], at


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
@pytest.mark.parametrize("flood", [1], indirect=True)
def test_a_reading_that_came_late_is_not_known_before_it_came(flood: Flood) -> None:
    taken, other = flood.now, "shimo"
    flood.arrive(other, [(flood.now, 0.5)])
    between = flood.now.isoformat()
    flood.arrive("kami", [(taken, 0.6)])

    assert flood.stage_m_of("kami", as_of=between) is None
    assert flood.stage_m_of(other, as_of=between) == 0.5
    assert flood.stage_m_of("kami", as_of=flood.now.isoformat()) == 0.6


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
@pytest.mark.parametrize("flood", [1], indirect=True)
def test_a_time_outside_the_run_is_refused_with_its_value(flood: Flood) -> None:
    ahead = (flood.now + timedelta(days=9)).isoformat()
    before = (flood.run.sim_started_at - MINUTE).isoformat()

    assert flood.refused(ahead).startswith(f"as_of {ahead} is yet to come: it is ")
    assert flood.refused(before).startswith(f"as_of {before} is before run 'night' begins: ")
    assert "2026-09-01T03:10" in flood.refused("2026-09-01T03:10:00")  # whose time?


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_a_gauge_is_shown_from_when_on_somebody_entered_it(api: "Api", world: "World") -> None:
    before = datetime.now(UTC).isoformat()
    world.set_danger_m(3.9)
    register_station(
        world.connection, Station("new", "新", "川辺川", 35.0, 139.0, MINUTE), [], author="test"
    )
    after = datetime.now(UTC).isoformat()

    def shown(at: str) -> dict[str, float]:
        answer = api.ask("GET", "/hq/stations", params={"as_of": at}).json()["features"]
        return {f["id"]: f["properties"]["thresholds"]["danger_m"] for f in answer}

    assert shown(before) == {"kawabe-bridge": 4.0, "otaki": None}
    assert shown(after) == {"kawabe-bridge": 3.9, "otaki": None, "new": None}


def _told(answer: Any) -> Any:
    """Return an answer without when it was given, and without what is not kept."""
    if isinstance(answer, list):
        return [_told(each) for each in answer]
    if not isinstance(answer, dict):
        return answer
    return {
        key: sorted(map(_told, value), key=lambda feature: str(feature["id"]))
        if key == "features" and value and "station_id" in value[0]["properties"]
        else _told(value)
        for key, value in answer.items()
        if key not in ("now", *NOT_KEPT)
    }


def _differences(said: Any, was: Any, where: str) -> Iterator[str]:
    """Yield where two answers differ, and how."""
    if isinstance(said, dict) and isinstance(was, dict) and said.keys() == was.keys():
        for key in said:
            yield from _differences(said[key], was[key], f"{where} {key}")
    elif isinstance(said, list) and isinstance(was, list) and len(said) == len(was):
        for nth, (one, other) in enumerate(zip(said, was, strict=True)):
            yield from _differences(one, other, f"{where} {nth}")
    elif said != was:
        yield f"{where}: says {said}, said {was}"
