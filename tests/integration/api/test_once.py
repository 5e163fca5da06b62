"""An act that is sent again, because its answer was lost, is done once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from kawamori.storage.retention import apply_retention

if TYPE_CHECKING:
    import httpx

    from api.testing.asking import Api
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

ENDS = (datetime.now(UTC) + timedelta(hours=2)).isoformat()


def silence(api: "Api", key: str, reason: str = "点検", *, who: str = "Fumi") -> "httpx.Response":
    wanted: dict[str, Any] = {
        "station_id": "otaki",
        "reason": reason,
        "upto_level": "caution",
        "ends_at": ENDS,
        "kind": "silence",
    }
    return api.post("/hq/silences", who=who, json=wanted, headers={"Idempotency-Key": key})


def reasons(api: "Api") -> list[str]:
    return [each["reason"] for each in api.get("/hq/silences").json()]


def test_what_is_sent_twice_with_one_key_is_done_once_and_answered_alike(api: "Api") -> None:
    key = str(uuid4())
    first = silence(api, key)

    second = silence(api, key)

    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert second.headers["Idempotency-Replayed"] == "true"
    assert reasons(api) == ["点検"]


def test_without_a_key_each_is_done(api: "Api") -> None:
    silence(api, str(uuid4()))
    silence(api, str(uuid4()))

    assert reasons(api) == ["点検", "点検"]


def test_many_that_come_at_the_same_time_with_one_key_are_done_once(api: "Api") -> None:
    key, together = str(uuid4()), threading.Barrier(6)

    def send(_: int) -> int:
        together.wait()
        return silence(api, key).status_code

    with ThreadPoolExecutor(6) as many:
        statuses = list(many.map(send, range(6)))

    assert statuses == [201] * 6
    assert reasons(api) == ["点検"]


def test_a_key_stands_for_one_request_alone(api: "Api") -> None:
    key = str(uuid4())
    silence(api, key, "点検")

    other = silence(api, key, "工事")

    assert other.status_code == 409
    assert key in other.json()["error"]["message"]
    assert reasons(api) == ["点検"]


def test_two_people_may_happen_on_one_key(api: "Api") -> None:
    key = str(uuid4())
    silence(api, key, who="Fumi")
    silence(api, key, who="Aoi")

    assert len(reasons(api)) == 2


def test_what_was_refused_is_not_remembered(api: "Api", world: "World") -> None:
    key = str(uuid4())
    assert silence(api, key, who="Daichi").status_code == 403
    assert silence(api, key, reason="").status_code == 400

    count = world.connection.execute("SELECT count(*) FROM answered_requests").fetchone()

    assert count == (0,)
    assert silence(api, key).status_code == 201


def test_a_key_lets_nobody_in(api: "Api") -> None:
    key = str(uuid4())
    silence(api, key)

    stranger = api.post("/hq/silences", who=None, json={}, headers={"Idempotency-Key": key})

    assert stranger.status_code == 401


def test_a_key_that_is_none_is_refused_with_what_to_do(api: "Api") -> None:
    answer = silence(api, "1")

    assert answer.status_code == 400
    assert "UUID" in answer.json()["error"]["message"]


def test_a_key_is_forgotten_after_a_week(api: "Api", world: "World") -> None:
    silence(api, str(uuid4()))

    later = datetime.now(UTC) + timedelta(days=8)
    deleted = apply_retention(world.connection, {}, later)

    assert deleted["answered_requests"] == 1
