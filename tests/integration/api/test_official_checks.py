"""Official information is looked at before it is entered, and before it is passed on."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kawamori.people import AreaSubscription, Language, PhoneNumber, Subscriber
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.testing.areas import settle_districts

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def flood(**other: object) -> dict[str, Any]:
    issued_at = (datetime.now(UTC) - timedelta(minutes=10)).isoformat()
    said = {"name": "レベル4氾濫危険警報", "issuer": "気象庁・国土交通省", "rivers": ["川辺川"]}
    return {**said, "issued_at": issued_at, **other}


def check(api: "Api", **other: object) -> dict[str, Any]:
    answer = api.post("/hq/official/check", who="Fumi", json=flood(**other))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def codes(checked: dict[str, Any]) -> list[str]:
    return [doubt["code"] for doubt in checked["doubts"]]


def test_looking_enters_nothing_and_says_what_it_would_cover(api: "Api", world: "World") -> None:
    checked = check(api)

    assert (checked["alert_level"], checked["station_ids"]) == (4, ["kawabe-bridge"])
    assert (checked["doubts"], checked["passes_on"]) == ([], False)
    assert api.get("/hq/official?open=false").json()["official"] == []
    assert world.acts() == []


def test_what_would_stand_no_more_is_named(api: "Api") -> None:
    hour_ago = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    stands = api.post("/hq/official", json=flood(name="レベル3氾濫警報", issued_at=hour_ago)).json()

    assert check(api)["replaces"] == [stands["official_id"]]
    older = (datetime.now(UTC) - timedelta(hours=2)).isoformat()
    assert codes(check(api, issued_at=older)) == ["not_the_newest"]


def test_doubts_are_said_and_forbid_nothing(api: "Api") -> None:
    assert codes(check(api, issuer="川辺市")) == ["unknown_issuer"]
    assert codes(check(api, rivers=["川辺側"])) == ["covers_nothing"]
    assert codes(check(api, control_status="訓練")) == ["another_mark"]
    assert codes(check(api, issued_at="2026-01-01T00:00:00Z")) == ["old"]
    assert api.post("/hq/official", json=flood(issuer="川辺市")).status_code == 201
    refused = api.post("/hq/official/check", json=flood(name="氾濫警戒情報"))
    assert refused.status_code == 400


def test_a_quotation_is_seen_with_its_reach_before_anybody_is_told(
    api: "Api", world: "World"
) -> None:
    connection = world.connection
    settle_districts(connection)
    set_area_stations(connection, "kawara", ["kawabe-bridge"], author="test")
    for number, language in (("+819011110001", Language.JA), ("+819011110002", Language.EN)):
        wanted = (AreaSubscription("kawara"),)
        who = Subscriber(PhoneNumber(number), language, areas=wanted)
        add_subscriber(connection, AddressSeal(bytes(32)), who)
    entered = api.post("/hq/official", json=flood()).json()
    path = f"/hq/official/{entered['official_id']}/pass-on"

    seen = api.get(path, who="Daichi").json()

    assert (seen["area_ids"], seen["people"]) == (["kawara"], 2)
    assert seen["sms_parts"] >= 2
    (japanese,) = [
        text for text in seen["texts"] if (text["channel"], text["language"]) == ("sms", "ja")
    ]
    assert "レベル4氾濫危険警報" in japanese["body"]
    english = [text for text in seen["texts"] if text["language"] == "en"]
    assert all(text["is_fallback"] for text in english)  # nobody has confirmed the term
    assert world.messages() == []
    assert api.post(path).status_code == 200
    assert api.get(path).status_code == 409


def test_the_names_say_their_level_and_whose_word_they_are(api: "Api") -> None:
    names = {each["name"]: each for each in api.get("/hq/official/names", who="Daichi").json()}

    assert names["レベル5高潮特別警報"]["alert_level"] == 5
    assert "気象庁・国土交通省" in names["レベル3氾濫警報"]["issuers"]


@pytest.mark.parametrize(("who", "status"), [("Aoi", 200), ("Fumi", 200), ("Elena", 403)])
def test_who_may_enter_may_check(api: "Api", who: str, status: int) -> None:
    assert api.post("/hq/official/check", who=who, json=flood()).status_code == status


def test_a_piece_that_was_passed_on_wrongly_is_taken_back_by_two(
    api: "Api", world: "World"
) -> None:
    settle_districts(world.connection)
    set_area_stations(world.connection, "kawara", ["kawabe-bridge"], author="test")
    entered = api.post("/hq/official", json=flood()).json()
    told = api.post(f"/hq/official/{entered['official_id']}/pass-on").json()["message_id"]
    wrong = {"kind": "retract", "because": "河川の誤り"}

    composed = api.post(f"/hq/messages/{told}/correction", who="Fumi", json=wrong).json()
    released = api.post(
        f"/hq/corrections/{composed['correction_id']}/release", json={"phrase": composed["phrase"]}
    )

    assert composed["phrase"] == "川辺川 レベル4氾濫危険警報 取消"
    assert released.status_code == 200
    assert [(family, kind) for family, kind, *_ in world.messages()] == [
        ("official", "issue"),
        ("official", "retract"),
    ]
    (texts,) = world.connection.execute(
        "SELECT body FROM message_texts WHERE message_id = %s AND channel = 'sms'"
        " AND language = 'ja'",
        (released.json()["message_id"],),
    ).fetchall()
    assert texts[0].startswith("【取消】")
    assert "レベル4氾濫危険警報" in texts[0]
