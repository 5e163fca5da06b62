"""A browser shows a token once and is known for a shift, by a cookie no script can read."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

AOI = {"token": "aoi-commands-headquarters"}


def test_a_token_buys_a_session(api: "Api") -> None:
    with api.browser() as browser:
        signed_in = browser.post("/hq/session", json=AOI)

        assert signed_in.status_code == 204
        me = browser.get("/hq/me").json()
        assert (me["person"], me["role"]) == ("Aoi", "commander")
        assert "release" in me["acts"]


def test_the_cookie_is_out_of_reach_and_does_not_hold_the_token(api: "Api") -> None:
    answer = api.post("/hq/session", who=None, json=AOI)

    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("kawamori_session=")
    assert {"HttpOnly", "SameSite=strict", "Path=/", "Max-Age=43200"} <= set(cookie.split("; "))
    assert AOI["token"] not in cookie


def test_a_token_that_is_nobodys_buys_nothing(api: "Api") -> None:
    answer = api.post("/hq/session", who=None, json={"token": "chika-was-here-last-year"})

    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert "chika" not in answer.text


def test_signing_out_ends_the_session(api: "Api") -> None:
    with api.browser() as browser:
        browser.post("/hq/session", json=AOI)
        browser.delete("/hq/session")

        assert browser.get("/hq/me").status_code == 401


def test_a_page_of_another_site_can_not_act_with_the_cookie(api: "Api", world: "World") -> None:
    alert_id = world.raise_alert(3)
    with api.browser() as browser:
        browser.post("/hq/session", json=AOI)

        lured = browser.post(
            f"/hq/alerts/{alert_id}/acknowledge", headers={"Origin": "http://evil.test"}
        )
        own = browser.post(f"/hq/alerts/{alert_id}/acknowledge", headers={"Origin": api.served.url})

    assert lured.status_code == 403
    assert lured.json()["error"]["message"].startswith("a page of http://evil.test may not act")
    assert own.status_code == 200


def test_what_was_posted_is_not_repeated_in_the_answer(api: "Api") -> None:
    answer = api.post("/hq/session", who=None, json={"tokem": "my-precious-secret"})

    assert answer.status_code == 400
    assert "my-precious-secret" not in answer.text


def test_a_body_without_end_is_refused(api: "Api") -> None:
    long = b'{"token": "' + b"x" * 100_000 + b'"}'

    at_once = api.post("/hq/session", who=None, content=long)
    bit_by_bit = api.post("/hq/session", who=None, content=iter([long[:50_000], long[50_000:]]))

    for answer in (at_once, bit_by_bit):
        assert answer.status_code == 413
        assert answer.json()["error"]["code"] == "too_large"
