"""The chronology tells of responders in both languages, by number and never by name."""

import pytest

from kawamori.chronology import responders as words
from kawamori.responders.checkins import Step
from kawamori.responders.incidents import IncidentKind

TASK = {"task_id": 4, "responder_id": 7, "what": "土のう積み", "place": "本町公民館"}


def test_a_task_says_who_what_and_where() -> None:
    said = words.given(TASK)

    assert said.ja == "任務第4号：一時職員7番、土のう積み、本町公民館"
    assert said.en == "task 4: responder 7, 土のう積み, 本町公民館"


@pytest.mark.parametrize("step", [each for each in Step if each is not Step.CHECK_IN])
def test_every_step_has_its_words(step: Step) -> None:
    said = words.stepped(TASK | {"step": step, "note": "無線", "is_ours": False})

    assert said.ja.startswith("任務第4号（一時職員7番）：")
    assert said.ja.endswith("（無線）")
    assert said.en.startswith("task 4 (responder 7): ")


def test_who_orders_somebody_to_leave_is_told_apart_from_who_leaves() -> None:
    step = TASK | {"step": "withdraw", "note": ""}

    assert words.stepped(step | {"is_ours": True}).en == "task 4 (responder 7): ordered to leave"
    assert words.stepped(step | {"is_ours": False}).en == "task 4 (responder 7): leaving"


@pytest.mark.parametrize("because", ["filled", "ended", "canceled", "exhausted"])
def test_the_end_of_a_call_out_has_its_words(because: str) -> None:
    said = words.closed({"callout_id": 2, "because": because, "asked": 30, "coming": 12})

    assert said.ja.endswith("（要請30人、参集12人）")
    assert said.en.endswith("(30 asked, 12 coming)")


@pytest.mark.parametrize("kind", list(IncidentKind))
def test_every_report_has_its_words(kind: IncidentKind) -> None:
    said = words.reported({"responder_id": 7, "kind": kind, "body": ""})

    assert said.ja.startswith("現地報告（一時職員7番）：")
    assert said.en.startswith("report of responder 7: ")


def test_an_override_an_order_and_its_end() -> None:
    assert words.overridden({"area": "本町", "reason": "目視"}).ja == "任務制限の解除：本町（目視）"
    order = {"withdraw_id": 1, "people": 3, "reason": "堤防決壊のおそれ"}
    assert words.ordered_out(order).ja == "退避指示第1号：3人（堤防決壊のおそれ）"
    assert words.all_out(order).ja == "退避指示第1号：3人全員の無事を確認"
    assert words.purged({"people": 3, "reason": "本部閉鎖"}).en == (
        "who 3 responders were was erased (本部閉鎖)"
    )
