"""Passwords, codes and lock-outs: what is shown to be let in, and what is made of a wrong one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest
from pydantic import SecretStr
from pyotp.totp import TOTP

from api.testing.asking import Api
from api.testing.serving import serve
from kawamori.errors import ConflictError, InvalidError
from kawamori.settings import Settings
from kawamori.storage.staff.accounts import Author, account_named, set_role, withdraw_account
from kawamori.storage.staff.passwords import set_password
from kawamori.testing.staff import link_for

if TYPE_CHECKING:
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

PASSWORD = "four herons on the weir"  # noqa: S105 of nobody real
OWN = "eleven pines behind a barn"
GORO = Author("Goro", "commander")
PEOPLE_KEY = "a2F3YW1vcmkta2F3YW1vcmkta2F3YW1vcmkta2F3YSE="
MINUTE = timedelta(minutes=1)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Give the API the key that the codes' secrets are sealed with."""
    return settings.model_copy(update={"people_key": SecretStr(PEOPLE_KEY)})


@pytest.fixture
def fumi(api: Api, world: "World") -> int:
    """Give Fumi a password, and return her number."""
    assert api.settings.people_key
    staff_id = account_named(world.connection, "Fumi").staff_id
    give_password(world, staff_id, must_change=False)
    return staff_id


def give_password(world: "World", staff_id: int, *, must_change: bool) -> None:
    now = datetime.now(UTC)
    set_password(world.connection, staff_id, PASSWORD, GORO, now, must_change=must_change)


def knock(api: Api, password: str = PASSWORD, code: str = "", name: str = "Fumi") -> int:
    """Return what somebody is answered: 200 signed in, 202 a code is wanted."""
    asked = {"name": name, "password": password, "code": code}
    answer = api.post("/hq/session", who=None, json=asked)
    return 202 if answer.status_code == 200 and answer.json()["code_wanted"] else answer.status_code


def acts(world: "World") -> list[str]:
    return [act for _, _, act, _ in world.acts() if not act.startswith("password")]


def enrol(api: Api, world: "World") -> tuple[TOTP, list[str]]:
    """Set up Fumi's second factor as she does it, and return it with her recovery codes."""
    link = {"link": link_for(world.connection, "Fumi")}
    with api.browser() as browser:
        browser.post("/hq/session/link", json=link)
        begun = browser.post("/hq/me/totp").json()
        assert begun["qr"].startswith("data:image/svg+xml")
        telephone = pyotp.parse_uri(begun["uri"])
        assert isinstance(telephone, TOTP)
        wrong = browser.post("/hq/me/totp/confirm", json={"code": "000000"})
        before = telephone.at(datetime.now(UTC) - 30 * timedelta(seconds=1))
        confirmed = browser.post("/hq/me/totp/confirm", json={"code": before})
    assert wrong.status_code == 400
    return telephone, confirmed.json()["codes"]


@pytest.mark.usefixtures("fumi")
def test_a_second_factor_is_asked_for_and_each_code_is_taken_once(api: Api, world: "World") -> None:
    telephone, _ = enrol(api, world)

    assert knock(api) == 202
    now = telephone.now()
    assert knock(api, code="123456") == 401
    assert knock(api, code=now) == 200
    assert knock(api, code=now) == 401
    assert knock(api, code="９９９９９９") == 401
    sealed = world.connection.execute("SELECT totp_sealed FROM staff WHERE name = 'Fumi'")
    row = sealed.fetchone()
    assert row is not None
    assert telephone.secret.encode() not in row[0]


@pytest.mark.usefixtures("fumi")
def test_a_recovery_code_is_good_once(api: Api, world: "World") -> None:
    _, codes = enrol(api, world)

    assert len(set(codes)) == 10
    assert knock(api, code=codes[0].upper()) == 200
    assert knock(api, code=codes[0]) == 401
    assert knock(api, code=codes[1].replace("-", " ")) == 200


@pytest.mark.usefixtures("fumi")
def test_whoever_finds_a_session_open_sets_up_no_second_factor_of_their_own(
    api: Api, world: "World"
) -> None:
    enrol(api, world)
    link = {"link": link_for(world.connection, "Fumi")}
    with api.browser() as browser:
        browser.post("/hq/session/link", json=link)

        assert browser.post("/hq/me/totp").status_code == 409


@pytest.mark.parametrize("name", ["Fumi", "Nobody"])
@pytest.mark.usefixtures("fumi")
def test_after_five_refusals_a_name_waits_whoevers_it_is(
    api: Api, world: "World", name: str
) -> None:
    tries = [knock(api, "wrong and wrong", name=name) for _ in range(6)]

    assert tries == [401, 401, 401, 401, 401, 429]
    assert knock(api, name=name) == 429
    assert acts(world) == [*["refused_sign_in"] * 5, "lock_out"]
    kept = world.connection.execute("SELECT name_hash::text, address FROM sign_in_refusals")
    assert [row for row in kept if name in row[0] or row[1] != "127.0.0.1"] == []


