"""The chronology: one line of all that happened and was decided, and what people write into it."""

import csv
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import psycopg
import pypdf
import pytest

from api import paper
from api.testing.ordering import PHRASE, compose, do
from kawamori.testing.areas import settle_districts

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

OFFICIAL = {
    "name": "レベル4氾濫危険警報",
    "issuer": "気象庁・国土交通省",
    "rivers": ["川辺川"],
}


def read(api: "Api", query: str = "", *, who: str = "Daichi") -> dict[str, Any]:
    answer = api.get(f"/hq/chronology{query}", who=who)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def said(api: "Api", query: str = "") -> list[str]:
    return [entry["words_ja"] for entry in read(api, query)["entries"]]


def write(api: "Api", *, who: str = "Elena", query: str = "", **entry: object) -> Any:
    whole = {"entry_key": str(uuid4()), "kind": "information", "body": "越水の通報あり"} | entry
    return api.post(f"/hq/chronology{query}", who=who, json=whole)


@pytest.fixture
def event(api: "Api", world: "World") -> None:
    """Let a flood be met: an alert, official information, an order, what was done with it."""
    settle_districts(world.connection)
    alert_id = world.raise_alert(4, public_level=4)
    world.tell(alert_id)
    api.post(f"/hq/alerts/{alert_id}/acknowledge", who="Fumi").raise_for_status()
    issued = datetime.now(UTC) - timedelta(minutes=5)
    announced = OFFICIAL | {"issued_at": issued.isoformat()}
    api.post("/hq/official", who="Fumi", json=announced).raise_for_status()
    order = do(api, compose(api), "release", phrase=PHRASE)
    do(api, order, f"hand-offs/{order['hand_offs'][0]['hand_off_id']}/tick", note="放送済み")
    do(api, order, "report", who="Fumi", note="県危機管理課へ電話")
    write(api, who="Elena", source="自治会長", way="phone", station_id="kawabe-bridge")
    do(api, order, "lift", phrase="避難指示 川原町ほか1地区 解除")


@pytest.mark.usefixtures("event")
def test_all_that_happened_and_was_decided_is_in_one_line_with_names(api: "Api") -> None:
    entries = read(api, "?oldest_first=true")["entries"]

    told = [(entry["kind"], entry["person"], entry["words_ja"]) for entry in entries]
    area = "［川原町・港町］"
    assert told[0] == (
        "gauge",
        None,
        "川辺橋（川辺川）：氾濫危険水位（水位4）に到達、警戒開始　水位 3.20 m［本部］",
    )
    assert [each for each in told[1:] if each[0] != "message"] == [
        ("duty", "Fumi", "川辺橋（川辺川）：確認"),
        (
            "official",
            "Fumi",
            "気象庁・国土交通省「レベル4氾濫危険警報」（川辺川）を入力",
        ),
        (
            "order",
            "Fumi",
            f"避難指示（警戒レベル4）第1号{area}を起案　理由：川辺橋で氾濫危険水位に到達",
        ),
        ("order", "Goro", f"避難指示（警戒レベル4）第1号{area}を発令"),
        ("order", "Goro", "第1号の文面を防災行政無線へ引渡し済み（放送済み）"),
        (
            "order",
            "Fumi",
            f"避難指示（警戒レベル4）第1号{area}の発令を県へ報告（県危機管理課へ電話）",
        ),
        ("written", "Elena", "【情報】越水の通報あり（自治会長・電話）"),
        ("order", "Goro", f"避難指示（警戒レベル4）第1号{area}を解除"),
    ]
    messages = [entry for entry in entries if entry["kind"] == "message"]
    assert {(each["link"].split("/")[0], each["funnel"] is not None) for each in messages} == {
        ("message", True)
    }
    assert len(messages) == 3


@pytest.mark.usefixtures("event")
def test_pages_either_way_hold_each_entry_once_in_the_same_order(api: "Api") -> None:
    whole = [entry["entry"] for entry in read(api, "?limit=500")["entries"]]

    back, query = [], "?limit=3"
    while True:
        page = read(api, query)
        back += [entry["entry"] for entry in page["entries"]]
        if page["next"] is None:
            break
        query = f"?limit=3&before={page['next']}"
    forward, query = [], "?limit=4&oldest_first=true"
    while True:
        page = read(api, query)
        forward += [entry["entry"] for entry in page["entries"]]
        if page["next"] is None:
            break
        query = f"?limit=4&after={page['next']}"

    assert (len(whole) > 10, len(set(whole)) == len(whole)) == (True, True)
    assert back == whole
    assert forward == whole[::-1]


