"""Whoever is called takes it by one tap; looking at the link takes nothing."""

import logging
from typing import TYPE_CHECKING

import pytest

from api.server import hide_links
from kawamori.testing.judged import write_call, write_subscriber

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

PATH = "/a/nobody-guesses-it"


@pytest.fixture
def alert_id(api: "Api", world: "World") -> int:
    alert_id = world.raise_alert(3)
    link = api.settings.public_url.rstrip("/") + PATH
    goro = write_subscriber(world.connection)
    write_call(world.connection, alert_id, person="Goro <b>", subscriber_id=goro, link=link)
    return alert_id


def acknowledged_by(api: "Api") -> str | None:
    (alert,) = api.get("/hq/alerts").json()["features"]
    by: str | None = alert["properties"]["acknowledged_by"]
    return by


def test_looking_takes_nothing(api: "Api", alert_id: int) -> None:
    page = api.get(PATH, who=None)

    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert "川辺橋（川辺川）" in page.text
    assert "対応します" in page.text
    assert "Goro &lt;b&gt;" in page.text
    assert (alert_id, acknowledged_by(api)) == (alert_id, None)


def test_one_tap_takes_it_in_the_name_of_whoever_was_called(
    api: "Api", world: "World", alert_id: int
) -> None:
    answer = api.post(PATH, who=None)

    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    assert acknowledged_by(api) == "Goro <b>"
    assert world.acts() == [("Goro <b>", "duty", "acknowledge", f"alert/{alert_id}")]
    taken = world.connection.execute("SELECT taken_by FROM calls").fetchall()
    assert taken == [("Goro <b>",)]
    assert "応答の必要なものはありません" in api.get(PATH, who=None).text


def test_who_is_second_by_the_link_changes_no_name(
    api: "Api", world: "World", alert_id: int
) -> None:
    api.post(f"/hq/alerts/{alert_id}/acknowledge", who="Aoi")

    assert api.post(PATH, who=None).status_code == 303

    assert acknowledged_by(api) == "Aoi"
    assert len(world.acts()) == 1


def test_a_link_that_was_never_sent_leads_nowhere(api: "Api", alert_id: int) -> None:
    assert api.get("/a/guessed", who=None).status_code == 404
    assert api.post("/a/guessed", who=None).status_code == 404
    assert api.get("/a/", who=None).status_code == 404
    assert (alert_id, acknowledged_by(api)) == (alert_id, None)


def test_the_link_is_on_no_list_that_others_see(api: "Api", alert_id: int) -> None:
    shown = api.get("/hq/deliveries", who="Daichi")

    assert shown.json()[0]["audience"] == "staff"
    assert "nobody-guesses-it" not in shown.text
    assert alert_id


def test_the_link_is_in_no_log() -> None:
    args = ("127.0.0.1:9", "GET", PATH, "1.1", 200)
    line = '%s - "%s %s HTTP/%s" %d'
    record = logging.LogRecord("uvicorn.access", logging.INFO, "", 0, line, args, None)

    assert hide_links(record)
    assert record.getMessage() == '127.0.0.1:9 - "GET /a/… HTTP/1.1" 200'
