"""Master data by drafts: nothing holds, is shown or is told before a named person publishes it.

Aoi commands headquarters, Fumi operates its desk, Elena sits at a branch, Daichi looks on.
"""

from typing import TYPE_CHECKING

import pytest

from api.testing.drafting import BECAUSE, LADDER, NEW, danger_m, draft, lower, publish
from kawamori.testing.town import KAWABE

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@pytest.mark.parametrize(
    ("who", "status"),
    [("Aoi", 201), ("Fumi", 201), ("Elena", 403), ("Daichi", 403), ("Chika", 401), (None, 401)],
)
def test_the_commander_and_operators_draft(
    api: "Api", world: "World", who: str | None, status: int
) -> None:
    answer = draft(api, "thresholds", KAWABE, {**LADDER, "danger_m": 3.5}, who=who)  # type: ignore[arg-type]

    assert answer.status_code == status
    acts = [("administer", "draft/1")] if status == 201 else []
    assert [act[2:] for act in world.acts()] == acts
    assert danger_m(world) == 4.0


@pytest.mark.parametrize(
    ("who", "status"), [("Aoi", 200), ("Fumi", 403), ("Elena", 403), ("Daichi", 403)]
)
def test_the_commander_alone_publishes(api: "Api", world: "World", who: str, status: int) -> None:
    made = lower(api, danger_m=3.5)

    assert publish(api, made, who).status_code == status
    assert danger_m(world) == (3.5 if status == 200 else 4.0)


def test_a_published_ladder_is_a_version_with_its_author_and_what_it_changed(
    api: "Api", world: "World"
) -> None:
    publish(api, lower(api, danger_m=3.5))

    newest, first = api.get(f"/hq/admin/history?what=thresholds&subject={KAWABE}").json()
    assert (newest["author"], first["author"]) == ("Aoi", "test")
    assert newest["differences"] == [{"field": "danger_m", "before": 4.0, "after": 3.5}]
    assert (newest["draft_id"], newest["because"]) == (1, BECAUSE)
    assert world.acts()[-1] == ("Aoi", "commander", "publish", f"thresholds/{KAWABE}")


def test_what_cant_stand_is_refused_with_every_value_and_what_to_do(api: "Api") -> None:
    wrong = {**LADDER, "caution_m": "２.５m", "danger_m": 2.9, "overflow_m": 250}

    answer = draft(api, "thresholds", KAWABE, wrong)

    assert answer.status_code == 400
    told = answer.json()["error"]["message"]
    assert "caution_m: 「２.５m」は数値ではありません" in told
    assert "danger_m: 氾濫危険水位 2.90 m は 避難判断水位 3.00 m より高くしてください" in told
    assert "overflow_m: 250 m は範囲外です" in told
    assert api.get("/hq/admin/drafts").json() == []


def test_a_place_far_from_the_city_is_refused_and_a_swap_is_guessed(api: "Api") -> None:
    swapped = {**NEW, "lat": 138.95, "lon": 35.08}
    far = {**NEW, "lat": 43.06, "lon": 141.35}

    assert "138.95 ° は範囲外" in draft(api, "station", "jouryu", swapped).text
    assert "km 離れています" in draft(api, "station", "jouryu", far).text
    assert "基準面がありません" in draft(api, "station", "jouryu", {**NEW, "datum": ""}).text
    wrong_mode = draft(api, "station", "jouryu", {**NEW, "mode": "camera"}).text
    assert "「camera」は選べません" in wrong_mode


def test_a_draft_is_not_published_without_the_phrase_nor_untried_without_a_reason(
    api: "Api", world: "World"
) -> None:
    made = lower(api, danger_m=3.5)

    mistyped = publish(api, {**made, "phrase": "川辺橋"})
    untried = publish(api, made, because="")

    assert (mistyped.status_code, untried.status_code) == (400, 409)
    assert "「川辺橋 基準水位」と入力" in mistyped.text
    assert "試すか、試さない理由を書いて" in untried.text
    assert danger_m(world) == 4.0


def test_of_two_drafts_against_the_same_values_the_second_is_drafted_anew(api: "Api") -> None:
    first, second = lower(api, danger_m=3.5), lower(api, danger_m=3.8)
    publish(api, first)

    late = publish(api, second)

    assert late.status_code == 409
    assert "danger_m 4.0 → 3.5" in late.json()["error"]["message"]
    again = publish(api, first)
    assert again.status_code == 409
    assert "すでに Aoi が処理しています" in again.text


def test_a_dropped_draft_stays_readable_and_is_never_published(api: "Api") -> None:
    made = lower(api, danger_m=3.5)

    api.post(f"/hq/admin/drafts/{made['draft_id']}/drop", json={"because": "見合わせ"}, who="Fumi")

    assert publish(api, made).status_code == 409
    assert api.get("/hq/admin/drafts").json() == []
    [ended] = api.get("/hq/admin/drafts?ended=true").json()
    assert (ended["state"], ended["because"], ended["ended_by"]) == ("dropped", "見合わせ", "Fumi")


def test_a_new_station_is_nobodys_until_it_is_published(api: "Api") -> None:
    made = draft(api, "station", "jouryu", NEW).json()

    def public() -> list[str]:
        found = api.get("/public/stations", who=None).json()["features"]
        return sorted(each["id"] for each in found)

    assert "jouryu" not in public()
    assert api.get("/hq/stations").text.count("上流橋") == 0
    assert publish(api, made).status_code == 200
    assert "jouryu" in public()
    shown = next(s for s in api.get("/hq/admin/stations").json() if s["station_id"] == "jouryu")
    assert (shown["danger_m"], shown["is_retired"]) == (3.5, False)


def test_a_sensor_says_what_it_would_make_of_the_newest_reading(api: "Api", world: "World") -> None:
    world.observe(world.now, 2.5)
    values = {"kind": "distance", "unit": "m", "offset_m": 8.2, "scale": 1}

    asked = {"what": "sensor", "subject": KAWABE, "values": values}
    checked = api.post("/hq/admin/check", json=asked, who="Fumi").json()

    assert checked["faults"][0]["weight"] == "doubt"
    assert "水位 5.70 m になります（今は 2.50 m）" in checked["faults"][0]["ja"]
    made = draft(api, "sensor", KAWABE, values).json()
    assert publish(api, made).status_code == 200
    assert draft(api, "sensor", KAWABE, values).status_code == 400  # it holds already


def test_phrases_are_offered_once_published_and_no_longer_when_withdrawn(api: "Api") -> None:
    values = {"kind": "order_reason", "ja": "堤防の決壊のおそれ", "en": "The levee may fail"}
    made = draft(api, "phrase", "levee", values).json()
    assert api.get("/hq/phrases?kind=order_reason").json() == []

    publish(api, made)

    [offered] = api.get("/hq/phrases?kind=order_reason").json()
    assert offered["texts"] == {"ja": "堤防の決壊のおそれ", "en": "The levee may fail"}
    assert draft(api, "phrase", "other", {"kind": "shelter", "en": "School"}).status_code == 400
    values["zh-hant"] = "堤防有潰決之虞"
    publish(api, draft(api, "phrase", "levee", values).json())
    [offered] = api.get("/hq/phrases").json()
    assert offered["texts"]["zh-hant"] == "堤防有潰決之虞"
    gone = draft(api, "phrase", "levee", {**values, "withdrawn": True}).json()
    publish(api, gone)
    assert api.get("/hq/phrases").json() == []
