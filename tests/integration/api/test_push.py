"""A browser subscribes without an account, says what it wants to hear, and stops."""

from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from kawamori.people import Channel, PushEndpoint
from kawamori.settings import Settings
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import Listed, list_subscribers
from kawamori.testing.areas import settle_districts
from kawamori.vapid import new_private_key, public_text, read_private_key

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

KEY = new_private_key()
KEYS = {"p256dh": public_text(read_private_key(KEY)), "auth": "BTBZMqHH6r4Tts7J_aSIgg"}
BROWSER: dict[str, Any] = {
    "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/aoi",
    "keys": KEYS,
}
WANTED = {**BROWSER, "language": "en", "areas": ["kawara", "hama"], "stations": ["otaki"]}
PATH = "/public/push/subscriptions"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    more = {
        "people_key": SecretStr("a2F3YW1vcmkta2F3YW1vcmkta2F3YW1vcmkta2F3YSE="),
        "vapid_private_key": SecretStr(KEY),
        "vapid_subject": "mailto:bousai@city.example",
    }
    return settings.model_copy(update=more)


@pytest.fixture(autouse=True)
def areas(world: "World") -> None:
    settle_districts(world.connection)


def subscribers(world: "World", settings: Settings) -> list[Listed]:
    """Return everybody who is subscribed."""
    return list_subscribers(world.connection, AddressSeal(settings.people_key_bytes()))


def test_a_page_gets_the_key_to_subscribe_with(api: "Api") -> None:
    assert api.get("/public/push/key", who=None).json() == {"key": KEYS["p256dh"]}


@pytest.mark.parametrize("host", ["fcm.googleapis.com", "wns2-pn1p.notify.windows.com"])
def test_the_push_services_of_browsers_are_known(api: "Api", host: str) -> None:
    answer = api.post(PATH, json={**WANTED, "endpoint": f"https://{host}/x"}, who=None)

    assert answer.status_code == 204


def test_a_browser_is_told_of_what_it_last_asked_for(
    api: "Api", world: "World", settings: Settings
) -> None:
    first = api.post(PATH, json={**WANTED, "quiet_hours": "22:00-07:00"}, who=None)
    second = api.post(PATH, json={**WANTED, "areas": ["minato"], "language": "vi"}, who=None)

    assert (first.status_code, second.status_code) == (204, 204)
    (there,) = subscribers(world, settings)
    assert there.address == PushEndpoint(BROWSER["endpoint"], KEYS["p256dh"], KEYS["auth"])
    assert there.channel is Channel.PUSH
    assert there.language == "vi"
    assert [area for area, _ in there.areas] == ["minato"]
    assert [station for station, _ in there.subscriptions] == ["otaki"]
    assert there.quiet is None
    assert there.runs == ["actual"]


def test_a_browser_names_heights_of_its_own(api: "Api", world: "World") -> None:
    marks = [{"station_id": "otaki", "stage_m": 2.5}, {"station_id": "otaki", "stage_m": 2.501}]
    only = {**BROWSER, "own_marks": marks}

    assert api.post(PATH, json=only, who=None).status_code == 204
    assert own_marks(world) == [("otaki", 2.5)]
    api.post(PATH, json={**only, "own_marks": [{**marks[0], "stage_m": -0.3}]}, who=None)
    assert own_marks(world) == [("otaki", -0.3)]
    api.ask("DELETE", PATH, json=BROWSER, who=None)
    assert own_marks(world) == []


def own_marks(world: "World") -> list[tuple[str, float]]:
    query = "SELECT station_id, stage_m FROM own_marks ORDER BY 1, 2"
    return world.connection.execute(query).fetchall()


def test_a_browser_that_stops_is_told_nothing_until_it_asks_again(
    api: "Api", world: "World", settings: Settings
) -> None:
    api.post(PATH, json=WANTED, who=None)

    stopped = api.ask("DELETE", PATH, json=BROWSER, who=None)
    (there,) = subscribers(world, settings)
    api.post(PATH, json=WANTED, who=None)
    (again,) = subscribers(world, settings)

    assert stopped.status_code == 204
    assert there.stopped_because == "unsubscribed"
    assert again.stopped_because is None


def test_a_new_endpoint_takes_the_place_of_the_old(
    api: "Api", world: "World", settings: Settings
) -> None:
    api.post(PATH, json=WANTED, who=None)
    new = {
        **WANTED,
        "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/new",
        "replaces": BROWSER,
    }

    api.post(PATH, json=new, who=None)

    old, there = subscribers(world, settings)
    assert old.stopped_because == "unsubscribed"
    assert there.stopped_because is None


def test_nobody_learns_who_is_subscribed(api: "Api") -> None:
    assert api.ask("DELETE", PATH, json=BROWSER, who=None).status_code == 204


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://push.example.net/x",
        "https://fcm.googleapis.com.example.net/x",
        "https://notify.windows.com/x",
        "https://127.0.0.1/x",
        "https://10.1.2.3:8443/x",
        "https://[::1]/x",
        "https://[fd00::1]/x",
        "https://169.254.169.254/latest",
        "https://localhost/x",
        "https://database/x",
        "https://nas.local/x",
        "https://fcm.googleapis.com/ x",
        "https:///x",
    ],
)
def test_what_is_no_push_service_of_the_world_is_refused(
    api: "Api", world: "World", settings: Settings, endpoint: str
) -> None:
    answer = api.post(PATH, json={**WANTED, "endpoint": endpoint}, who=None)

    assert answer.status_code == 400, endpoint
    assert subscribers(world, settings) == []


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"areas": [], "stations": []}, 400),
        ({"areas": ["nowhere"]}, 404),
        ({"stations": ["nowhere"]}, 404),
        ({"language": "tlh"}, 400),
        ({"keys": {**KEYS, "auth": "short"}}, 400),
        ({"keys": {**KEYS, "p256dh": "AAAA"}}, 400),
        ({"quiet_hours": "at night"}, 400),
        ({"from_level": "overflow"}, 400),
        ({"name": "Ben"}, 400),
        ({"areas": ["kawara"] * 51}, 400),
    ],
)
def test_a_subscription_that_makes_no_sense_is_refused(
    api: "Api", world: "World", settings: Settings, wrong: dict[str, Any], status: int
) -> None:
    answer = api.post(PATH, json={**WANTED, **wrong}, who=None)

    assert answer.status_code == status, answer.text
    assert subscribers(world, settings) == []


def test_an_error_repeats_neither_endpoint_nor_keys(api: "Api") -> None:
    answer = api.post(PATH, json={**WANTED, "quiet_hours": "x" * 30}, who=None)

    assert answer.status_code == 400
    assert "aoi" not in answer.text
    assert KEYS["auth"] not in answer.text


def test_a_message_that_was_sent_can_be_opened_once(api: "Api", world: "World") -> None:
    delivery_id = world.tell(world.raise_alert(3))
    opened = f"/public/push/opened/{delivery_id}"
    column = "SELECT opened_at FROM deliveries"
    api.post(opened, who=None)
    unsent = world.connection.execute(column).fetchone()
    world.connection.execute("UPDATE deliveries SET channel = 'push', tries = 1")

    answer = api.post(opened, who=None)
    first = world.connection.execute(column).fetchone()
    api.post(opened, who=None)

    assert answer.status_code == 204
    assert unsent == (None,)
    assert first is not None
    assert first[0] is not None
    assert world.connection.execute(column).fetchone() == first
