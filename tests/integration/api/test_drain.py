"""Headquarters is told what waits to be texted, how long that takes and what it costs."""

from typing import TYPE_CHECKING

import pytest

from kawamori.settings import Settings

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

NOTHING = {"deliveries": 0, "parts": 0, "seconds": 0.0, "within_an_hour": 0, "yen": 0.0}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"sms_parts_per_s": 0.5, "sms_yen_per_part": 12.5})


def test_what_waits_is_told_with_its_time_and_its_cost(api: "Api", world: "World") -> None:
    world.tell(world.raise_alert(3))
    world.connection.execute("UPDATE deliveries SET body = repeat('川', 71)")

    drain = api.get("/hq/deliveries/drain").json()

    assert drain == {
        "channel": "sms",
        "deliveries": 1,
        "parts": 2,
        "parts_per_s": 0.5,
        "seconds": 4.0,
        "within_an_hour": 2,
        "yen": 25.0,
        "levels": [{"level": 3, "deliveries": 1, "parts": 2, "seconds": 4.0}],
    }


def test_what_was_sent_waits_no_longer(api: "Api", world: "World") -> None:
    world.tell(world.raise_alert(3))
    world.connection.execute("UPDATE deliveries SET state = 'accepted'")

    drain = api.get("/hq/deliveries/drain").json()

    assert {name: drain[name] for name in NOTHING} == NOTHING
