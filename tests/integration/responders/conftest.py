"""The city's districts in a real database, the real API over them, and a people key."""

import base64
import json
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from uuid import uuid4

import httpx
import pytest
from pydantic import SecretStr

from alerting.onduty import LookingAfter
from api.testing.asking import Api, employ_all
from api.testing.on_duty import OnDuty
from api.testing.responders import KEY
from api.testing.serving import serve
from kawamori.responders.checkins import Step
from kawamori.responders.people import Skill
from kawamori.runs import ACTUAL
from kawamori.settings import Settings
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.areas.files import read_areas
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.responders.interlock import Place, areas_of
from kawamori.storage.responders.task_steps import Said, take_step
from kawamori.storage.responders.tasks import Task, Wanted, give_task, task_of
from kawamori.storage.responders.withdrawing import order_withdrawal
from kawamori.testing.callouts import LAT, LON, Desk
from kawamori.testing.waiting import until
from kawamori.testing.world import NOW, World
from simulators.areas import area_map

AT = Place(LON, LAT)
AROUND = {
    "type": "Polygon",
    "coordinates": [
        [
            [LON - 0.01, LAT - 0.01],
            [LON + 0.01, LAT - 0.01],
            [LON + 0.01, LAT + 0.01],
            [LON - 0.01, LAT + 0.01],
            [LON - 0.01, LAT - 0.01],
        ]
    ],
}


class Field:
    """Headquarters and the people whom it sends out, on a clock that the test moves."""

    def __init__(self, world: World) -> None:
        """Have the one gauge speak for the district that tasks lie in."""
        self.world, self.connection = world, world.connection
        self.desk = Desk(world.connection, KEY, wall=NOW)
        self.area_ids = areas_of(self.connection, AT)
        for area_id in self.area_ids:
            set_area_stations(self.connection, area_id, ["kawabe-bridge"], author="test")

    @property
    def now(self) -> datetime:
        """What time it is."""
        return self.desk.wall

    def give(self, who: int, skill: Skill = Skill.GENERAL, every: int = 30, at: Place = AT) -> int:
        """Give somebody a task, and return its number."""
        wanted = Wanted(who, "土のう積み", "", skill, "本町公民館", at, every)
        return give_task(
            self.connection, ACTUAL, wanted, person="Fumi", role="operator",
            now=self.now, wall=self.now,
        )  # fmt: skip

    def say(self, task_id: int, step: Step, ago: timedelta = timedelta()) -> Task:
        """Have a phone say a step of a task."""
        who = task_of(self.connection, task_id).responder_id
        said = Said(uuid4(), step, self.now - ago)
        return take_step(self.connection, who, task_id, said, self.now)

    def pass_time(self, time: timedelta) -> int:
        """Let time pass, and look after everybody."""
        self.desk.wall += time
        self.connection.execute(
            "UPDATE latest_assessments SET observed_at = %s WHERE freshness = 'live'", (self.now,)
        )
        return self.look()

    def look(self) -> int:
        """Look after everybody; return about how many something was done."""
        return LookingAfter(lambda: nullcontext(self.connection)).look(self.now)

    def steps(self, task_id: int) -> Sequence[str]:
        """Return the steps of a task."""
        rows = self.connection.execute(
            "SELECT step FROM responder_task_steps WHERE task_id = %s ORDER BY step_id", (task_id,)
        )
        return [row[0] for row in rows]

    def withdraw(self) -> int:
        """Order everybody around there out."""
        return order_withdrawal(
            self.connection, ACTUAL, AROUND, "堤防決壊のおそれ", person="Aoi", role="commander",
            now=self.now, wall=self.now,
        )  # fmt: skip


@pytest.fixture
def desk(world: World) -> Desk:
    """Give headquarters' desk, at the world's own time."""
    return Desk(world.connection, KEY)


@pytest.fixture
def settings(database: str) -> Settings:
    """Give the API its settings."""
    return Settings(
        database_url=SecretStr(database),
        public_url="http://kawamori.test",
        twilio_auth_token=SecretStr("the provider's secret"),
        people_key=SecretStr(base64.b64encode(KEY).decode()),
    )


@pytest.fixture(autouse=True)
def areas(world: World) -> None:
    """Store the districts."""
    districts = read_areas(json.dumps(area_map()).encode(), "kawabe")
    store_areas(world.connection, districts, author="test")


@pytest.fixture
def api(world: World, settings: Settings) -> Iterator[Api]:
    """Serve the API over the world."""
    employ_all(world.connection)
    with serve(settings) as served:
        api = Api(served, settings)
        with api.browser() as browser:
            until(lambda: browser.get("/ready").status_code == httpx.codes.OK)
        yield api


@pytest.fixture
def field(world: World) -> Field:
    """Give a test people to send out, where the gauge is live and calm."""
    field = Field(world)
    world.assess(1, 1.2, at=NOW)
    return field


@pytest.fixture
def duty(api: Api, world: World) -> OnDuty:
    """Give a test people who are sent out by the API's routes."""
    return OnDuty(api, world)
