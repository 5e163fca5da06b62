"""Hours worked, as a claim for compensation is checked against: a table for a spreadsheet."""

import csv
import io
from typing import TYPE_CHECKING

import pytest

from api.testing.responders import KEY
from kawamori.storage.people.visits import Reader
from kawamori.storage.responders.purging import purge_responders

if TYPE_CHECKING:
    from api.testing.on_duty import OnDuty

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def lines(duty: "OnDuty", query: str = "") -> list[dict[str, str]]:
    answer = duty.api.get(f"/hq/responders/hours.csv{query}", who="Daichi").raise_for_status()
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.text.startswith("\ufeff")  # spreadsheets take it for Shift_JIS otherwise
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))


def test_a_task_counts_from_the_first_step_out_to_the_last(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = duty.give(who)
    duty.began(task_id, 200)
    for step, minutes in (("accept", 150), ("there", 120), ("check_in", 60), ("done", 30)):
        duty.say(who, task_id, step, duty.ago(minutes)).raise_for_status()

    [line] = lines(duty)

    assert (line["responder_id"], line["hours"]) == (str(who.responder_id), "2.0")
    assert (line["category"], line["insurance"]) == ("volunteer", "V-1")
    assert (line["legal_basis"], line["document"]) == ("登録によるボランティア", "任命 2026-1")
    assert (line["was_missed"], line["given_by"]) == ("False", "Fumi")


def test_whoever_is_still_out_has_no_end_yet(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = duty.give(who)
    duty.say(who, task_id, "accept").raise_for_status()
    duty.order_out()

    [line] = lines(duty)
    assert (line["ended_at"], line["hours"]) == ("", "")

    duty.say(who, task_id, "safe").raise_for_status()
    assert lines(duty)[0]["ended_at"] != ""


def test_whoever_gave_up_on_the_way_worked_too(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = duty.give(who)
    duty.began(task_id, 90)
    duty.say(who, task_id, "on_the_way", duty.ago(75)).raise_for_status()
    duty.say(who, task_id, "decline", duty.ago(60)).raise_for_status()

    assert lines(duty)[0]["hours"] == "0.25"


def test_whoever_never_set_out_did_not_work(duty: "OnDuty") -> None:
    who = duty.enrol()
    duty.say(who, duty.give(who), "decline").raise_for_status()
    duty.give(duty.enrol())

    assert lines(duty) == []


def test_hours_are_of_their_run(duty: "OnDuty") -> None:
    who = duty.enrol()
    duty.say(who, duty.give(who), "accept").raise_for_status()
    duty.world.start_drill("drill")

    assert lines(duty, "?run=drill") == []


def test_no_cell_is_a_formula(duty: "OnDuty") -> None:
    who = duty.enrol()
    duty.say(who, duty.give(who, what="=1+1", place="@本町"), "accept").raise_for_status()

    [line] = lines(duty)

    assert (line["what"], line["place"]) == ("'=1+1", "'@本町")


def test_nobody_without_an_account_sees_them(duty: "OnDuty") -> None:
    assert duty.api.get("/hq/responders/hours.csv", who=None).status_code == 401


def test_they_stay_when_names_are_purged(duty: "OnDuty") -> None:
    who = duty.enrol()
    task_id = duty.give(who)
    duty.say(who, task_id, "accept").raise_for_status()
    duty.say(who, task_id, "done").raise_for_status()
    before = lines(duty)

    by = Reader("Aoi", "commander", "本部閉鎖")
    purge_responders(duty.connection, KEY, by, duty.now)

    assert lines(duty) == before
    [entry] = [
        each["words_ja"]
        for each in duty.api.get("/hq/chronology?kind=responders").json()["entries"]
        if "消去" in each["words_ja"]
    ]
    assert entry == "一時職員1人の個人情報を消去（本部閉鎖）"
