"""Headquarters looks up where a station's water comes from and where it goes."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kawamori.neighbours import Passage
from kawamori.storage.river.neighbours import record_passages

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_a_station_s_neighbours_are_shown_with_their_times(api: "Api", world: "World") -> None:
    minutes = timedelta(minutes=1)
    passage = Passage("otaki", "kawabe-bridge", 40 * minutes, 15 * minutes)
    record_passages(world.connection, [passage], author="Mori")

    below = api.get("/hq/stations/otaki/neighbours").json()
    above = api.get("/hq/stations/kawabe-bridge/neighbours").json()

    assert (below["upstream"], above["downstream"]) == ([], [])
    [bridge], [otaki] = below["downstream"], above["upstream"]
    assert (bridge["station_id"], otaki["station_id"]) == ("kawabe-bridge", "otaki")
    assert (otaki["name"], otaki["travel_s"], otaki["spread_s"]) == ("小滝", 2400, 900)
    assert (otaki["basis"], otaki["author"], otaki["valid_from"]) == ("given", "Mori", None)


def test_the_map_s_arrows_go_with_the_water(api: "Api", world: "World") -> None:
    passage = Passage("otaki", "kawabe-bridge", timedelta(minutes=40))
    record_passages(world.connection, [passage], author="Mori")

    assert api.get("/hq/passages", who="Daichi").json() == [
        {
            "upstream_id": "otaki",
            "downstream_id": "kawabe-bridge",
            "travel_s": 2400,
            "spread_s": None,
            "basis": "given",
        }
    ]


def test_a_station_that_is_not_there_has_none(api: "Api") -> None:
    answer = api.get("/hq/stations/nowhere/neighbours")

    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "there is no station 'nowhere'"


def test_what_is_on_its_way_stands_beside_the_station_that_it_comes_to(
    api: "Api", world: "World"
) -> None:
    world.assess(1, 1.2)
    coming = {
        "as_of": "2026-09-01T03:10:00Z",
        "station_id": "otaki",
        "expected_in_s": 2400,
        "spread_s": 900,
    }
    world.connection.execute("UPDATE latest_assessments SET upstream = %s", (json.dumps(coming),))

    kawabe, _ = api.stations("/hq/stations")

    assert kawabe["properties"]["upstream"] == coming
    public, _ = api.stations("/public/stations", who=None)
    assert "upstream" not in public["properties"]