@pytest.mark.usefixtures("event")
def test_an_entry_is_the_same_whenever_it_is_asked_for(api: "Api", world: "World") -> None:
    parts = ("funnel", "muted_because", "corrected_by")

    def seen() -> list[dict[str, Any]]:
        entries = read(api, "?oldest_first=true")["entries"]
        return [{key: entry[key] for key in entry.keys() - set(parts)} for entry in entries]

    before = seen()
    world.connection.execute(
        "INSERT INTO station_facts (station_id, author, name, river, interval_s)"
        " VALUES ('kawabe-bridge', 'later', '新川辺橋', '川辺川', 60)"
    )
    write(api, corrects=_written(before)["entry"], body="越水ではなく内水")

    assert seen()[: len(before)] == before


def _written(entries: list[dict[str, Any]]) -> dict[str, Any]:
    return next(entry for entry in entries if entry["kind"] == "written")


@pytest.mark.usefixtures("event")
def test_what_became_known_later_is_not_there_as_of_then(api: "Api") -> None:
    entries = read(api, "?oldest_first=true")["entries"]
    middle = next(entry for entry in entries if entry["words_ja"].endswith("を発令"))
    then = middle["recorded_at"].replace("+", "%2B")

    known = read(api, f"?oldest_first=true&as_of={then}")

    assert known["now"] == middle["recorded_at"]
    assert [entry["entry"] for entry in known["entries"]] == [
        entry["entry"] for entry in entries if entry["recorded_at"] <= middle["recorded_at"]
    ]


@pytest.mark.usefixtures("event")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=official", 1),
        ("?kind=order&kind=official", 6),
        ("?person=Elena", 1),
        ("?person=Goro&kind=order", 3),
        ("?station=kawabe-bridge&kind=written", 1),
        ("?station=otaki", 0),
        ("?area=minato&kind=order", 5),
        ("?area=hama&kind=order", 0),
        ("?level=5", 0),
        ("?q=県 報告", 1),
        ("?q=自治会長", 1),
        ("?q=無い言葉", 0),
        ("?since=2100-01-01T00:00:00Z", 0),
        ("?until=2000-01-01T00:00:00Z", 0),
        ("?run=hello", 0),
    ],
)
def test_it_is_narrowed_down_by_anything_in_it(api: "Api", query: str, found: int) -> None:
    entries = read(api, query)["entries"]

    assert len([entry for entry in entries if entry["kind"] != "run"]) == found


def test_an_entry_sent_twice_is_one(api: "Api") -> None:
    key = str(uuid4())

    first, again = (write(api, entry_key=key, body="県へ自衛隊派遣を要請") for _ in range(2))
    other = write(api, entry_key=key, body="別の記録")

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 409)
    assert first.json() == again.json()
    assert len(read(api)["entries"]) == 1


def test_an_entry_is_set_right_once_and_stays(api: "Api") -> None:
    wrong = write(api, body="避難者 130人").json()
    right = write(api, who="Aoi", body="避難者 103人", corrects=wrong["entry"]).json()
    late = write(api, who="Fumi", body="避難者 113人", corrects=wrong["entry"])

    assert late.status_code == 409
    shown = {entry["entry"]: entry for entry in read(api)["entries"]}
    assert shown[wrong["entry"]]["corrected_by"] == right["entry"]
    assert shown[wrong["entry"]]["words_ja"] == "【情報】避難者 130人"
    assert right["corrects"] == wrong["entry"]


