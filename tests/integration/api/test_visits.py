"""Whoever asks for a visit is known to whoever goes there, and each look is kept."""

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from kawamori.people import PhoneNumber, Subscriber
from kawamori.settings import Settings
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.areas.files import read_areas
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.testing.judged import write_delivery
from simulators.areas import area_map

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

BEN = {"name": "川辺 勉", "address": "本町1-2-3", "note": "耳が遠い", "phone": "090-1234-5678"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"people_key": SecretStr("A" * 43 + "=")})


@pytest.fixture(autouse=True)
def areas(world: "World") -> None:
    store_areas(
        world.connection, read_areas(json.dumps(area_map()).encode(), "kawabe"), author="test"
    )


def asked(**more: object) -> dict[str, Any]:
    until = datetime.now(UTC) + timedelta(days=365)
    return {"area_id": "honcho", **BEN, "ends_at": until.isoformat(), **more}


def acts(world: "World") -> list[tuple[Any, ...]]:
    query = "SELECT person, act, subject, details FROM acts ORDER BY act_id"
    return world.connection.execute(query).fetchall()


def test_what_is_sealed_is_not_kept_open_for_whoever_asks_with_a_key(
    api: "Api", world: "World"
) -> None:
    api.post("/hq/visits", who="Fumi", json=asked())
    wanted = {"areas": ["honcho"], "reason": "避難の確認"}
    keyed = {"Idempotency-Key": "f2a4c1d0-0001-4000-8000-000000000000"}

    looks = [api.post("/hq/visits/read", json=wanted, headers=keyed) for _ in range(2)]

    assert [look.json()[0]["name"] for look in looks] == [BEN["name"]] * 2
    kept = world.connection.execute("SELECT count(*) FROM answered_requests").fetchone()
    assert kept == (0,)
    assert [act for _, act, _, _ in acts(world)].count("read_visits") == 2


def test_a_request_is_read_by_area_and_the_look_is_kept(api: "Api", world: "World") -> None:
    made = api.post("/hq/visits", who="Fumi", json=asked())
    api.post("/hq/visits", json=asked(area_id="hama", name="浜 次郎", phone=None))

    assert made.status_code == 201
    assert set(made.json()) == {"visit_id", "area_id", "ends_at"}
    number = made.json()["visit_id"]
    [shown] = api.post("/hq/visits/read", json={"areas": ["honcho"], "reason": "避難の確認"}).json()
    assert (shown["name"], shown["address"], shown["note"]) == tuple(BEN.values())[:3]
    assert (shown["phone"], shown["area_name"]) == ("+819012345678", "本町")
    assert acts(world)[0] == ("Fumi", "record_visit", f"visit/{number}", {"area_id": "honcho"})
    assert acts(world)[2:] == [
        (
            "Aoi",
            "read_visits",
            "visits",
            {"reason": "避難の確認", "areas": ["honcho"], "visits": [number]},
        )
    ]
    assert len(api.post("/hq/visits/read", json={"reason": "x"}).json()) == 2
    counts = {f["id"]: f["properties"]["visits"] for f in api.get("/hq/areas").json()["features"]}
    assert (counts["honcho"], counts["hama"], counts["aikawa"]) == (1, 1, 0)


def test_nothing_is_stored_that_could_be_read_without_the_key(api: "Api", world: "World") -> None:
    api.post("/hq/visits", json=asked())

    [row] = world.connection.execute("SELECT * FROM visit_requests").fetchall()

    for secret in BEN.values():
        assert secret.encode() not in row[2]
        assert secret not in str(row)


