"""Who may see and do what: one test a row of the table; test_routes.py asks every route.

Aoi commands headquarters, Fumi operates its desk, Elena sits at a branch, Daichi only
looks on. Ben is a resident and has no key; Chika's was withdrawn.
"""

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

HQ = (
    "me",
    "config",
    "runs",
    "stations",
    "silences",
    "cameras",
    "alerts",
    "alerts/closed",
    "assignees",
    "deliveries",
    "deliveries/drain",
    "messages",
    "messages.csv",
    "feeds",
    "fleet",
    "status",
    "official",
    "orders",
    "policies",
    "scores",
    "backtests",
    "areas",
    "chronology",
    "chronology.csv",
    "chronology.geojson",
    "chronology/packs",
    "shelters",
    "moments",
    "offices",
    "notes",
    "requests",
    "reports",
    "passages",
    "stations/otaki/neighbours",
    "stations/otaki/past",
    "stations/otaki/thresholds",
    "stations/otaki/devices",
    "stations/otaki/series.csv",
    "stations/otaki/series",
)
PUBLIC = (
    "stations",
    "alerts",
    "official",
    "orders",
    "areas",
    "shelters",
    "stations/otaki/series",
    "stations/otaki/series.csv",
)
STAFF = ("Aoi", "Fumi", "Elena", "Daichi")


def test_staff_see_all_of_headquarters(api: "Api") -> None:
    answers = {(who, p): api.get(f"/hq/{p}", who=who).status_code for who in STAFF for p in HQ}

    assert set(answers.values()) == {200}


def test_staff_follow_headquarters_stream(api: "Api") -> None:
    for who in STAFF:
        with api.follow("/hq/stream", who=who) as following:
            assert following.next()[0] == "clock"


def test_ben_sees_nothing_of_headquarters(api: "Api") -> None:
    for path in (*HQ, "stream"):
        answer = api.get(f"/hq/{path}", who=None)

        assert answer.status_code == 401, path
        assert answer.json()["error"]["code"] == "unauthenticated"
        assert answer.headers["www-authenticate"] == "Bearer"


def test_chika_sees_nothing_of_headquarters(api: "Api") -> None:
    for path in (*HQ, "stream"):
        answer = api.get(f"/hq/{path}", who="Chika")

        assert answer.status_code == 401, path
        assert answer.json()["error"]["message"] == "this key is nobody's: sign in again"


def test_everybody_sees_what_is_public(api: "Api") -> None:
    for who in (*STAFF, None, "Chika"):
        for path in PUBLIC:
            assert api.get(f"/public/{path}", who=who).status_code == 200


def test_everybody_follows_the_public_stream(api: "Api") -> None:
    with api.follow("/public/stream", who=None) as following:
        assert following.next()[0] == "clock"


@pytest.mark.parametrize("who", ["Aoi", "Fumi", "Elena"])
def test_the_commander_operators_and_branches_acknowledge(
    api: "Api", world: "World", who: str
) -> None:
    alert_id = world.raise_alert(3)

    answer = api.post(f"/hq/alerts/{alert_id}/acknowledge", who=who)

    assert answer.status_code == 200
    assert answer.json()["properties"]["acknowledged_by"] == who


def test_a_viewer_does_not_acknowledge(api: "Api", world: "World") -> None:
    alert_id = world.raise_alert(3)

    answer = api.post(f"/hq/alerts/{alert_id}/acknowledge", who="Daichi")

    assert answer.status_code == 403
    assert answer.json()["error"] == {
        "code": "not_allowed",
        "message": "viewer Daichi may not acknowledge: branch, commander, operator may",
    }
    assert world.acts() == []


@pytest.mark.parametrize(
    ("who", "status"),
    [("Aoi", 202), ("Fumi", 202), ("Elena", 403), ("Daichi", 403), ("Chika", 401), (None, 401)],
)
def test_the_commander_and_operators_rule_of_alerts(
    api: "Api", world: "World", who: str | None, status: int
) -> None:
    alert_id = world.raise_alert(3)
    ruling = {"verdict": "surge", "reason": "seen from the bridge"}

    answer = api.post(f"/hq/alerts/{alert_id}/rulings", who=who, json=ruling)

    assert answer.status_code == status
    assert len(world.acts()) == (status == 202)


@pytest.mark.parametrize(
    ("who", "status"),
    [("Aoi", 201), ("Fumi", 403), ("Elena", 403), ("Daichi", 403), ("Chika", 401), (None, 401)],
)
def test_the_commander_alone_publishes_policies(
    api: "Api", world: "World", who: str | None, status: int
) -> None:
    policy = {"rules": 'version = "mine"', "reason": "the river comes back"}

    answer = api.post("/hq/policies", who=who, json=policy)

    assert answer.status_code == status
    assert len(world.acts()) == (status == 201)
    assert len(api.get("/hq/policies").json()) == (status == 201)


@pytest.mark.parametrize(
    ("who", "status"),
    [("Aoi", 202), ("Fumi", 202), ("Elena", 403), ("Daichi", 403), ("Chika", 401), (None, 401)],
)
def test_the_commander_and_operators_try_rules(
    api: "Api", world: "World", who: str | None, status: int
) -> None:
    wanted = {"since": "2026-08-01T00:00:00Z", "until": "2026-09-01T00:00:00Z"}

    answer = api.post("/hq/backtests", who=who, json=wanted)

    assert answer.status_code == status
    assert len(world.acts()) == (status == 202)


@pytest.mark.parametrize("who", [None, "Chika"])
def test_who_is_not_known_does_not_acknowledge(api: "Api", world: "World", who: str | None) -> None:
    alert_id = world.raise_alert(3)

    answer = api.post(f"/hq/alerts/{alert_id}/acknowledge", who=who)

    assert answer.status_code == 401
    assert world.acts() == []


def test_no_public_route_has_been_forgotten_here(api: "Api") -> None:
    described = api.get("/openapi.json").json()["paths"]
    asked = {f"/public/{path}" for path in (*PUBLIC, "stream")}
    asked |= {"/public/phones", "/public/phones/{phone_id}/verify"}  # test_verify.py
    asked |= {"/public/messages/{code}"}  # alerting/test_proof.py
    asked |= {f"/public/push/{what}" for what in ("key", "opened/{delivery_id}", "subscriptions")}

    routes = {re.sub(r"\{station_id\}", "otaki", path) for path in described}

    assert {path for path in routes if path.startswith("/public")} == asked
