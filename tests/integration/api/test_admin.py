"""Master data by drafts: nothing holds, is shown or is told before a named person publishes it.

Aoi commands headquarters, Fumi operates its desk, Elena sits at a branch, Daichi looks on.
"""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from alerting.assess import Judge
from alerting.jobs.backtests import do_backtest
from kawamori.storage.river.stations import judged_stations
from kawamori.testing.areas import settle_districts
from kawamori.testing.town import KAWABE, Town

if TYPE_CHECKING:
    import httpx

    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

LADDER = {
    "standby_m": 1.0,
    "caution_m": 2.0,
    "evacuation_m": 3.0,
    "danger_m": 4.0,
    "overflow_m": None,
    "release_m": 0.1,
}
NEW = {
    "name": "上流橋",
    "name_en": "",
    "river": "川辺川",
    "lat": 35.08,
    "lon": 138.95,
    "mode": "regular",
    "interval_min": "１０",
    "datum": "T.P.",
    "caution_m": "2.0",
    "danger_m": "3.5",
}
BECAUSE = "河川改修に伴う見直し"


def draft(
    api: "Api", what: str, subject: str, values: dict[str, Any], who: str = "Fumi"
) -> "httpx.Response":
    wanted = {"what": what, "subject": subject, "values": values}
    return api.post("/hq/admin/drafts", json=wanted, who=who)


def lower(api: "Api", **rungs: float | None) -> dict[str, Any]:
    answer = draft(api, "thresholds", KAWABE, {**LADDER, **rungs})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def publish(
    api: "Api", made: dict[str, Any], who: str = "Aoi", because: str = BECAUSE, **more: Any
) -> "httpx.Response":
    said = {"phrase": made["phrase"], "because": because, **more}
    return api.post(f"/hq/admin/drafts/{made['draft_id']}/publish", json=said, who=who)


def danger_m(world: "World", station_id: str = KAWABE) -> float | None:
    return next(
        each.thresholds.danger_m
        for each in judged_stations(world.connection)
        if each.station.station_id == station_id
    )


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


def test_a_version_for_a_time_to_come_holds_from_then_on(api: "Api", world: "World") -> None:
    made = lower(api, danger_m=3.5)
    soon = datetime.now(UTC) + timedelta(days=3)

    assert publish(api, made, valid_from=soon.isoformat()).status_code == 200

    assert danger_m(world) == 4.0
    [planned, _] = api.get(f"/hq/admin/history?what=thresholds&subject={KAWABE}").json()
    assert planned["is_ahead"]
    world.connection.execute("UPDATE thresholds SET valid_from = now() WHERE author = 'Aoi'")
    assert danger_m(world) == 3.5
    past = publish(api, lower(api, danger_m=3.4), valid_from="2026-01-01T00:00:00Z")
    assert "過去です" in past.text


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


def test_an_open_alert_keeps_a_station_from_being_retired_unless_somebody_writes_why(
    api: "Api", world: "World"
) -> None:
    world.assess(3, 3.2)
    alert_id = world.raise_alert(3)
    made = draft(api, "retirement", KAWABE, {"retired": True}).json()

    refused = publish(api, made, because="")
    overridden = publish(api, made, because="橋の架け替えで撤去した")

    assert refused.status_code == 409
    assert "アラートが 1 件続いています" in refused.text
    assert overridden.status_code == 200

    def is_judged() -> bool:
        return any(s.station.station_id == KAWABE for s in judged_stations(world.connection))

    assert is_judged()  # or nobody could ever clear the alert
    assert KAWABE in api.get("/public/stations", who=None).text
    world.close(alert_id)
    assert not is_judged()
    assert KAWABE not in api.get("/public/stations", who=None).text
    [shown] = [s for s in api.get("/hq/admin/stations").json() if s["station_id"] == KAWABE]
    assert shown["is_retired"]
    back = draft(api, "retirement", KAWABE, {"retired": False}).json()
    assert publish(api, back).status_code == 200
    assert is_judged()


