"""A phone finds its area by itself; headquarters sees how many it would tell there."""

import json
from typing import TYPE_CHECKING

import pytest

from api.schemas.areas import HqAreas, PublicAreas
from kawamori.people import AreaSubscription, PhoneNumber, Subscriber
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.areas.files import read_areas
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from simulators.areas import area_map

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@pytest.fixture(autouse=True)
def areas(world: "World") -> None:
    store_areas(
        world.connection, read_areas(json.dumps(area_map()).encode(), "kawabe"), author="test"
    )
    set_area_stations(world.connection, "honcho", ["kawabe-bridge"], author="test")


def test_everybody_may_know_the_areas_and_nothing_of_who_lives_there(api: "Api") -> None:
    answer = api.get("/public/areas", who=None)

    shown = PublicAreas.model_validate(answer.json())
    assert [f.id for f in shown.features] == sorted(f.id for f in shown.features)
    honcho = next(f for f in answer.json()["features"] if f["id"] == "honcho")
    assert honcho["properties"] == {
        "area_id": "honcho",
        "name": "本町",
        "name_en": "Honcho",
        "reading": "ほんちょう",
        "kind": "district",
        "municipality": "99201",
        "station_ids": ["kawabe-bridge"],
    }
    outline = honcho["geometry"]["coordinates"][0]
    assert outline[0] == outline[-1]


def test_headquarters_counts_whom_a_run_would_tell(api: "Api", world: "World") -> None:
    drill = world.start_drill("drill")
    seal = AddressSeal(bytes(32))
    numbers = [
        add_subscriber(
            world.connection,
            seal,
            Subscriber(PhoneNumber(f"+8190100000{n:02}"), areas=(AreaSubscription("honcho"),)),
            run_no=run_no,
        )
        for n, run_no in enumerate((0, 0, drill.run_no))
    ]
    world.connection.execute(
        "UPDATE subscribers SET stopped_at = now() WHERE subscriber_id = %s", (numbers[0],)
    )

    def counted(run: str) -> dict[str, int]:
        shown = HqAreas.model_validate(api.get(f"/hq/areas?run={run}").json())
        return {f.id: f.properties.subscribers for f in shown.features if f.properties.subscribers}

    assert counted("") == {"honcho": 1}
    assert counted("drill") == {"honcho": 1}
