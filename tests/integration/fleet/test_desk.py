"""Headquarters sees every device, the worst first, sets them and shuts them out by name."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from pydantic import SecretStr

from api.schemas.fleet import FleetShown
from api.testing.asking import Api, employ_all
from api.testing.serving import serve
from kawamori.settings import Settings
from kawamori.storage.fleet.certificates import Made, add_certificate
from kawamori.storage.fleet.devices import register_device
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

HOUR = timedelta(hours=1)


@pytest.fixture
def api(world: "World", database: str) -> Iterator[Api]:
    """Serve the API over the world."""
    employ_all(world.connection)
    settings = Settings(database_url=SecretStr(database), public_url="http://kawamori.test")
    with serve(settings) as served:
        api = Api(served, settings)
        with api.browser() as browser:
            until(lambda: browser.get("/ready").status_code == httpx.codes.OK)
        yield api


def told(world: "World", device_id: str, at: datetime, **more: Any) -> None:
    payload = json.dumps({"v": 1, "online": True, "boot": 4, **more})
    world.connection.execute(
        "INSERT INTO device_statuses VALUES (0, %s, %s, true, 4, %s)", (device_id, at, payload)
    )


def made(world: "World", device_id: str, *, floor_v: float | None = None) -> None:
    """Register a device with a certificate."""
    now = datetime.now(UTC)
    register_device(
        world.connection, device_id, ["kawabe-bridge"], battery_floor_v=floor_v, author="Aoi"
    )
    digest = device_id.encode().hex().ljust(64, "0")
    made = Made(digest[:16], digest, now - HOUR, now + timedelta(days=900))
    add_certificate(world.connection, device_id, made, author="Aoi")


def devices(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    FleetShown.model_validate_json(answer.content)
    return {each["device_id"]: each for each in answer.json()["devices"]}


def test_the_worst_device_is_first_and_one_that_nobody_registered_is_told_as_such(
    api: Api, world: "World"
) -> None:
    now = datetime.now(UTC)
    made(world, "good")
    made(world, "weak", floor_v=11.7)
    made(world, "boxed")
    told(world, "good", now, battery_v=12.9, signal_dbm=-80, version="0.1.0", temperature_c=21)
    told(world, "stranger", now)
    for hours in range(8 * 24):
        told(world, "weak", now - hours * HOUR, battery_v=11.9 + 0.1 * hours / 24)

    found = devices(api.get("/hq/fleet"))

    assert [(each["device_id"], each["state"], each["concerns"]) for each in found.values()] == [
        ("stranger", "bad", ["unregistered"]),
        ("weak", "late", ["battery_falls"]),
        ("boxed", "none", ["never"]),
        ("good", "good", []),
    ]
    good, weak = found["good"], found["weak"]
    assert (good["battery_v"], good["signal_dbm"], good["boot"]) == (12.9, -80, 4)
    falls_at = datetime.fromisoformat(weak["battery_falls_at"])
    assert abs(falls_at - (now + timedelta(days=2))) < timedelta(hours=6)


def test_what_another_version_told_of_itself_costs_nobody_else_s_row(
    api: Api, world: "World"
) -> None:
    now = datetime.now(UTC)
    told(world, "odd", now, battery_v=12.5, faults=["fog"], nodes=None)
    told(world, "good", now)

    shown = devices(api.get("/hq/fleet"))

    assert shown["good"]["faults"] == shown["odd"]["faults"] == []
    assert shown["odd"]["battery_v"] == 12.5


def test_a_configuration_is_pending_until_the_device_says_that_it_follows(
    api: Api, world: "World"
) -> None:
    made(world, "good")
    told(world, "good", datetime.now(UTC) - HOUR / 2, config=4)
    wanted = {"intervals_s": {"kawabe-bridge/stage": 60}}

    answer = api.post("/hq/fleet/good/config", who="Fumi", json=wanted)
    assert devices(answer)["good"]["config"]["version"] == 5  # never below what it follows
    assert devices(answer)["good"]["concerns"] == ["config_pending"]

    told(world, "good", datetime.now(UTC), config=5)
    assert devices(api.get("/hq/fleet"))["good"]["concerns"] == []


@pytest.mark.parametrize(
    "intervals_s",
    [{"kawabe-bridge/stage": 5}, {"kawabe-bridge/stage": 1e9}, {"; reboot": 60}, {"command": 60}],
)
def test_nothing_else_can_be_set(api: Api, world: "World", intervals_s: dict[str, float]) -> None:
    made(world, "good")

    wanted = {"intervals_s": intervals_s}
    assert api.post("/hq/fleet/good/config", who="Fumi", json=wanted).status_code == 400
    rows = world.connection.execute("SELECT count(*) FROM device_configs").fetchone()
    assert rows == (0,)


def test_a_device_is_shut_out_by_name_and_told_until_the_broker_s_list_has_it(
    api: Api, world: "World"
) -> None:
    made(world, "good")
    why = {"because": "stolen from the bridge"}

    answer = api.post("/hq/fleet/good/revoke", who="Aoi", json=why)

    assert devices(answer)["good"]["concerns"] == ["revoked_unlisted", "revoked"]
    (key,) = devices(answer)["good"]["certificates"]
    assert (key["revoked_by"], key["revoked_because"]) == ("Aoi", why["because"])
    assert world.acts()[-1] == ("Aoi", "commander", "revoke_device", "good")
    again = api.post("/hq/fleet/good/revoke", who="Aoi", json=why)
    assert again.status_code == 409


@pytest.mark.parametrize(("who", "status"), [("Elena", 403), ("Daichi", 403), (None, 401)])
def test_branches_and_viewers_look_on(
    api: Api, world: "World", who: str | None, status: int
) -> None:
    made(world, "good")

    why = {"because": "stolen"}
    assert api.post("/hq/fleet/good/revoke", who=who, json=why).status_code == status
    assert devices(api.get("/hq/fleet"))["good"]["certificates"][0]["is_good"]