def test_a_retired_stations_readings_are_kept_and_judged_no_more(
    api: "Api", world: "World", database: str
) -> None:
    town = Town(world.connection, datetime.now(UTC) - timedelta(hours=3))
    judge = Judge(database, town.wall)

    def settle() -> int:
        while judge.step():
            pass
        judge.sweep()
        row = world.connection.execute("SELECT count(*) FROM alerts").fetchone()
        return int(row[0]) if row else 0

    town.observe(0.5, 0.5)
    assert settle() == 0
    made = draft(api, "retirement", KAWABE, {"retired": True}).json()
    assert publish(api, made, because="").status_code == 200
    settle()
    town.observe(4.5, 4.5, 4.5)

    assert settle() == 0
    stored = world.connection.execute("SELECT count(*) FROM observations").fetchone()
    assert stored == (5,)
    back = draft(api, "retirement", KAWABE, {"retired": False}).json()
    publish(api, back)
    settle()
    town.observe(4.5, 4.5, 4.5)
    assert settle() == 1
    judge.forget()


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


def test_a_stations_file_is_drafted_row_by_row_and_published_together(
    api: "Api", world: "World"
) -> None:
    text = (
        "station_id,name,river,danger_m,evacuation_m\n"
        "kawabe-bridge,川辺橋,川辺川,3.6,3.0\notaki,小滝,小滝川,2.5,\nnew-one,新設,小滝川,3,\n"
    )
    path = "/hq/admin/files?kind=stations&name=stations.csv"
    answer = api.post(path, content=text.encode(), who="Fumi")
    assert answer.status_code == 201, answer.text
    taken = answer.json()

    rows = [(r["what"], r["subject"], len(r["differences"])) for r in taken["rows"]]
    assert rows[0] == ("thresholds", KAWABE, 1)
    assert [row[:2] for row in rows[1:]] == [("thresholds", "otaki"), ("station", "new-one")]
    said = {"phrase": taken["phrase"], "because": BECAUSE}
    done = api.post(f"/hq/admin/files/{taken['file_id']}/publish", json=said, who="Aoi")
    assert done.status_code == 200, done.text
    assert (danger_m(world), danger_m(world, "otaki")) == (3.6, 2.5)
    sheet = api.get("/hq/admin/stations.csv").content
    same = api.post(path, content=sheet, who="Fumi")
    assert same.status_code == 400
    assert "変わるものがありません" in same.text


def test_a_file_of_areas_shows_who_is_new_changed_and_withdrawn(api: "Api", world: "World") -> None:
    settle_districts(world.connection)
    areas = api.get("/hq/areas").json()["features"]
    kept = next(each for each in areas if each["properties"]["area_id"] == "kawara")
    properties = {
        name: kept["properties"][name]
        for name in ("area_id", "name", "name_en", "reading", "households", "risk")
    }
    changed = {**kept, "properties": {**properties, "population": 999}}
    square = [[138.97, 35.03], [138.98, 35.03], [138.98, 35.04], [138.97, 35.03]]
    new = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [square]},
        "properties": {"area_id": "shinmachi", "name": "新町"},
    }
    path = "/hq/admin/files?kind=areas&name=areas.geojson&withdraw_others=true"
    sent = {"type": "FeatureCollection", "features": [changed, new]}

    taken = api.post(path, json=sent, who="Fumi").json()

    said = {row["subject"]: row for row in taken["rows"]}
    assert said["shinmachi"]["standing"] is None
    fields = [d["field"] for d in said["kawara"]["differences"]]
    assert "population" in fields
    assert "geometry" not in fields
    assert said["minato"]["proposed"]["withdrawn"]
    done = api.post(
        f"/hq/admin/files/{taken['file_id']}/publish", json={"phrase": taken["phrase"]}, who="Aoi"
    )
    assert done.status_code == 200, done.text
    ids = {each["properties"]["area_id"] for each in api.get("/hq/areas").json()["features"]}
    assert ids == {"kawara", "shinmachi"}


