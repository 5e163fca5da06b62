"""Whoever is called takes it by one tap; looking at the link takes nothing."""

import logging
from typing import TYPE_CHECKING

import pytest

from api.server import hide_links

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

CALL = """
WITH who AS (
  INSERT INTO subscribers (address_encrypted, address_hash)
  VALUES ('x', gen_random_uuid()::text::bytea) RETURNING subscriber_id
), may AS (
  INSERT INTO reachable SELECT 0, subscriber_id FROM who
), roster AS (
  INSERT INTO duty (network, position, person, subscriber_id)
  SELECT 'city', 1, 'Goro <b>', subscriber_id FROM who
), step AS (
  SELECT transition_id, alert_id, kind, to_level, observed_at FROM transitions
  WHERE alert_id = %(alert_id)s
), call AS (
  INSERT INTO calls (run_no, alert_id, transition_id, cause, subject, level, opened_at)
  SELECT 0, alert_id, transition_id, 'level', transition_id, to_level, observed_at FROM step
  RETURNING call_id
), what AS (
  INSERT INTO messages (run_no, status, transition_id, kind, level, audience, routed_at)
  SELECT 0, 'actual', transition_id, kind, to_level, 'staff', now() FROM step
  RETURNING message_id
), told AS (
  INSERT INTO call_messages SELECT call_id, 1, message_id FROM call, what
)
INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language, body, link)
SELECT message_id, 0, subscriber_id, 'sms', 3, 'ja', '避難判断水位 川辺橋。', %(link)s
FROM what, who
"""
PATH = "/a/nobody-guesses-it"


@pytest.fixture
def alert_id(api: "Api", world: "World") -> int:
    alert_id = world.raise_alert(3)
    link = api.settings.public_url.rstrip("/") + PATH
    world.connection.execute(CALL, {"alert_id": alert_id, "link": link})
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
