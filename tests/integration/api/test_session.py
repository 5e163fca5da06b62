"""Who signs in is known for a shift, by a cookie no script can read, until it is ended."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from api.testing.asking import Api
from api.testing.serving import serve
from kawamori.storage.connections import Connection
from kawamori.storage.staff.accounts import (
    Author,
    account_named,
    set_role,
    withdraw_account,
)
from kawamori.storage.staff.links import make_link
from kawamori.storage.staff.passwords import set_password
from kawamori.testing.staff import link_for

if TYPE_CHECKING:
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

PASSWORD = "four herons on the weir"  # noqa: S105 of nobody real
AOI = {"name": "Aoi", "password": PASSWORD}
GORO = Author("Goro", "commander")
SHIFT_S = 12 * 3600


@pytest.fixture
def at_desk(api: Api, world: "World") -> Api:
    """Give Aoi a password."""
    staff_id = account_named(world.connection, "Aoi").staff_id
    now = datetime.now(UTC)
    set_password(world.connection, staff_id, PASSWORD, GORO, now, must_change=False)
    return api


@contextmanager
def signed_in(api: Api, who: Mapping[str, str] = AOI) -> Iterator[httpx.Client]:
    with api.browser() as browser:
        answer = browser.post("/hq/session", json=who)
        assert answer.json() == {"signed_in": True, "code_wanted": False}
        yield browser


def deeds(connection: Connection) -> list[tuple[str, str]]:
    query = "SELECT person, act FROM acts WHERE act <> 'password_staff' ORDER BY act_id"
    return connection.execute(query).fetchall()


def test_a_name_and_its_password_open_a_session(at_desk: Api, world: "World") -> None:
    with signed_in(at_desk) as browser:
        me = browser.get("/hq/me").json()

    assert (me["person"], me["role"], me["office"]) == ("Aoi", "commander", None)
    assert "release" in me["acts"]
    assert deeds(world.connection) == [("Aoi", "sign_in")]


def test_how_a_name_is_typed_makes_no_difference(at_desk: Api) -> None:
    with signed_in(at_desk, {"name": " ＡＯＩ ", "password": PASSWORD}) as browser:
        assert browser.get("/hq/me").json()["person"] == "Aoi"


def test_the_cookie_is_out_of_reach_and_the_database_does_not_hold_it(
    at_desk: Api, world: "World"
) -> None:
    answer = at_desk.post("/hq/session", who=None, json=AOI)

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("kawamori_session=")
    assert {"HttpOnly", "SameSite=strict", "Path=/", f"Max-Age={SHIFT_S}"} <= set(
        cookie.split("; ")
    )
    secret = cookie.split("=")[1].split(";")[0]
    rows = world.connection.execute("SELECT sessions::text, staff::text FROM sessions, staff")
    assert [row for row in rows if secret in "".join(row) or PASSWORD in "".join(row)] == []


@pytest.mark.parametrize("who", ["Aoi", "Nobody", "Chika"])
def test_what_is_wrong_is_not_told(at_desk: Api, world: "World", who: str) -> None:
    answer = at_desk.post("/hq/session", who=None, json={"name": who, "password": "x" * 12})

    assert answer.status_code == 401
    assert answer.json()["error"]["message"] == "the name, the password or the code is not right"
    assert "set-cookie" not in answer.headers
    assert deeds(world.connection) == [("Aoi" if who == "Aoi" else "-", "refused_sign_in")]


def test_a_link_signs_in_once(api: Api, world: "World") -> None:
    link = {"link": link_for(world.connection, "Fumi")}
    with api.browser() as browser:
        first = browser.post("/hq/session/link", json=link)
        again = api.post("/hq/session/link", who=None, json=link)

        assert (first.status_code, again.status_code) == (204, 401)
        assert browser.get("/hq/me").json()["person"] == "Fumi"


def test_a_stranger_does_not_fill_the_trail_with_links_that_are_none(
    api: Api, world: "World"
) -> None:
    with api.browser() as browser:
        tries = [
            browser.post("/hq/session/link", json={"link": "x"}).status_code for _ in range(60)
        ]

        link = {"link": link_for(world.connection, "Fumi")}
        assert browser.post("/hq/session/link", json=link).status_code == 204

    assert tries == [401] * 60
    assert deeds(world.connection).count(("-", "refused_sign_in")) == 50


def test_a_link_that_nobody_took_ends(api: Api, world: "World") -> None:
    fumi = account_named(world.connection, "Fumi").staff_id
    long_ago = datetime.now(UTC) - timedelta(minutes=16)
    link = make_link(world.connection, fumi, GORO, long_ago)

    assert api.post("/hq/session/link", who=None, json={"link": link}).status_code == 401


def test_signing_out_ends_the_session_wherever_its_cookie_is(at_desk: Api, world: "World") -> None:
    with signed_in(at_desk) as browser:
        kept = dict(browser.cookies)
        browser.delete("/hq/session")

        assert browser.get("/hq/me").status_code == 401
        stolen = httpx.get(f"{at_desk.served.url}/hq/me", cookies=kept)
        assert stolen.json()["error"]["message"] == "this session has ended: sign in again"
    assert deeds(world.connection)[-1] == ("Aoi", "sign_out")


def test_signing_out_everywhere_ends_every_session(at_desk: Api) -> None:
    with signed_in(at_desk) as here, signed_in(at_desk) as there:
        here.delete("/hq/sessions")

        assert (here.get("/hq/me").status_code, there.get("/hq/me").status_code) == (401, 401)


def test_a_session_and_a_key_end_when_the_account_is_withdrawn(
    at_desk: Api, world: "World"
) -> None:
    aoi = account_named(world.connection, "Aoi").staff_id
    with signed_in(at_desk) as browser:
        withdraw_account(world.connection, aoi, GORO, datetime.now(UTC))

        assert browser.get("/hq/me").status_code == 401
        assert at_desk.get("/hq/me", who="Aoi").status_code == 401
        assert at_desk.post("/hq/session", who=None, json=AOI).status_code == 401


def test_a_session_ends_when_the_role_changes(at_desk: Api, world: "World") -> None:
    aoi = account_named(world.connection, "Aoi").staff_id
    with signed_in(at_desk) as browser:
        set_role(world.connection, aoi, "viewer", None, GORO)

        assert browser.get("/hq/me").status_code == 401
        assert at_desk.get("/hq/me", who="Aoi").json()["role"] == "viewer"


@pytest.mark.parametrize("who", ["a session", "a key"])
def test_an_open_stream_ends_within_seconds_of_what_it_was_opened_with(
    at_desk: Api, world: "World", who: str
) -> None:
    aoi = account_named(world.connection, "Aoi").staff_id
    with (
        signed_in(at_desk) if who == "a session" else at_desk.browser("Aoi") as browser,
        browser.stream("GET", "/hq/stream") as following,
    ):
        lines = following.iter_lines()
        assert next(lines)

        withdraw_account(world.connection, aoi, GORO, datetime.now(UTC))
        began = datetime.now(UTC)
        for _ in lines:
            pass

    assert datetime.now(UTC) - began < timedelta(seconds=5)


def test_a_session_lies_idle_for_an_hour_at_most_but_not_while_its_stream_is_open(
    at_desk: Api,
) -> None:
    now = [datetime.now(UTC)]
    with serve(at_desk.settings, lambda: now[0]) as served:
        api = Api(served, at_desk.settings)
        with signed_in(api) as browser, signed_in(api) as left:
            with browser.stream("GET", "/hq/stream") as following:
                lines = following.iter_lines()
                assert next(lines)
                now[0] += timedelta(minutes=61)

                assert browser.get("/hq/me").status_code == 200
                assert left.get("/hq/me").status_code == 401

            now[0] += timedelta(hours=11)
            assert browser.get("/hq/me").status_code == 401


def test_a_page_of_another_site_can_not_act_with_the_cookie(at_desk: Api, world: "World") -> None:
    alert_id = world.raise_alert(3)
    evil = {"Origin": "http://evil.test"}
    with signed_in(at_desk) as browser:
        lured = browser.post(f"/hq/alerts/{alert_id}/acknowledge", headers=evil)
        own = browser.post(
            f"/hq/alerts/{alert_id}/acknowledge", headers={"Origin": at_desk.served.url}
        )
    signed_in_by_it = at_desk.post("/hq/session", who=None, json=AOI, headers=evil)

    assert (lured.status_code, signed_in_by_it.status_code) == (403, 403)
    assert lured.json()["error"]["message"].startswith("a page of http://evil.test may not act")
    assert own.status_code == 200


def test_what_was_posted_is_not_repeated_in_the_answer(api: Api) -> None:
    answer = api.post("/hq/session", who=None, json={"name": "Aoi", "pasword": "my-secret"})

    assert answer.status_code == 400
    assert "my-secret" not in answer.text


def test_a_body_without_end_is_refused(api: Api) -> None:
    long = b'{"name": "' + b"x" * 100_000 + b'"}'

    at_once = api.post("/hq/session", who=None, content=long)
    bit_by_bit = api.post("/hq/session", who=None, content=iter([long[:50_000], long[50_000:]]))

    for answer in (at_once, bit_by_bit):
        assert answer.status_code == 413
        assert answer.json()["error"]["code"] == "too_large"
