"""Each thing that headquarters does is done by the keyboard alone, and the focus is never lost."""

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from kawamori.storage.staff.accounts import Author
from kawamori.storage.staff.passwords import set_password
from kawamori.testing.areas import settle_districts
from kawamori.testing.staff import employ, link_for
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from conftest import Headquarters

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.without_map,
]

FUMI = "fumi-operates-the-desk"
PHONE = (390, 844)
MOST_STOPS = 120
_STOP = """
() => {
  const at = document.activeElement;
  const style = getComputedStyle(at);
  const ids = (at.getAttribute("aria-labelledby") ?? "").split(" ").filter((id) => id !== "");
  const names = [
    at.getAttribute("aria-label"),
    ...ids.map((id) => document.getElementById(id)?.textContent),
    ...[...(at.labels ?? [])].map((label) => label.textContent),
    at.matches("input, select, textarea") ? null : at.textContent,
    at.getAttribute("title"),
  ];
  return {
    what: `${at.localName}#${at.id}.${at.getAttribute("class")} ${at.textContent.slice(0, 20)}`,
    isNamed: at === document.body || names.some((name) => (name ?? "").trim() !== ""),
    isSeen: at === document.body || style.outlineStyle !== "none" || style.boxShadow !== "none",
  };
}
"""


def reach(page: Page, wanted: Locator, *, key: str = "Tab") -> None:
    """Go from stop to stop until one has the focus; each stop is named and seen."""
    wanted.wait_for()
    passed: list[str] = []
    for _ in range(MOST_STOPS):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press(key)
        stop = page.evaluate(_STOP)
        passed.append(stop["what"])
        assert stop["isNamed"], f"has no name: {stop['what']}"
        assert stop["isSeen"], f"is not seen to have the focus: {stop['what']}"
    pytest.fail("never reached; passed:\n" + "\n".join(passed))


def press(page: Page, wanted: Locator, *, key: str = "Tab") -> None:
    """Reach a button and press it."""
    reach(page, wanted, key=key)
    page.keyboard.press("Enter")


def write(page: Page, field: Locator, text: str) -> None:
    """Reach a field and type into it, over what was there."""
    reach(page, field)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def skip(page: Page) -> None:
    """Go past the head of the page by the link that is its first stop."""
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")


def focused_in(place: Locator) -> None:
    """Wait until the focus is on something or within it."""
    until(lambda: place.evaluate("(place) => place.contains(document.activeElement)"))


def at_view(hq: "Headquarters", view: str, person: str = "葵") -> Page:
    """Open a view as somebody, and wait until it is live."""
    link = link_for(hq.town.connection, person)
    page = hq.open(f"/hq/?run=&view={view}#link={link}")
    page.locator("[data-link=live]").wait_for()
    return page


def test_somebody_signs_in_again_after_a_slip(hq: "Headquarters") -> None:
    connection = hq.town.connection
    number, author = employ(connection, "森", "operator"), Author("葵", "commander")
    words, now = "four herons on the weir", hq.town.wall()
    set_password(connection, number, words, author, now, must_change=False)
    page = hq.open("/hq/")
    password = page.get_by_label("パスワード", exact=True)

    write(page, page.get_by_label("氏名"), "森")
    write(page, password, "four herons")
    press(page, page.get_by_role("button", name="サインイン", exact=True))
    expect(page.get_by_role("alert")).not_to_be_empty()
    reach(page, password, key="Shift+Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type(words)
    page.keyboard.press("Enter")

    page.locator("[data-link=live]").wait_for()
    expect(page.locator(".who")).to_contain_text("森")
    skip(page)


def test_a_station_is_opened_from_the_list_read_and_closed(hq: "Headquarters") -> None:
    hq.add_gauge("kami", "上流橋", 138.99, 35.09)
    hq.observe(0.5, 1.2, 2.1, 2.8)
    page = hq.look()
    stations = page.locator(".list")

    skip(page)
    reach(page, stations)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator(".station h2")).to_be_focused()
    reach(page, page.locator(".station svg.chart"))
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".read")).to_contain_text("2.10 m")
    page.keyboard.press("Escape")

    expect(page.locator(".station")).to_have_count(0)
    expect(stations).to_be_focused()
    page.keyboard.press("Enter")
    press(page, page.locator(".station .close"))
    expect(stations).to_be_focused()