def test_nobody_rewrites_what_was_written(api: "Api", world: "World") -> None:
    write(api)

    for attempt in ("UPDATE entries SET body = '何もなかった'", "DELETE FROM entries"):
        with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
            world.connection.execute(attempt)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"body": " "}, "body"),
        ({"kind": "rumour"}, "kind"),
        ({"entry_key": "1"}, "entry_key"),
        ({"station_id": "nowhere"}, "there is no place 'nowhere'"),
        ({"lon": 138.9}, "both lon and lat"),
        ({"lon": 138.9, "lat": 35.0, "station_id": "otaki"}, "one of them"),
        ({"happened_at": "2100-01-01T00:00:00Z"}, "yet to come"),
        ({"corrects": "entry-99"}, "there is no entry 99"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(api: "Api", wrong: dict[str, Any], why: str) -> None:
    answer = write(api, **wrong)

    assert answer.status_code in (400, 404)
    assert why in answer.json()["error"]["message"]


def test_whoever_only_looks_on_writes_nothing(api: "Api") -> None:
    assert write(api, who="Daichi").status_code == 403
    assert [write(api, who=who).status_code for who in ("Aoi", "Fumi", "Elena")] == [201] * 3


@pytest.mark.usefixtures("event")
def test_it_is_taken_away_as_a_table_and_as_points(api: "Api") -> None:
    table = api.get("/hq/chronology.csv", who="Daichi")
    points = api.get("/hq/chronology.geojson", who="Daichi").json()

    lines = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    whole = read(api, "?oldest_first=true")["entries"]
    assert [line["entry"] for line in lines] == [entry["entry"] for entry in whole]
    assert [line["words_ja"] for line in lines] == [entry["words_ja"] for entry in whole]
    shapes = {feature["id"]: feature["geometry"] for feature in points["features"]}
    assert shapes["alert_step-1"] == {"type": "Point", "coordinates": [138.97, 35.05]}
    assert shapes["order-1"]["type"] == "MultiPoint"
    assert len(shapes["order-1"]["coordinates"]) == 2
    assert shapes["official-1"] is None


@pytest.mark.usefixtures("event")
def test_it_is_printed_the_oldest_first(api: "Api") -> None:
    made = api.get("/hq/chronology.pdf?kind=order&kind=written", who="Daichi")

    assert made.headers["content-type"] == "application/pdf"
    sheets = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.content)).pages]
    text = "".join("".join(sheets).split())
    order = ["を起案", "を発令", "を県へ報告", "越水の通報あり", "を解除"]
    places = [text.index(each) for each in order]
    assert places == sorted(places)
    assert "Elena" in text


def test_a_rehearsals_line_is_its_own(api: "Api", world: "World") -> None:
    world.start_drill("drill")

    write(api, query="?run=drill", body="訓練、訓練。本部を設置")

    assert said(api, "?run=drill&oldest_first=true") == [
        "訓練「drill」開始",
        "【情報】訓練、訓練。本部を設置",
    ]
    assert said(api) == ["訓練「drill」開始"]


def test_what_offices_ask_of_one_another_is_in_the_line(api: "Api", world: "World") -> None:
    world.connection.execute(
        "WITH asked AS (INSERT INTO office_requests (run_no, from_office, what, person, role,"
        " asked_at) VALUES (0, 'kita', '土のう200袋', 'Elena', 'branch', now())"
        " RETURNING request_id)"
        " INSERT INTO office_request_steps (request_id, step, person, role, at)"
        " SELECT request_id, 'take', 'Fumi', 'operator', now() + interval '1 second' FROM asked"
    )

    assert said(api, "?kind=offices&oldest_first=true") == [
        "要請第1号（北支所→本部）：土のう200袋",
        "要請第1号（土のう200袋）：着手",
    ]


def test_what_is_written_is_told_to_everybody_at_once(api: "Api") -> None:
    with api.follow("/hq/stream") as following:
        following.until("clock")
        written = write(api).json()
        told = following.until("chronology")

    assert told["newest"] == written["cursor"]
    assert read(api, f"?after={told['newest']}")["entries"] == []


def test_many_that_wait_for_paper_keep_nobody_else_waiting(
    api: "Api", monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, asked = threading.Semaphore(0), threading.Event()

    def slowly(_page: str) -> bytes:
        begun.release()
        asked.wait(15)
        return b"%PDF-"

    monkeypatch.setattr(paper, "pdf_of", slowly)
    with ThreadPoolExecutor(10) as readers:
        sent = [readers.submit(api.get, "/hq/chronology.pdf") for _ in range(10)]
        try:
            assert all(begun.acquire(timeout=10) for _ in sent)
            assert api.get("/hq/me").status_code == 200
        finally:
            asked.set()
        assert {each.result().status_code for each in sent} == {200}
