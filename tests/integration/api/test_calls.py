"""What reaches not everybody it is for is taken by somebody, by name: at a desk or by the link."""

from typing import TYPE_CHECKING, Any

import pytest

from kawamori.testing.judged import write_subscriber

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

LINK = "/a/nobody-guesses-this-either"
_STRANDED = """
WITH piece AS (
  INSERT INTO official_information (run_no, status, control_status, issuer, kind, name,
    alert_level, areas, issued_at, received_at, recorded_at, entered_by)
  VALUES (0, 'actual', '通常', '気象庁', 'flood', 'レベル4氾濫危険警報', 4, '{川原町}', now(),
          now(), now(), 'Fumi') RETURNING official_id
), told AS (
  INSERT INTO messages (run_no, status, family, kind, level, official_id, routed_at)
  SELECT 0, 'actual', 'official', 'issue', 4, official_id, now() FROM piece RETURNING message_id
), lost AS (
  INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language, body, state)
  SELECT message_id, 0, %(ben)s, 'sms', 4, 'ja', 'x', 'handed_over' FROM told
), roster AS (
  INSERT INTO duty (network, position, person, subscriber_id) VALUES ('city', 1, 'Goro', %(goro)s)
), call AS (
  INSERT INTO calls (run_no, about_message, cause, subject, level, opened_at, tries, times_told,
                     told_at)
  SELECT 0, message_id, 'handed_over', message_id::text, 4, now(), 1, 1, now() FROM told
  RETURNING call_id
), text AS (
  INSERT INTO messages (run_no, status, family, kind, level, audience, routed_at)
  VALUES (0, 'actual', 'duty', 'handed_over', 4, 'staff', now()) RETURNING message_id
), behind AS (
  INSERT INTO call_messages SELECT call_id, 1, message_id FROM call, text
)
INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language, body, link)
SELECT message_id, 0, %(goro)s, 'sms', 4, 'ja', '未達1人', %(link)s FROM text
"""


@pytest.fixture
def stranded(api: "Api", world: "World") -> None:
    """Have one piece reach nobody, and Goro be called about it."""
    people = {name: write_subscriber(world.connection) for name in ("ben", "goro")}
    link = api.settings.public_url.rstrip("/") + LINK
    world.connection.execute(_STRANDED.encode(), {**people, "link": link})


def calls(api: "Api", who: str = "Daichi") -> list[dict[str, Any]]:
    return list(api.get("/hq/calls", who=who).json())


@pytest.mark.usefixtures("stranded")
def test_everybody_sees_what_reaches_nobody_and_who_was_called(api: "Api") -> None:
    (call,) = calls(api)

    assert (call["name"], call["undelivered"], call["called"]) == (
        "レベル4氾濫危険警報",
        1,
        ["Goro"],
    )
    assert call["taken_by"] is None


@pytest.mark.usefixtures("stranded")
def test_it_is_taken_at_a_desk_once(api: "Api", world: "World") -> None:
    (call,) = calls(api)
    path = f"/hq/calls/{call['call_id']}/take"

    assert [each["taken_by"] for each in api.post(path, who="Fumi").json()] == ["Fumi"]
    assert api.post(path, who="Aoi").status_code == 409
    assert api.post("/hq/calls/999/take").status_code == 404
    assert world.acts() == [("Fumi", "operator", "take", f"message/{call['message_id']}")]


@pytest.mark.usefixtures("stranded")
def test_whoever_was_called_takes_it_by_one_tap(api: "Api") -> None:
    page = api.get(LINK, who=None).text
    assert "レベル4氾濫危険警報" in page
    assert "未達 1人" in page
    assert calls(api)[0]["taken_by"] is None  # looking takes nothing

    api.post(LINK, who=None)

    assert calls(api)[0]["taken_by"] == "Goro"
    assert "応答の必要なものはありません" in api.get(LINK, who=None).text


@pytest.mark.usefixtures("stranded")
@pytest.mark.parametrize(
    ("who", "status"),
    [("Aoi", 200), ("Fumi", 200), ("Elena", 403), ("Daichi", 403), (None, 401)],
)
def test_who_settles_what_was_handed_over_may_take_it(
    api: "Api", who: str | None, status: int
) -> None:
    (call,) = calls(api)

    assert api.post(f"/hq/calls/{call['call_id']}/take", who=who).status_code == status