def test_an_alert_is_acknowledged_given_kept_back_and_explained(hq: "Headquarters") -> None:
    page = hq.look(token=FUMI)
    hq.stand(kawabe_bridge=4.2)
    alert = page.locator("[data-alert]")

    press(page, page.get_by_role("button", name="アラートを見る"))
    expect(page.locator("#tab-alerts")).to_be_focused()
    press(page, alert.get_by_role("button", name="了解する"))
    expect(alert.locator(".acknowledged")).to_be_visible()
    focused_in(alert)
    press(page, alert.get_by_role("button", name="担当を決める"))
    write(page, alert.get_by_label("担当者または部署の名前"), "港支所")
    reach(page, alert.get_by_label("部署・支所"))
    page.keyboard.press("Space")
    press(page, alert.locator("form .strong"))
    expect(alert.locator(".in-hand")).to_contain_text("港支所（部署）")
    focused_in(alert)
    press(page, alert.get_by_role("button", name="送信を止める"))
    write(page, alert.get_by_label("理由"), "点検")
    press(page, alert.locator("form .strong"))
    expect(page.get_by_role("button", name=re.compile("送信停止 1"))).to_be_visible()
    focused_in(alert)
    press(page, alert.get_by_role("button", name="理由を見る"))

    expect(alert.get_by_role("region", name="なぜこのアラートか")).to_contain_text("港支所")


def test_an_order_is_composed_by_one_and_released_by_another(hq: "Headquarters") -> None:
    settle_districts(hq.town.connection)
    fumi, aoi = at_view(hq, "orders", "文"), at_view(hq, "orders")

    press(fumi, fumi.locator(".orders-list .strong"))
    expect(fumi.locator(".compose h2")).to_be_focused()
    level = fumi.locator("input[name=level]:checked")
    reach(fumi, level)
    fumi.keyboard.press("ArrowUp")
    fumi.keyboard.press("ArrowDown")
    reach(fumi, fumi.locator("[data-area=kawara] input"))
    fumi.keyboard.press("Space")
    write(fumi, fumi.locator("#reason"), "川辺橋で氾濫危険水位に到達")
    press(fumi, fumi.locator("button[type=submit]"))
    expect(fumi.locator("article h2")).to_be_focused()
    expect(fumi.locator(".preview")).to_be_visible()

    press(aoi, aoi.locator(".order-row"))
    expect(aoi.locator("article h2")).to_be_focused()
    write(aoi, aoi.locator("#phrase"), "避難指示 川原町")
    press(aoi, aoi.get_by_role("button", name="発令する"))
    expect(aoi.locator("article[data-state=released]")).to_be_visible()
    expect(aoi.locator("article h2")).to_be_focused()


def test_the_chronology_is_written_narrowed_and_walked(hq: "Headquarters") -> None:
    hq.stand(kawabe_bridge=4.2)
    page = at_view(hq, "chronology")
    written = page.locator(".entry[data-kind=written]")

    write(page, page.locator("#writing-body"), "本部を設置")
    press(page, page.get_by_role("button", name="記録する"))
    expect(written).to_have_count(1)
    focused_in(page.locator("form.writing"))
    press(page, page.locator(".kinds").get_by_role("button", name="手書き"))
    expect(page.locator(".entry[data-kind=gauge]")).to_have_count(0)
    press(page, written.locator(".entry-row"))

    expect(written.get_by_role("button", name="訂正を書く")).to_be_visible()
    press(page, written.get_by_role("button", name="訂正を書く"))
    expect(page.locator("#writing-body")).to_be_focused()


