"""What an entry of the chronology says is made of stored facts alone, and reads the same always."""

from datetime import UTC, datetime

import pytest

from kawamori.chronology import affairs, gauges, orders, telling
from kawamori.chronology.entries import Cursor, Place
from kawamori.chronology.points import point_within
from kawamori.errors import InvalidError

KAWABE = {
    "station_id": "kawabe-bridge",
    "station_name": "川辺橋",
    "station_name_en": "Kawabe bridge",
    "river": "川辺川",
}
STEP = {"audience": "hq", "kind": "escalate", "from_level": 3, "to_level": 4, "stage_m": 4.2}


def test_a_step_of_an_alert_says_where_what_and_whose_side() -> None:
    said = gauges.transition(KAWABE | STEP | {"reasons": ["reached"]})

    assert said.ja == (
        "川辺橋（川辺川）：避難判断水位（水位3）から氾濫危険水位（水位4）へ上昇"
        "　水位 4.20 m［本部］"
    )
    assert (
        said.en
        == "Kawabe bridge: rose from evacuation (3) to danger (4), stage 4.20 m [headquarters]"
    )


@pytest.mark.parametrize(
    ("reason", "mark"), [("arrived_late", "後から判明"), ("unconfirmed_rise", "未確認")]
)
def test_what_is_unsure_or_late_says_so(reason: str, mark: str) -> None:
    assert mark in gauges.transition(KAWABE | STEP | {"reasons": [reason]}).ja


def test_silence_while_high_is_told_apart_from_silence() -> None:
    blind, dead = (
        gauges.change(KAWABE | {"change": change, "stage_m": 4.1}) for change in ("blind", "dead")
    )

    assert "BLIND" in blind.ja
    assert "BLIND" not in dead.ja


def test_an_order_names_its_areas_and_a_report_what_was_reported() -> None:
    order = {
        "order_id": 7,
        "name": "避難指示",
        "alert_level": 4,
        "area_names": [f"{nth}丁目" for nth in range(1, 9)],
        "step": "report",
        "of_step": "lift",
        "note": "県へFAX",
    }

    said = orders.stepped(order)

    assert said.ja == (
        "避難指示（警戒レベル4）第7号［1丁目・2丁目・3丁目・4丁目・5丁目・6丁目ほか2地区］"
        "の解除を県へ報告（県へFAX）"
    )
    assert "lifting reported to the prefecture" in said.en


def test_the_second_to_be_called_is_told_as_such() -> None:
    call = {"cause": "level", "about_message": None, "people": ["林"], "nth": 2}

    assert telling.call_told(KAWABE | call).ja == (
        "川辺橋（川辺川）：林を呼出し（2回目、前回は応答なし）"
    )


def test_only_thresholds_that_moved_are_told() -> None:
    rungs = dict.fromkeys(("standby_m", "caution_m", "evacuation_m", "danger_m", "overflow_m"), 1.0)

    said = affairs.thresholds(KAWABE | {"before": rungs, "after": rungs | {"danger_m": None}})

    assert said.ja == "川辺橋（川辺川）：基準水位を変更　氾濫危険 1.00 m→–"


def test_words_of_ours_are_never_called_a_warning_or_a_forecast() -> None:
    said = " ".join(
        words.ja
        for words in (
            *(
                gauges.transition(KAWABE | STEP | {"kind": k, "reasons": []})
                for k in ("raise", "clear")
            ),
            *(affairs.ENTRY_KINDS.values()),
        )
    )

    assert "警報" not in said
    assert "予報" not in said


def test_a_cursor_comes_back_as_it_was_given() -> None:
    cursor = Cursor(datetime(2026, 9, 1, 3, 10, 0, 123456, tzinfo=UTC), "order_step", 12)

    assert Cursor.parse(str(cursor)) == cursor


@pytest.mark.parametrize("text", ["", "1", "1.Order.2", "1.order.x", "1.order.2;DROP"])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidError, match="cursor"):
        Cursor.parse(text)


def test_a_point_of_an_area_lies_inside_it_though_its_middle_does_not() -> None:
    horseshoe = [
        [[0, 0], [6, 0], [6, 6], [5, 6], [5, 1], [1, 1], [1, 6], [0, 6], [0, 0]],
    ]

    found = point_within({"type": "Polygon", "coordinates": horseshoe})

    assert found in (Place(0.5, 3.0), Place(5.5, 3.0))