def test_whoever_a_message_reached_comes_last(api: "Api", world: "World") -> None:
    seal = AddressSeal(bytes(32))
    told = {}
    for state, phone in (("delivered", "+819000000001"), ("unknown", "+819000000002")):
        subscriber_id = add_subscriber(world.connection, seal, Subscriber(PhoneNumber(phone)))
        told[phone] = (state, subscriber_id)
        api.post("/hq/visits", json=asked(name=state, phone=phone))
    api.post("/hq/visits", json=asked(name="no phone", phone=None))
    delivery = write_delivery(world.connection, world.raise_alert(4))
    [(message,)] = world.connection.execute(
        "SELECT message_id FROM deliveries WHERE delivery_id = %s", (delivery,)
    ).fetchall()
    for state, subscriber_id in told.values():
        world.connection.execute(
            "INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language,"
            " body, state) VALUES (%s, 0, %s, 'sms', 4, 'ja', 'x', %s)",
            (message, subscriber_id, state),
        )

    shown = api.post("/hq/visits/read", json={"reason": "x", "message": message}).json()

    assert [(each["name"], each["reached"]) for each in shown] == [
        ("no phone", None),
        ("unknown", False),
        ("delivered", True),
    ]


def test_a_request_that_no_key_opens_keeps_nobody_else_from_being_visited(
    api: "Api", world: "World", caplog: pytest.LogCaptureFixture
) -> None:
    lost = api.post("/hq/visits", json=asked()).json()["visit_id"]
    api.post("/hq/visits", json=asked(name="浜 次郎"))
    world.connection.execute(
        "UPDATE visit_requests SET person_encrypted = 'of another key' WHERE visit_id = %s", (lost,)
    )

    shown = api.post("/hq/visits/read", json={"reason": "x"}).json()

    assert [each["name"] for each in shown] == ["浜 次郎"]
    assert f"visit {lost} is left out" in caplog.text


def test_a_request_that_is_over_or_was_deleted_is_not_shown(api: "Api", world: "World") -> None:
    number = api.post("/hq/visits", json=asked()).json()["visit_id"]
    api.post("/hq/visits", json=asked())
    world.connection.execute(
        "UPDATE visit_requests SET asked_at = '2026-01-01', ends_at = '2026-02-01'"
        " WHERE visit_id <> %s",
        (number,),
    )

    assert len(api.post("/hq/visits/read", json={"reason": "x"}).json()) == 1
    assert api.ask("DELETE", f"/hq/visits/{number}").status_code == 204
    assert api.ask("DELETE", f"/hq/visits/{number}").status_code == 404
    assert api.post("/hq/visits/read", json={"reason": "x"}).json() == []


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"area_id": "nowhere"}, "no area 'nowhere'"),
        ({"name": " "}, "at least 1 character"),
        ({"phone": "12"}, "not a phone number"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "is past"),
    ],
)
def test_what_can_not_be_recorded_is_said_without_repeating_it(
    api: "Api", world: "World", wrong: dict[str, str], says: str
) -> None:
    answer = api.post("/hq/visits", json=asked(**wrong))

    assert answer.status_code in (400, 404)
    assert says in answer.json()["error"]["message"]
    assert "本町" not in answer.text
    assert acts(world) == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("Aoi", 200), ("Fumi", 200), ("Elena", 403), ("Daichi", 403), ("Chika", 401), (None, 401)],
)
def test_the_commander_and_operators_alone_read_names(
    api: "Api", world: "World", who: str | None, status: int
) -> None:
    api.post("/hq/visits", json=asked())

    answer = api.post("/hq/visits/read", who=who, json={"reason": "x"})

    assert answer.status_code == status
    assert (BEN["name"] in answer.text) == (status == 200)
    assert len(acts(world)) == 1 + (status == 200)
    wanted = {200: 201}.get(status, status)
    assert api.post("/hq/visits", who=who, json=asked()).status_code == wanted


def test_a_look_without_a_reason_shows_nothing(api: "Api", world: "World") -> None:
    api.post("/hq/visits", json=asked())

    assert api.post("/hq/visits/read", json={}).status_code == 400
    assert api.post("/hq/visits/read", json={"reason": " "}).status_code == 400
    assert api.get("/hq/visits?reason=x").status_code == 405  # an address is written to logs
    assert [act for _, act, *_ in acts(world)] == ["record_visit"]


def test_no_name_is_written_to_a_log(api: "Api", caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    api.post("/hq/visits", json=asked())
    api.post("/hq/visits", json=asked(phone="12"))
    api.post("/hq/visits/read", json={"reason": "x"})

    for secret in (*BEN.values(), "9012345678"):
        assert secret not in caplog.text
