"""What the routes around telling people answer is what the OpenAPI promises, route by route."""

import importlib
import json
import pkgutil
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr, TypeAdapter

import api.schemas
from api.commands import openapi
from kawamori.people import AreaSubscription, PhoneNumber, Subscriber
from kawamori.settings import Settings
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.testing.areas import settle_districts
from kawamori.vapid import new_private_key

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

PEOPLE_KEY = "a2F3YW1vcmkta2F3YW1vcmkta2F3YW1vcmkta2F3YSE="
ORDER = {"alert_level": 4, "areas": ["kawara"], "reason": "川辺橋で氾濫危険水位に到達"}
ALONE = {"alone_because": "ほかに誰もいない"}
MODELS = {
    name: model
    for module in pkgutil.iter_modules(api.schemas.__path__)
    for name, model in vars(importlib.import_module(f"api.schemas.{module.name}")).items()
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    more = {
        "people_key": SecretStr(PEOPLE_KEY),
        "vapid_private_key": SecretStr(new_private_key()),
        "vapid_subject": "mailto:bousai@city.example",
    }
    return settings.model_copy(update=more)


@dataclass
class Promises:
    """Asks, and holds each answer against what the description promises for its route."""

    api: "Api"
    paths: dict[str, Any]
    kept: set[str] = field(default_factory=set)

    def ask(self, route: str, said: object = None, /, query: str = "", **ids: object) -> Any:
        method, pattern = route.split()
        answer = self.api.ask(method, pattern.format(**ids) + query, json=said)
        promised = self.paths[pattern][method.lower()]["responses"]
        status = next(each for each in promised if each < "3")
        assert str(answer.status_code) == status, f"{route}: {answer.text}"
        self.kept.add(route)
        if "application/json" not in promised[status].get("content", {}):
            return answer
        schema = promised[status]["content"]["application/json"]["schema"]
        shape = MODELS[(schema.get("items") or schema)["$ref"].rsplit("/", 1)[1]]
        wanted = list[shape] if "items" in schema else shape  # type: ignore[valid-type]
        TypeAdapter(wanted).validate_json(answer.content)
        return answer.json()


def orders_told(promises: Promises) -> None:
    """Compose, release, lift, report and retract orders, and look at everything meanwhile."""
    drafted = promises.ask("POST /hq/orders", ORDER)
    first = {"order_id": drafted["order_id"]}
    seen = promises.ask("GET /hq/orders/{order_id}/preview", **first)
    released = promises.ask(
        "POST /hq/orders/{order_id}/release", {"phrase": seen["phrase"], **ALONE}, **first
    )
    hand_off = released["hand_offs"][0]["hand_off_id"]
    tick = "POST /hq/orders/{order_id}/hand-offs/{hand_off_id}/tick"
    promises.ask(tick, {}, hand_off_id=hand_off, **first)
    promises.ask("POST /hq/orders/{order_id}/report", {}, **first)
    promises.ask("GET /hq/orders/{order_id}/print", **first)
    promises.ask("GET /hq/orders/{order_id}/pdf", **first)
    promises.ask("GET /hq/orders")
    promises.ask("GET /public/orders")
    seen = promises.ask("GET /hq/orders/{order_id}/preview-lifting", **first)
    promises.ask("POST /hq/orders/{order_id}/lift", {"phrase": seen["phrase"]}, **first)
    second = {"order_id": promises.ask("POST /hq/orders", ORDER)["order_id"]}
    seen = promises.ask("GET /hq/orders/{order_id}/preview", **second)
    promises.ask(
        "POST /hq/orders/{order_id}/release", {"phrase": seen["phrase"], **ALONE}, **second
    )
    seen = promises.ask("GET /hq/orders/{order_id}/preview-retraction", **second)
    promises.ask(
        "POST /hq/orders/{order_id}/retract",
        {"phrase": seen["phrase"], "because": "誤り"},
        **second,
    )
    third = {"order_id": promises.ask("POST /hq/orders", ORDER)["order_id"]}
    promises.ask("POST /hq/orders/{order_id}/withdraw", {}, **third)
    promises.ask("GET /hq/orders/{order_id}", **third)


def messages_told(promises: Promises, message_id: int) -> None:
    """Look at a gauge notice from every side, and take it back."""
    asked: dict[str, Any] = {"message_id": message_id}
    promises.ask("GET /hq/messages")
    promises.ask("GET /hq/messages.csv")
    promises.ask("GET /hq/messages/{message_id}", **asked)
    promises.ask("GET /hq/messages/{message_id}/reach", **asked)
    promises.ask("GET /hq/messages/{message_id}/reach.csv", **asked)
    promises.ask("GET /hq/messages/{message_id}/correction", query="?kind=retract", **asked)
    wrong = {"kind": "retract"}
    promises.ask("POST /hq/messages/{message_id}/correction", wrong, **asked)
    (waiting,) = promises.api.get("/hq/corrections").json()
    withdrawn: dict[str, Any] = {"correction_id": waiting["correction_id"]}
    promises.ask("GET /hq/corrections")
    promises.ask("POST /hq/corrections/{correction_id}/withdraw", **withdrawn)
    composed = promises.ask("POST /hq/messages/{message_id}/correction", wrong, **asked)
    released: dict[str, Any] = {"correction_id": composed["correction_id"]}
    said = {"phrase": composed["phrase"], "alone_because": "訓練"}
    promises.ask("POST /hq/corrections/{correction_id}/release", said, **released)


def people_heard(promises: Promises) -> None:
    """Ask for a visit and look for it; name the areas and the key of push."""
    until = datetime.now(UTC) + timedelta(days=365)
    visit = {"area_id": "kawara", "name": "川辺", "address": "1-2-3", "ends_at": until.isoformat()}
    recorded = promises.ask("POST /hq/visits", visit)
    promises.ask("POST /hq/visits/read", {"reason": "訓練"})
    promises.ask("DELETE /hq/visits/{visit_id}", visit_id=recorded["visit_id"])
    promises.ask("GET /hq/areas")
    promises.ask("GET /public/areas")
    promises.ask("GET /public/push/key")


def official_quoted(promises: Promises) -> None:
    """Pass on what was announced."""
    said = {"name": "レベル3氾濫警報", "issuer": "気象庁", "areas": ["川原町"]}
    entered = promises.api.post(
        "/hq/official", json={**said, "issued_at": datetime.now(UTC).isoformat()}
    )
    asked = {"official_id": entered.json()["official_id"]}
    promises.ask("GET /hq/official/{official_id}/pass-on", **asked)
    promises.ask("POST /hq/official/{official_id}/pass-on", **asked)


# Held to their shapes where what they need is at hand: a feed's own form, a browser's keys.
ELSEWHERE = {
    "GET /feeds/cap.atom",
    "GET /feeds/cap/{identifier}.xml",
    "GET /feeds/partners/cap.atom",
    "GET /feeds/partners/cap/{identifier}.xml",
    "POST /public/push/subscriptions",
    "DELETE /public/push/subscriptions",
    "POST /public/push/opened/{delivery_id}",
    "GET /public/messages/{code}",
}


def test_every_answer_around_telling_is_of_the_promised_shape_and_none_is_left_out(
    api: "Api", world: "World", settings: Settings
) -> None:
    settle_districts(world.connection)
    seal = AddressSeal(settings.people_key_bytes())
    resident = Subscriber(PhoneNumber("+819012345678"), areas=(AreaSubscription("kawara"),))
    add_subscriber(world.connection, seal, resident)
    world.observe(world.now, 3.2)
    world.tell(world.raise_alert(3, public_level=3))
    promises = Promises(api, json.loads(openapi())["paths"])

    messages_told(promises, api.get("/hq/messages").json()[0]["message_id"])
    orders_told(promises)
    people_heard(promises)
    official_quoted(promises)

    about = ("messages", "corrections", "orders", "visits", "areas", "push", "feeds", "pass-on")
    routes = {
        f"{method.upper()} {path}"
        for path, of in promises.paths.items()
        for method in of
        if {*path.replace(".", "/").split("/")} & {*about, "cap"} and path != "/hq/feeds"
    }
    assert routes == promises.kept | ELSEWHERE
