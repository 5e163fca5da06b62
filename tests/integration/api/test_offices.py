"""Offices hand over to and ask one another by name, and issue reports of how things stand."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from api.testing.ordering import PHRASE, compose, do
from kawamori.testing.areas import settle_districts
from kawamori.testing.staff import OFFICE

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

NOTE = {"shift": "夜勤", "body": "小滝のカメラが曇っている", "to_all": True}
SAND = {"to_office": OFFICE, "what": "土のう200袋を川原町へ"}


def post(api: "Api", path: str, who: str = "Fumi", **said: object) -> Any:
    answer = api.post(f"/hq/{path}", who=who, json=said)
    assert not answer.is_error, answer.text
    return answer.json() if answer.content else None


def refused(api: "Api", path: str, who: str = "Fumi", **said: object) -> tuple[int, str]:
    answer = api.post(f"/hq/{path}", who=who, json=said)
    return answer.status_code, answer.json()["error"]["message"]


def test_a_note_is_written_for_a_shift_and_read_by_name(api: "Api", world: "World") -> None:
    note = post(api, "notes", **NOTE)

    post(api, f"notes/{note['note_id']}/read", who="Elena")
    post(api, f"notes/{note['note_id']}/read", who="Elena")

    [shown] = api.get("/hq/notes").json()
    assert (shown["shift"], shown["person"], shown["from_office"]) == ("夜勤", "Fumi", None)
    assert [(r["person"], r["office"]) for r in shown["reads"]] == [("Elena", OFFICE)]
    assert world.acts() == [
        ("Fumi", "operator", "note", f"note/{note['note_id']}"),
        ("Elena", "branch", "read_note", f"note/{note['note_id']}"),
    ]


def test_a_note_stays_in_its_run_and_is_never_rewritten(api: "Api", world: "World") -> None:
    world.start_drill("drill")
    note = post(api, "notes", **NOTE)

    assert api.get("/hq/notes?run=drill").json() == []
    status, why = refused(api, f"notes/{note['note_id']}/read?run=drill")
    assert (status, why) == (404, f"there is no note {note['note_id']} in this run")
    with pytest.raises(Exception, match="append-only"):
        world.connection.execute("UPDATE hand_overs SET body = 'nothing'")


def test_a_note_is_for_all_or_for_one_office(api: "Api") -> None:
    assert refused(api, "notes", **NOTE, to_office=OFFICE)[0] == 400
    assert refused(api, "notes", **NOTE | {"to_all": False, "to_office": "nowhere"}) == (
        404,
        "there is no office 'nowhere'",
    )


def test_a_request_is_taken_and_done_by_the_office_that_was_asked(api: "Api") -> None:
    asked = post(api, "requests", **SAND)
    path = f"requests/{asked['request_id']}"

    taken = post(api, f"{path}/take", who="Elena")
    done = post(api, f"{path}/done", who="Elena", note="21:40 搬入済み")

    assert (asked["state"], taken["state"], done["state"]) == ("asked", "taken", "done")
    assert [(s["step"], s["person"], s["office"]) for s in done["steps"]] == [
        ("take", "Elena", OFFICE),
        ("done", "Elena", OFFICE),
    ]
    assert api.get("/hq/requests?open=true").json() == []
    assert refused(api, f"{path}/refuse", note="遅い") == (
        409,
        "this request is done already: look at it again",
    )


def test_a_request_is_refused_with_a_reason_that_is_kept(api: "Api") -> None:
    path = f"requests/{post(api, 'requests', **SAND)['request_id']}"

    assert refused(api, f"{path}/refuse", who="Elena")[0] == 400
    shown = post(api, f"{path}/refuse", who="Elena", note="車両が出払っている")

    assert (shown["state"], shown["steps"][0]["note"]) == ("refused", "車両が出払っている")


def test_an_office_answers_for_itself_alone_and_asks_another(api: "Api") -> None:
    to_hq = post(api, "requests", who="Elena", what="職員2名の応援")

    status, why = refused(api, f"requests/{to_hq['request_id']}/take", who="Elena")

    assert (status, why) == (403, f"Elena sits at {OFFICE}: 本部 was asked")
    assert refused(api, "requests", what="自分へ")[0] == 400
    assert post(api, f"requests/{to_hq['request_id']}/take")["steps"][0]["office"] is None


@pytest.mark.parametrize(
    ("who", "status"),
    [("Aoi", 201), ("Fumi", 201), ("Elena", 201), ("Daichi", 403), ("Chika", 401), (None, 401)],
)
@pytest.mark.parametrize("path", ["notes", "requests", "reports"])
def test_all_but_viewers_write_ask_and_report(
    api: "Api", world: "World", path: str, who: str | None, status: int
) -> None:
    asked = SAND | {"to_office": None if who == "Elena" else OFFICE}
    said: dict[str, object] = {"notes": NOTE, "requests": asked}.get(path, {})

    assert api.post(f"/hq/{path}", who=who, json=said).status_code == status
    assert len(world.acts()) == (status == 201)


@pytest.mark.parametrize("path", ["notes/1/read", "requests/1/take"])
def test_a_viewer_only_looks_on(api: "Api", world: "World", path: str) -> None:
    assert refused(api, path, who="Daichi")[0] == 403
    assert world.acts() == []


def test_whoever_follows_is_told_at_once(api: "Api") -> None:
    with api.follow("/hq/stream", who="Elena") as following:
        following.until("clock")
        post(api, "notes", **NOTE)
        assert following.until("notes")[0]["body"] == NOTE["body"]
        post(api, "requests", **SAND)
        assert following.until("requests")[0]["state"] == "asked"


def flood(api: "Api", world: "World") -> None:
    settle_districts(world.connection)
    world.observe(world.now, 3.2)
    world.assess(3, 3.2)
    world.raise_alert(3)
    do(api, compose(api), "release", phrase=PHRASE)
    post(api, "requests", **SAND, needed_by="2026-09-01T00:00:00Z")


def test_a_report_says_how_things_stand_and_is_kept_as_it_was_issued(
    api: "Api", world: "World"
) -> None:
    flood(api, world)

    first = post(api, "reports", note="川原町で道路冠水")
    world.assess(4, 4.1, at=world.now + timedelta(minutes=1))
    second = post(api, "reports")

    assert (first["number"], second["number"]) == (1, 2)
    again = api.get(f"/hq/reports/{first['report_id']}").json()
    assert again == first
    facts = again["facts"]
    assert (facts["rivers"][0]["river"], facts["rivers"][0]["highest"]["level"]) == ("川辺川", 3)
    assert [g["station_id"] for g in facts["worst"]] == ["kawabe-bridge"]
    assert [o["name"] for o in facts["orders"]] == ["避難指示"]
    assert [(q["to"], q["is_overdue"]) for q in facts["requests"]] == [("北支所", True)]
    assert second["facts"]["worst"][0]["level"] == 4
    with pytest.raises(Exception, match="append-only"):
        world.connection.execute("DELETE FROM situation_reports")


def test_an_offices_report_is_of_its_districts_and_counted_apart(
    api: "Api", world: "World"
) -> None:
    flood(api, world)
    post(api, "reports")
    world.connection.execute("UPDATE offices SET area_ids = '{yama}'")
    report = post(api, "reports", who="Elena", office=OFFICE)

    assert (report["number"], report["facts"]["office"]["name"]) == (1, "北支所")
    assert (report["facts"]["worst"], report["facts"]["orders"]) == ([], [])
    assert len(report["facts"]["requests"]) == 1
    world.connection.execute("UPDATE offices SET area_ids = '{kawara}'")
    assert post(api, "reports", who="Elena", office=OFFICE)["facts"]["orders"] != []


def test_a_report_is_printed_and_exported(api: "Api", world: "World") -> None:
    flood(api, world)
    number = post(api, "reports", note="=1+1")["report_id"]

    page = api.get(f"/hq/reports/{number}/print").text
    csv = api.get(f"/hq/reports/{number}/csv").content.decode("utf-8-sig")
    pdf = api.ask("GET", f"/hq/reports/{number}/pdf", timeout=120)

    assert "状況報告　第1報" in page
    assert "避難指示（警戒レベル4）" in page
    assert "（期限超過）" in page
    assert "note,1,note,'=1+1" in csv
    assert pdf.content.startswith(b"%PDF")


def test_a_report_of_a_rehearsal_says_so(api: "Api", world: "World") -> None:
    world.start_drill("drill")
    number = post(api, "reports?run=drill")["report_id"]

    assert "【訓練】" in api.get(f"/hq/reports/{number}/print").text
    assert api.get("/hq/reports").json() == []