def test_phrases_are_offered_once_published_and_no_longer_when_withdrawn(api: "Api") -> None:
    values = {"kind": "order_reason", "ja": "堤防の決壊のおそれ", "en": "The levee may fail"}
    made = draft(api, "phrase", "levee", values).json()
    assert api.get("/hq/phrases?kind=order_reason").json() == []

    publish(api, made)

    [offered] = api.get("/hq/phrases?kind=order_reason").json()
    assert offered["texts"] == {"ja": "堤防の決壊のおそれ", "en": "The levee may fail"}
    assert draft(api, "phrase", "other", {"kind": "shelter", "en": "School"}).status_code == 400
    gone = draft(api, "phrase", "levee", {**values, "withdrawn": True}).json()
    publish(api, gone)
    assert api.get("/hq/phrases").json() == []


def test_the_trial_says_how_much_earlier_it_fires_and_how_often_for_nothing(
    api: "Api", world: "World", database: str
) -> None:
    town = Town(world.connection, datetime(2026, 8, 1, tzinfo=UTC))
    flood = [0.5 + 0.1 * n for n in range(36)] + [4.1] * 6 + [4.0 - 0.1 * n for n in range(36)]
    rise = [0.5 + 0.1 * n for n in range(27)] + [3.1] * 6 + [3.0 - 0.1 * n for n in range(26)]
    for river in (flood, rise):
        town.observe(*[0.4] * 100, *river, *[0.4] * 100)
    made = lower(api, evacuation_m=2.6, danger_m=3.0)

    tried = api.post(f"/hq/admin/drafts/{made['draft_id']}/try", who="Fumi")
    assert tried.status_code == 202, tried.text
    number = tried.json()["trial"]["backtest_id"]
    do_backtest(database, lambda: datetime.now(UTC), number, lambda: False)

    whole = api.get(f"/hq/admin/drafts/{made['draft_id']}").json()
    found = whole["trial"]["found"]
    assert whole["trial"]["state"] == "done", whole["trial"]
    assert found["summary"].startswith("fires ")
    assert "min earlier" in found["summary"]
    assert "1 more false" in found["summary"], found["summary"]
    [timeline] = found["timelines"]
    danger = [c for c in timeline["crossings"] if c["level"] == 4]
    assert len(danger) == 1
    assert danger[0]["after_lead_min"] > danger[0]["before_lead_min"]
    false = [fire for fire in timeline["after"]["fires"] if fire["is_false"]]
    assert [fire["level"] for fire in false] == [4]
    assert publish(api, made, because="").status_code == 200


def test_publishing_itself_raises_and_tells_nothing_and_the_next_reading_is_judged_by_it(
    api: "Api", world: "World", database: str
) -> None:
    town = Town(world.connection, datetime.now(UTC) - timedelta(hours=3))
    judge = Judge(database, town.wall)

    def settle() -> None:
        while judge.step():
            pass
        judge.sweep()

    town.observe(1.2, 1.3, 1.4, 1.5, 1.5, 1.5)
    settle()

    def told() -> tuple[int, ...]:
        tables = ("alerts", "transitions", "messages", "deliveries", "assessments")
        counts = [world.connection.execute(f"SELECT count(*) FROM {t}").fetchone() for t in tables]  # noqa: S608 our own names
        return tuple(row[0] for row in counts if row)

    before = told()
    made = lower(api, caution_m=1.1, evacuation_m=1.2, danger_m=1.4, standby_m=1.0)
    [effect] = [each for each in made["effects"] if each["run"] == ""]
    assert (effect["level"], effect["level_then"], effect["becomes"]) == (1, 4, "raised")
    assert effect["tells_residents"]

    assert publish(api, made).status_code == 200
    settle()

    assert told() == before
    assert api.get("/hq/alerts?open=true").json()["features"] == []
    town.observe(1.5, 1.5, 1.5)
    settle()
    [alert] = api.get("/hq/alerts?open=true").json()["features"]
    assert alert["properties"]["level"] == 4
    assert told()[2] > before[2]
    judge.forget()


def test_consoles_hear_that_master_data_changed(api: "Api") -> None:
    made = lower(api, danger_m=3.5)
    with api.follow("/hq/stream") as following:
        following.until("clock")
        publish(api, made)

        changed = following.until("stations")
        assert changed["features"][0]["properties"]["thresholds"]["danger_m"] == 3.5
        assert following.until("master") == {"kinds": ["thresholds", "drafts"]}
