"""A notice that was wrong is seen as it would be taken back, and taken back by two, once."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@pytest.fixture
def message(world: "World", api: "Api") -> int:
    world.observe(world.now, 3.2)
    world.tell(world.raise_alert(3, public_level=3))
    (shown,) = api.get("/hq/messages").json()
    return int(shown["message_id"])


def test_what_would_be_said_and_to_how_many_is_seen_before(api: "Api", message: int) -> None:
    asked = {"kind": "retract", "because": "センサーの故障"}

    seen = api.get(f"/hq/messages/{message}/correction?{urlencode(asked)}").json()

    texts = {(text["channel"], text["language"]): text["body"] for text in seen["texts"]}
    assert texts["sms", "ja"].startswith("【取消】")
    assert "センサーの故障" in texts["email", "ja"]
    assert seen["to_cancel"] + sum(seen["to_tell"].values()) == 1


PHRASE = "川辺橋 避難判断水位 取消"


def compose(api: "Api", message: int, *, who: str = "Fumi", **other: str) -> dict[str, Any]:
    wanted = {"kind": "retract", "because": "センサーの故障", **other}
    answer = api.post(f"/hq/messages/{message}/correction", who=who, json=wanted)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def release(api: "Api", correction: dict[str, Any], *, who: str = "Aoi", **said: str) -> Any:
    path = f"/hq/corrections/{correction['correction_id']}/release"
    return api.post(path, who=who, json={"phrase": correction["phrase"], **said})


def test_a_notice_is_taken_back_by_two_and_once(api: "Api", world: "World", message: int) -> None:
    correction = compose(api, message)
    assert correction["phrase"] == PHRASE
    assert len(api.get("/hq/messages").json()) == 1  # nobody was told yet

    assert release(api, correction, who="Fumi").status_code == 403  # commanders release
    assert release(api, correction, phrase="川辺橋").status_code == 400
    first, second = release(api, correction), release(api, correction)

    assert (first.status_code, second.status_code) == (200, 409)
    (corrected, original) = api.get("/hq/messages").json()
    assert original["corrected_by"] == corrected["message_id"] == first.json()["message_id"]
    assert corrected["kind"] == "retract"
    assert [(who, act) for who, _, act, _ in world.acts()] == [
        ("Fumi", "compose_correction"),
        ("Aoi", "retract"),
    ]
    assert api.get("/hq/corrections").json() == []


def test_who_composed_it_alone_says_why(api: "Api", message: int) -> None:
    correction = compose(api, message, who="Aoi")

    refused = release(api, correction)
    alone = release(api, correction, alone_because="夜間で他に指揮者がいない")

    assert refused.status_code == 403
    assert "Aoi composed this correction" in refused.json()["error"]["message"]
    assert alone.status_code == 200


def test_what_waits_is_shown_and_may_be_withdrawn(api: "Api", message: int) -> None:
    correction = compose(api, message)
    (shown,) = api.get("/hq/corrections", who="Aoi").json()
    assert (shown["composed_by"], shown["needs_another"]) == ("Fumi", False)
    again = api.post(f"/hq/messages/{message}/correction", json={"kind": "retract"})
    assert again.status_code == 409

    path = f"/hq/corrections/{correction['correction_id']}/withdraw"
    assert api.post(path, who="Fumi").status_code == 204

    assert release(api, correction).status_code == 409
    assert api.get("/hq/corrections").json() == []
    compose(api, message)


def test_a_correction_is_itself_set_right(api: "Api", message: int) -> None:
    assert release(api, compose(api, message)).status_code == 200
    (first, _) = api.get("/hq/messages").json()
    refused = api.post(f"/hq/messages/{message}/correction", json={"kind": "retract"})
    assert refused.status_code == 409
    assert "correct that one" in refused.json()["error"]["message"]

    wanted = {"kind": "correct", "right": "水位は3.2メートルで正しい"}
    correction = compose(api, first["message_id"], **wanted)
    assert correction["phrase"] == "川辺橋 避難判断水位 訂正"
    assert release(api, correction).status_code == 200

    (second, corrected, _) = api.get("/hq/messages").json()
    assert second["corrects"] == corrected["message_id"] == first["message_id"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("Aoi", 201), ("Fumi", 201), ("Elena", 403), ("Daichi", 403), (None, 401)],
)
def test_who_settles_composes(api: "Api", message: int, who: str | None, status: int) -> None:
    wanted = {"kind": "retract"}

    answer = api.post(f"/hq/messages/{message}/correction", who=who, json=wanted)

    assert answer.status_code == status


def test_a_correction_says_how_it_is(api: "Api", message: int) -> None:
    path = f"/hq/messages/{message}/correction"

    answer = api.post(path, who="Fumi", json={"kind": "correct"})

    assert answer.status_code == 400
    assert "a correction says what is right" in answer.json()["error"]["message"]
