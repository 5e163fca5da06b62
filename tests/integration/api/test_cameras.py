"""Headquarters sees every camera, and what its newest still is worth."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kawamori.cameras import Camera
from kawamori.storage.cameras.cameras import register_camera, withdraw_camera

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

WEST = Camera(
    "kawabe-west",
    "川辺橋 下流側",
    "kawabe-bridge-1",
    timedelta(minutes=5),
    station_id="kawabe-bridge",
    bearing_deg=250,
)


def test_a_camera_stands_where_its_station_does_and_has_sent_nothing_yet(
    api: "Api", world: "World"
) -> None:
    register_camera(world.connection, WEST, author="test")

    (camera,) = api.stations("/hq/cameras")

    assert camera["geometry"] == {"type": "Point", "coordinates": [138.97, 35.05]}
    shown = camera["properties"]
    assert (shown["station_id"], shown["look"], shown["still_url"]) == (
        "kawabe-bridge",
        "never",
        None,
    )
    assert shown["normal"] == {"day": None, "night": None}


def test_a_camera_that_is_withdrawn_is_shown_no_more(api: "Api", world: "World") -> None:
    register_camera(world.connection, WEST, author="test")
    withdraw_camera(world.connection, WEST.camera_id, author="test")

    assert api.stations("/hq/cameras") == []