@pytest.mark.usefixtures("fumi")
def test_a_lock_out_ends_by_itself_and_keeps_nobody_out_who_has_a_session_or_a_link(
    api: Api, world: "World"
) -> None:
    now = [datetime.now(UTC)]
    with serve(api.settings, lambda: now[0]) as served:
        late = Api(served, api.settings)
        for _ in range(6):
            knock(late, "wrong and wrong")
        link = {"link": link_for(world.connection, "Fumi")}

        assert late.post("/hq/session/link", who=None, json=link).status_code == 204
        now[0] += 14 * MINUTE
        assert knock(late) == 429
        now[0] += 2 * MINUTE
        assert knock(late) == 200


@pytest.mark.usefixtures("fumi")
def test_many_guesses_at_once_count_as_many(api: Api) -> None:
    with ThreadPoolExecutor(8) as many:
        tries = list(many.map(lambda _: knock(api, "wrong and wrong"), range(8)))

    assert sorted(tries) == [401] * 5 + [429] * 3


@pytest.mark.usefixtures("fumi")
def test_a_right_password_clears_what_was_counted(api: Api) -> None:
    for _ in range(3):
        assert [knock(api, "wrong and wrong") for _ in range(4)] == [401] * 4
        assert knock(api) == 200


def test_a_password_that_somebody_else_set_is_changed_before_all_else(
    api: Api, world: "World", fumi: int
) -> None:
    give_password(world, fumi, must_change=True)
    with api.browser() as browser, api.browser() as elsewhere:
        for each in (browser, elsewhere):
            each.post("/hq/session", json={"name": "Fumi", "password": PASSWORD})

        assert browser.get("/hq/me").json()["must_change"]
        assert browser.get("/hq/stations").status_code == 403
        wrong = browser.post("/hq/me/password", json={"current": "not it", "password": OWN})
        weak = {"current": PASSWORD, "password": "too short"}
        refused = [browser.post("/hq/me/password", json=weak).status_code for _ in range(6)]
        assert refused == [400] * 6  # no guesses, so nobody is locked out
        changed = browser.post("/hq/me/password", json={"current": PASSWORD, "password": OWN})
        assert (wrong.status_code, changed.status_code) == (400, 204)
        assert browser.get("/hq/stations").status_code == 200
        assert elsewhere.get("/hq/me").status_code == 401
    assert (knock(api), knock(api, OWN)) == (401, 200)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("eleven char", "has 11 characters"),
        ("x" * 201, "has 201 characters"),
        ("Qwertyuiop123!", "commonest"),
        ("1234567890123", "commonest"),
        ("abcdabcdabcd", "repeats itself"),
        ("Kawamori-2026", "is a name"),
    ],
)
def test_a_password_that_many_would_guess_is_refused(
    world: "World", fumi: int, password: str, why: str
) -> None:
    now = datetime.now(UTC)

    with pytest.raises(InvalidError, match=why):
        set_password(world.connection, fumi, password, GORO, now, must_change=False)


@pytest.mark.parametrize(
    "password", ["鷺と堰と松と納屋を思い出す", "correct horse battery", "zzzz yyyy xxxx wwww"]
)
def test_length_alone_makes_a_password_good(
    api: Api, world: "World", fumi: int, password: str
) -> None:
    now = datetime.now(UTC)
    set_password(world.connection, fumi, password, GORO, now, must_change=False)

    assert knock(api, password) == 200


def test_somebody_is_left_who_commands(world: "World", fumi: int) -> None:
    aoi = account_named(world.connection, "Aoi").staff_id
    goro = account_named(world.connection, "Goro").staff_id
    now = datetime.now(UTC)
    withdraw_account(world.connection, goro, GORO, now)

    with pytest.raises(ConflictError, match="the last who commands"):
        withdraw_account(world.connection, aoi, GORO, now)
    with pytest.raises(ConflictError, match="the last who commands"):
        set_role(world.connection, aoi, "operator", None, GORO)
    set_role(world.connection, fumi, "commander", None, GORO)
    withdraw_account(world.connection, aoi, GORO, now)


def test_what_was_done_is_never_rewritten(world: "World", fumi: int) -> None:
    assert fumi
    for table in ("acts", "staff_changes"):
        for statement in ("UPDATE {} SET details = '{{}}'", "DELETE FROM {}"):
            with pytest.raises(Exception, match=f"{table} is append-only"):
                world.connection.execute(statement.format(table).encode())
