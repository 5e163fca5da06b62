"""An order goes from one person's draft over another's release to everybody, and is kept whole."""

from typing import TYPE_CHECKING, Any

import pytest

from api.testing.ordering import ORDER, PHRASE, announced, compose, do, preview, refused, shown
from kawamori.messages.proof import code_of, with_code
from kawamori.people import Language, QuietHours
from kawamori.testing.areas import settle_districts, settle_resident

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@pytest.fixture(autouse=True)
def districts(world: "World") -> None:
    settle_districts(world.connection)


def test_what_one_composed_another_releases_and_the_names_are_kept(
    api: "Api", world: "World"
) -> None:
    draft = compose(api)

    order = do(api, draft, "release", phrase=PHRASE)

    assert (draft["state"], order["state"]) == ("draft", "released")
    assert (order["name"], order["legal_basis"]) == ("避難指示", "60-1")
    assert (order["composed_by"], order["released_by"]) == ("Fumi", "Goro")
    assert (order["population"], order["households"]) == (13410, 5990)
    assert order["announced_at"] is not None
    assert shown(api) == [order]
    assert world.messages() == [("order", "issue", 4, f"order/{order['order_id']}")]
    assert world.acts() == [
        ("Fumi", "operator", "compose_order", f"order/{order['order_id']}"),
        ("Goro", "commander", "release_order", f"order/{order['order_id']}"),
    ]


@pytest.mark.parametrize("typed", ["", "避難指示", "避難指示 港町", "yes"])
def test_without_its_name_typed_nothing_goes_to_residents(
    api: "Api", world: "World", typed: str
) -> None:
    draft = compose(api)

    status, why = refused(api, draft, "release", phrase=typed)

    assert (status, world.messages()) == (400, [])
    assert f"type 「{PHRASE}」" in why
    assert shown(api) == [draft]


def test_in_a_rehearsal_no_phrase_is_asked_for_and_nothing_leaves_it(
    api: "Api", world: "World"
) -> None:
    world.start_drill("drill")
    draft = compose(api, query="?run=drill")

    assert preview(api, draft)["phrase"] is None
    order = do(api, draft, "release")

    assert (shown(api), announced(api)) == ([], [])
    assert shown(api, "?run=drill") == [order]
    texts = world.connection.execute("SELECT body FROM message_texts").fetchall()
    assert texts
    assert [body for (body,) in texts if not body.startswith("【訓練】")] == []


def test_whoever_composed_it_needs_another_or_a_reason_that_is_kept(api: "Api") -> None:
    draft = compose(api, who="Aoi")

    status, why = refused(api, draft, "release", who="Aoi", phrase=PHRASE)
    order = do(api, draft, "release", who="Aoi", phrase=PHRASE, alone_because="Goro is on the bank")

    assert (status, preview(api, compose(api, areas=["hama"]))["needs_another"]) == (403, False)
    assert "another commander releases it" in why
    assert order["steps"][0]["note"] == "Goro is on the bank"


@pytest.mark.parametrize(
    ("who", "composes", "releases"),
    [("Fumi", 201, 403), ("Elena", 403, 403), ("Daichi", 403, 403), (None, 401, 401)],
)
def test_operators_compose_and_only_commanders_release(
    api: "Api", who: str | None, composes: int, releases: int
) -> None:
    draft = compose(api, who="Aoi")

    composed = api.post("/hq/orders", who=who, json=ORDER | {"areas": ["hama"]})
    path = f"/hq/orders/{draft['order_id']}"
    released = api.post(f"{path}/release", who=who, json={"phrase": PHRASE})
    lifted = api.post(f"{path}/lift", who=who, json={"phrase": f"{PHRASE} 解除"})

    assert composed.status_code == composes
    assert (released.status_code, lifted.status_code) == (releases, releases)


def test_a_branch_composes_for_its_own_district_and_withdraws_its_own_drafts(api: "Api") -> None:
    everywhere = api.post("/hq/orders", who="Elena", json=ORDER)
    others = compose(api, areas=["kawara"])
    own = compose(api, who="Elena", areas=["minato"])

    assert everywhere.status_code == 403
    assert "its district is minato" in everywhere.json()["error"]["message"]
    assert refused(api, others, "withdraw", who="Elena")[0] == 403
    assert refused(api, own, "report", who="Elena")[0] == 403
    assert do(api, own, "withdraw", who="Elena")["state"] == "withdrawn"


