"""A resident's cry for help is seen, taken by name, called back, and closed with what was done."""

import os
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kawamori.messages.answers import Meaning
from kawamori.people import PhoneNumber
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.telling.inbound import Sender, record_inbound

if TYPE_CHECKING:
    from conftest import Headquarters

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.without_map,
]

FUMI = "fumi-operates-the-desk"
AOI = "aoi-commands-headquarters"
SEAL = AddressSeal(b"kawamori-kawamori-kawamori-kawa!")
PICTURES = os.environ.get("PICTURES")


def cry(hq: "Headquarters", body: str, *, rehearsed: bool = False) -> None:
    sender = Sender(PhoneNumber("+819012345678"), (), (), None, rehearsed)
    with hq.town.connection.transaction():
        record_inbound(
            hq.town.connection,
            SEAL,
            sender,
            provider_id=f"SM{body}",
            body=body,
            meaning=Meaning.OTHER,
            now=datetime.now(UTC),
        )


def test_a_cry_for_help_does_not_lie_unread(hq: "Headquarters") -> None:
    page, other = hq.desk(token=FUMI), hq.desk(token=AOI)
    nav = page.get_by_role("navigation", name="画面")
    expect(nav.get_by_role("button", name=re.compile(r"^受信$"))).to_be_visible()

    cry(hq, "助けて 二階まで水がきた")

    nav.get_by_role("button", name=re.compile(r"受信 ?1")).click()
    answer = page.locator("[data-inbound]")
    expect(answer).to_contain_text("助けて 二階まで水がきた")
    expect(answer).to_contain_text("5678")
    expect(page.locator("body")).not_to_contain_text("09012345678")
    answer.get_by_role("button", name="引き受ける").focus()
    page.keyboard.press("Enter")
    expect(answer).to_contain_text("文が対応中")
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/inbound.png")

    other.get_by_role("button", name=re.compile("^受信")).click()
    expect(other.locator("[data-inbound]")).to_contain_text("文が対応中")

    answer.get_by_role("button", name="番号を見る").click()
    expect(answer.get_by_role("link", name=re.compile(r"\+819012345678"))).to_be_visible()
    answer.get_by_label("どう対応したか").fill("消防へ引き継いだ")
    page.keyboard.press("Enter")

    expect(page.get_by_text("対応を待っている返信はありません。")).to_be_visible()
    expect(other.get_by_text("対応を待っている返信はありません。")).to_be_visible()
    acts = hq.town.connection.execute(
        "SELECT person, act FROM acts WHERE subject LIKE 'inbound/%%' ORDER BY act_id", ()
    ).fetchall()
    assert acts == [("文", "take"), ("文", "read number"), ("文", "close")]


def test_an_answer_of_a_rehearsal_is_shown_in_the_rehearsal_alone(hq: "Headquarters") -> None:
    hq.town.start_drill("drill-2026")
    cry(hq, "訓練です", rehearsed=True)

    real, drill = hq.desk(), hq.desk("drill-2026")
    for page in (real, drill):
        page.get_by_role("button", name=re.compile("^受信")).click()

    expect(drill.locator("[data-inbound]")).to_contain_text("【訓練】")
    expect(drill.get_by_text("実際に助けを求めている人はいません")).to_be_visible()
    expect(real.get_by_text("対応を待っている返信はありません。")).to_be_visible()
