"""A pass lets somebody do some things in some places for a while, and says so offline."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from api.testing.responders import (
    KEY,
    NAME,
    as_responder,
    cover,
    decide,
    make_fit,
    sign_up,
)
from kawamori.errors import InvalidError, NotAllowedError
from kawamori.responders.fitness import Reason
from kawamori.responders.passes import PassAsked
from kawamori.responders.people import Skill
from kawamori.storage.responders.passes import card_of, give_pass, holder_of
from kawamori.storage.responders.people import facts_of, fitness_of
from kawamori.storage.responders.signing import PassKeys, check_pass
from kawamori.storage.responders.steps import By
from kawamori.storage.staff.secrets import secret_hash
from kawamori.testing.responders import enrol

if TYPE_CHECKING:
    import httpx

    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

HOUR = timedelta(hours=1)


@pytest.fixture
def somebody(api: "Api", world: "World") -> dict[str, Any]:
    return sign_up(api, world.connection)


def later(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def give(api: "Api", hours: float = 12, **more: Any) -> "httpx.Response":
    return decide(api, 1, "passes", **{"valid_until": later(hours), **more})


def ready(api: "Api") -> None:
    decide(api, 1, "approve").raise_for_status()
    decide(api, 1, "covers", **cover()).raise_for_status()


def own(api: "Api", key: str) -> "httpx.Response":
    return as_responder(api, key, "GET", "/responders/me/pass")


def test_a_pass_is_shown_with_a_code_that_is_checked_offline(api: "Api", somebody: Any) -> None:
    pass_id = make_fit(api, 1, somebody["key"])

    card = own(api, somebody["key"]).raise_for_status().json()
    keys = api.get("/responders/keys", who=None).json()

    shown = check_pass(card["code"], keys, datetime.now(UTC))
    assert (shown.pass_id, shown.responder_id, shown.name) == (pass_id, 1, NAME)
    assert shown.skills == card["skills"] == ["general", "boat"]
    assert shown.area_ids == card["area_ids"] == []
    left = datetime.fromisoformat(card["expires_at"]) - datetime.now(UTC)
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    with pytest.raises(NotAllowedError):
        check_pass(card["code"], keys, datetime.now(UTC) + timedelta(minutes=31))


def test_a_code_never_outlasts_its_pass(api: "Api", somebody: Any) -> None:
    make_fit(api, 1, somebody["key"], hours=0.1)

    card = own(api, somebody["key"]).json()

    assert card["expires_at"] == card["valid_until"]


@pytest.mark.usefixtures("somebody")
def test_what_nobody_has_checked_is_on_no_pass(api: "Api") -> None:
    ready(api)

    answer = give(api, skills=["boat"])

    assert answer.status_code == 409
    assert answer.json()["error"]["message"] == (
        "boat: check the skill first, then give a pass for it"
    )


@pytest.mark.usefixtures("somebody")
def test_nobody_gets_a_pass_who_is_not_approved(api: "Api") -> None:
    decide(api, 1, "covers", **cover()).raise_for_status()

    assert give(api).status_code == 409


@pytest.mark.usefixtures("somebody")
def test_nobody_gets_a_pass_without_cover_for_all_of_it(api: "Api") -> None:
    decide(api, 1, "approve").raise_for_status()
    assert give(api).status_code == 409

    decide(api, 1, "covers", **cover(valid_until=later(2))).raise_for_status()

    assert (give(api, 3).status_code, give(api, 1).status_code) == (409, 201)


@pytest.mark.usefixtures("somebody")
def test_nobody_under_18_gets_a_pass(api: "Api", world: "World") -> None:
    ready(api)
    world.connection.execute("UPDATE responders SET is_adult_from = '2999-01-01'")

    assert give(api).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"valid_until": "2020-01-01T00:00:00Z"}, 400),
        ({"valid_until": later(24 * 8)}, 400),
        ({"skills": []}, 400),
        ({"area_ids": ["nowhere"]}, 404),
    ],
    ids=["past", "longer-than-a-week", "for-nothing", "unknown-area"],
)
@pytest.mark.usefixtures("somebody")
def test_a_pass_that_makes_no_sense_is_refused(
    api: "Api", wrong: dict[str, Any], status: int
) -> None:
    ready(api)

    assert give(api, **wrong).status_code == status


def test_a_pass_that_is_withdrawn_lets_nobody_through(api: "Api", somebody: Any) -> None:
    pass_id = make_fit(api, 1, somebody["key"])

    def withdraw(number: int, reason: str) -> int:
        path = f"/hq/responders/passes/{number}/withdraw"
        return api.post(path, who="Elena", json={"reason": reason}).status_code

    assert withdraw(pass_id, "") == 400
    assert withdraw(pass_id, "紛失") == 200
    assert (withdraw(pass_id, "紛失"), withdraw(99, "紛失")) == (409, 404)
    answer = own(api, somebody["key"])
    assert answer.status_code == 403
    assert "no pass" in answer.json()["error"]["message"]


def test_a_pass_ends_by_itself(api: "Api", world: "World", somebody: Any) -> None:
    make_fit(api, 1, somebody["key"])
    world.connection.execute(
        "UPDATE responder_passes SET valid_from = now() - interval '2 h',"
        " valid_until = now() - interval '1 s'"
    )

    assert own(api, somebody["key"]).status_code == 403
    me = as_responder(api, somebody["key"], "GET", "/responders/me").json()
    assert (me["state"], me["holds"], me["reasons"]) == ("approved", None, ["no_pass"])


def test_a_pass_that_begins_later_is_not_shown_yet(api: "Api", somebody: Any) -> None:
    ready(api)
    give(api, 5, valid_from=later(1)).raise_for_status()

    assert own(api, somebody["key"]).status_code == 403


def test_the_keys_are_everybodys_and_hold_nothing_private(api: "Api") -> None:
    [key] = api.get("/responders/keys", who=None).json()["keys"]

    assert key.keys() == {"kty", "crv", "x", "y", "kid", "alg", "use"}


def test_every_process_signs_alike(world: "World") -> None:
    now = datetime.now(UTC)
    key = enrol(world.connection, KEY, now=now).key
    holder = holder_of(world.connection, secret_hash(key), now)
    assert holder is not None

    card = card_of(world.connection, KEY, holder, now)

    assert check_pass(card.code, PassKeys(KEY).public(), now).name == "川辺 太郎"
    with pytest.raises(InvalidError):
        check_pass(card.code, PassKeys(b"x" * 32).public(), now)


def test_fitness_is_asked_of_many_at_once_and_for_a_task(world: "World") -> None:
    now = datetime.now(UTC)
    ben = enrol(world.connection, KEY, number="090-1111-0001", skills=["boat"], now=now)
    eri = enrol(world.connection, KEY, number="090-1111-0002", skills=["drone"], now=now)
    ids = [ben.responder_id, eri.responder_id, 99]

    assert fitness_of(world.connection, ids, now) == {1: [], 2: []}
    by_boat = fitness_of(world.connection, ids, now, skill=Skill.BOAT, area_ids=["honcho"])
    assert by_boat == {1: [], 2: [Reason.SKILL_NOT_CHECKED, Reason.SKILL_NOT_ON_PASS]}
    assert fitness_of(world.connection, ids, now + 13 * HOUR)[1] == [Reason.NO_PASS]


def test_a_pass_for_an_area_is_for_that_area(world: "World") -> None:
    now = datetime.now(UTC)
    ben = enrol(world.connection, KEY, pass_until=now + HOUR, now=now)
    world.connection.execute("DELETE FROM responder_passes")
    asked = PassAsked([Skill.GENERAL], ["honcho"], now, now + HOUR)
    give_pass(world.connection, ben.responder_id, asked, By("Aoi", "commander", now))

    def against(*areas: str) -> list[Reason]:
        return fitness_of(world.connection, [1], now, area_ids=areas)[1]

    assert (against("honcho"), against("honcho", "minato")) == ([], [Reason.OUTSIDE_AREA])
    assert facts_of(world.connection, [1])[1].passes[0].area_ids == {"honcho"}