def test_what_is_previewed_is_what_is_told(api: "Api", world: "World") -> None:
    draft = compose(api)
    before = preview(api, draft)

    do(api, draft, "release", phrase=before["phrase"], decided_at=before["decided_at"])

    query = "SELECT channel, language, body FROM message_texts"
    told = {(c, la): body for c, la, body in world.connection.execute(query)}
    previewed = {(t["channel"], t["language"]): t["body"] for t in before["texts"]}
    (drawn,) = {code_of(body) for (channel, _), body in told.items() if channel != "voice"}
    assert told == with_code(previewed, drawn)
    assert [len(body) for body in told.values()] == [len(previewed[key]) for key in told]
    order = shown(api)[0]
    assert [(h["way"], h["title"], h["body"]) for h in order["hand_offs"]] == [
        (h["way"], h["title"], h["body"]) for h in before["hand_offs"]
    ]


def test_the_preview_counts_who_reads_what_and_leaves_nothing_behind(
    api: "Api", world: "World"
) -> None:
    settle_resident(world.connection, "+819010000001", "kawara", Language.JA)
    settle_resident(world.connection, "+819010000002", "kawara", Language.EN)
    settle_resident(world.connection, "+819010000003", "minato", Language.EN)
    settle_resident(world.connection, "+819010000004", "hama", Language.JA)

    found = preview(api, compose(api))

    in_all = {r["language"]: r["people"] for r in found["recipients"] if r["area_id"] is None}
    by_area = {(r["area_id"], r["language"]): r["people"] for r in found["recipients"]}
    assert in_all == {"ja": 1, "en": 2}
    assert (by_area["kawara", "ja"], by_area["minato", "en"]) == (1, 1)
    parts = {t["language"]: t["parts"] for t in found["texts"] if t["channel"] == "sms"}
    assert found["people"] == 3
    assert found["sms_parts"] == parts["ja"] + 2 * parts["en"]
    assert world.messages() == []


def test_quiet_hours_hold_back_level_3_and_never_an_evacuation_order(
    api: "Api", world: "World"
) -> None:
    always = QuietHours.parse("00:00-23:59")
    settle_resident(world.connection, "+819010000001", "kawara", Language.JA, always)

    withheld = {
        level: sum(r["withheld"] for r in found["recipients"] if r["area_id"] is None)
        for level in (3, 4, 5)
        for found in [preview(api, compose(api, alert_level=level))]
    }

    assert withheld == {3: 1, 4: 0, 5: 0}


def test_what_speaks_against_an_order_is_said_before_its_release(
    api: "Api", world: "World"
) -> None:
    settle_resident(world.connection, "+819010000001", "kawara", Language.PT)
    standing = compose(api, alert_level=5, areas=["minato"])
    do(api, standing, "release", phrase="緊急安全確保 港町")

    lower = compose(api, alert_level=3, replaces=[standing["order_id"]])
    codes = {warned["code"]: warned["message"] for warned in preview(api, lower)["warnings"]}

    assert "港町" in codes["nobody_there"]
    assert codes["channel_off"] == "switched off, and nobody is told over it: sms 1"
    assert codes["lower_than_stands"] == "lower than what stands: 港町 緊急安全確保"


def test_an_old_draft_is_looked_at_again_before_its_release(api: "Api", world: "World") -> None:
    draft = compose(api)
    world.connection.execute("UPDATE orders SET composed_at = composed_at - interval '7 hours'")

    said = [warned for warned in preview(api, draft)["warnings"] if warned["code"] == "old_draft"]

    assert [warned["message_ja"][:4] for warned in said] == ["7時間前"]


def test_a_language_that_nobody_has_verified_is_sent_japanese_for_real(
    api: "Api", world: "World"
) -> None:
    settle_resident(world.connection, "+819010000001", "kawara", Language.PT)
    world.start_drill("drill")

    real, drill = preview(api, compose(api)), preview(api, compose(api, query="?run=drill"))

    def sms(found: dict[str, Any]) -> dict[str, tuple[str, bool]]:
        texts = (text for text in found["texts"] if text["channel"] == "sms")
        return {text["language"]: (text["body"], text["is_fallback"]) for text in texts}

    assert sms(real)["pt"] == (sms(real)["ja"][0], True)
    assert sms(drill)["pt"][1] is False
    assert "避難指示" in sms(drill)["pt"][0]
    assert [w["code"] for w in real["warnings"]].count("unverified_language") == 1


def test_official_information_that_stands_higher_is_said(api: "Api", world: "World") -> None:
    query = "INSERT INTO area_stations (area_id, station_id, added_by) VALUES (%s, %s, 'test')"
    world.connection.execute(query, ("kawara", "kawabe-bridge"))
    flood = {"issuer": "気象庁", "issued_at": "2026-09-01T12:00:00+09:00", "rivers": ["川辺川"]}

    def said(level: int) -> list[str]:
        draft = compose(api, alert_level=level, areas=["kawara"])
        return [w["code"] for w in preview(api, draft)["warnings"] if "official" in w["code"]]

    assert said(4) == ["official_is_lower"]
    assert api.post("/hq/official", json={"name": "flood_4", **flood}).status_code == 201
    assert (said(3), said(4), said(5)) == (["official_is_higher"], [], ["official_is_lower"])