def test_offices_hand_over_ask_and_take(hq: "Headquarters") -> None:
    employ(hq.town.connection, "エレナ", "branch")
    desk, branch = at_view(hq, "offices"), at_view(hq, "offices", "エレナ")

    write(desk, desk.locator("#note-body"), "小滝のカメラが曇っている")
    press(desk, desk.get_by_role("button", name="申し送りを書く"))
    note = branch.locator("[data-note]")
    press(branch, note.get_by_role("button", name="読んだ"))
    expect(desk.locator("[data-note]")).to_contain_text("エレナ")
    focused_in(note)

    asked = re.compile("^依頼")
    press(desk, desk.locator(".offices-head").get_by_role("button", name=asked), key="Shift+Tab")
    reach(desk, desk.locator("#request-to"))
    desk.keyboard.press("ArrowDown")
    write(desk, desk.locator("#request-what"), "土のう200袋")
    press(desk, desk.get_by_role("button", name="依頼する"))
    press(
        branch, branch.locator(".offices-head").get_by_role("button", name=asked), key="Shift+Tab"
    )
    press(branch, branch.get_by_role("button", name="引き受ける"))

    expect(desk.locator("[data-state=taken]")).to_contain_text("エレナ")
    focused_in(branch.locator("[data-request]"))


def test_a_shelter_is_opened_and_its_people_counted(kawabe: "Headquarters") -> None:
    page = kawabe.look()
    school = page.locator("[data-place=honcho-school]")

    skip(page)
    reach(page, page.locator("#tab-stations"))
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#tab-places")).to_be_focused()
    press(page, page.locator(".layer-choice").get_by_role("button", name="避難場所"))
    press(page, school.locator(".place-head"))
    press(page, school.get_by_role("button", name="開設", exact=True))
    write(page, school.get_by_label("避難者数"), "84")
    press(page, school.get_by_role("button", name="記録する"))

    expect(school).to_contain_text("開設84人 / 620")
    focused_in(page.locator("#tabpanel"))  # its row has gone to the top of the list


def test_the_time_line_is_gone_along_and_left(hq: "Headquarters") -> None:
    hq.town.now = datetime.now(UTC) + timedelta(seconds=1)  # what is entered, is entered by then
    hq.observe(0.5, 0.9, 1.5, 2.1, 2.8, 3.6, 4.1, 4.3)
    page = hq.look()
    stage = page.locator("[data-station=kawabe-bridge] .stage").first

    reach(page, page.get_by_role("slider", name="表示する時刻"))
    page.keyboard.press("ArrowLeft")
    expect(stage).to_have_text("4.10 m")
    press(page, page.get_by_role("button", name="1分前へ", exact=True))
    expect(stage).to_have_text("3.60 m")
    press(page, page.get_by_role("button", name="現在", exact=True))

    expect(page.locator(".back-to")).to_have_count(0)
    expect(stage).to_have_text("4.30 m")
    focused_in(page.locator(".time-line"))


def test_a_phone_unfolds_the_time_line_when_it_is_asked_for(hq: "Headquarters") -> None:
    page = hq.look(size=PHONE)
    slider = page.get_by_role("slider", name="表示する時刻")
    expect(slider).to_be_hidden()

    press(page, page.get_by_role("button", name="時間の流れ"))

    reach(page, slider)


def test_a_threshold_is_drafted_and_checked(hq: "Headquarters") -> None:
    page = at_view(hq, "admin")

    press(page, page.locator("[data-row=kawabe-bridge]"))
    expect(page.locator("article h2")).to_be_focused()
    write(page, page.locator("#thresholds-danger_m"), "9x")
    expect(page.locator("#thresholds-danger_m-faults")).to_be_visible()
    page.keyboard.press("Control+A")
    page.keyboard.type("4.1")
    expect(page.locator(".proposal .differences tbody tr")).to_have_count(1)
    press(page, page.get_by_role("button", name="下書きを保存"))

    expect(page.locator("[data-draft]")).to_contain_text("4.10 m")
    focused_in(page.locator("[data-draft]"))
