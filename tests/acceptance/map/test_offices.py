"""Between offices: what one writes the other reads at once, takes, and answers by name."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from kawamori.testing.staff import employ, link_for

if TYPE_CHECKING:
    from conftest import Headquarters

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.without_map,
]


ELENA = "エレナ"


def at_offices(hq: "Headquarters", person: str) -> Page:
    """Open the offices' view as somebody, and wait until it is live."""
    link = link_for(hq.town.connection, person)
    page = hq.open(f"/hq/?run=&view=offices#link={link}")
    page.locator("[data-link=live]").wait_for()
    return page


def test_a_branch_reads_takes_and_answers_what_headquarters_writes(
    hq: "Headquarters",
) -> None:
    employ(hq.town.connection, ELENA, "branch")
    desk, branch = at_offices(hq, "葵"), at_offices(hq, ELENA)
    desk.get_by_label("内容").fill("小滝のカメラが曇っている")
    desk.get_by_role("button", name="申し送りを書く").click()

    note = branch.locator("[data-note]")
    expect(note).to_contain_text("小滝のカメラが曇っている")
    expect(branch.get_by_role("button", name="連絡")).to_contain_text("1")
    note.get_by_role("button", name="読んだ").click()
    expect(desk.locator("[data-note]")).to_contain_text(ELENA)

    desk.get_by_role("button", name="依頼").first.click()
    desk.get_by_label("宛先").select_option(label="北支所")
    desk.get_by_label("依頼する内容").fill("土のう200袋")
    desk.get_by_role("button", name="依頼する").click()
    branch.get_by_role("button", name="依頼").first.click()
    request = branch.locator("[data-request]")
    request.get_by_role("button", name="引き受ける").click()
    expect(desk.locator("[data-state=taken]")).to_contain_text(ELENA)
    expect(request.get_by_role("button", name="断る")).to_be_disabled()  # without a reason


def test_a_situation_report_is_one_press_away(hq: "Headquarters") -> None:
    hq.observe(0.5, 1.2, 2.1, 2.8)
    desk = at_offices(hq, "葵")

    desk.get_by_role("button", name="状況報告", exact=True).click()
    desk.get_by_role("button", name="状況報告を作る").click()

    expect(desk.locator("[data-report]")).to_contain_text("全市 第1報")
    with desk.context.expect_page() as opened:
        desk.get_by_role("link", name="A4で開く").click()
    expect(opened.value.locator("body")).to_contain_text("川辺橋")
