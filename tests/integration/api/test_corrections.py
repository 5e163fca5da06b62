"""A notice that was wrong is seen as it would be taken back, and then taken back, once."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World


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


def test_a_notice_is_taken_back_by_whoever_may_and_once(api: "Api", message: int) -> None:
    asked = {"kind": "retract", "because": "センサーの故障"}
    path = f"/hq/messages/{message}/correction"

    assert api.post(path, who="Daichi", json=asked).status_code == 403
    first = api.post(path, who="Fumi", json=asked)
    second = api.post(path, who="Fumi", json=asked)

    assert first.status_code == 200
    assert second.status_code == 409
    (correction, original) = api.get("/hq/messages").json()
    assert original["corrected_by"] == correction["message_id"] == first.json()["message_id"]
    assert correction["kind"] == "retract"


def test_a_correction_says_how_it_is(api: "Api", message: int) -> None:
    path = f"/hq/messages/{message}/correction"

    answer = api.post(path, who="Fumi", json={"kind": "correct"})

    assert answer.status_code == 400
    assert "a correction says what is right" in answer.json()["error"]["message"]
