"""Who is let in, what they do, and that no rehearsal can be taken for the real thing."""

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from conftest import Headquarters

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.without_map,
]

LEAST_TARGET_PX = 24  # WCAG 2.2, 2.5.8
AOI = "aoi-commands-headquarters"
FUMI = "fumi-operates-the-desk"
PHONE = (390, 844)
WALL = (3840, 2160)


def test_to_one_who_has_not_signed_in_nothing_is_shown(hq: "Headquarters") -> None:
    page = hq.open("/hq/")

    expect(page.get_by_label("氏名")).to_be_visible()
    expect(page.locator(".row")).to_have_count(0)


def test_a_token_in_the_address_does_not_stay_there(hq: "Headquarters") -> None:
    page = hq.look()

    assert "token" not in page.url
    page.go_back()
    assert "token" not in page.url


def test_one_who_has_signed_out_sees_nothing_any_more(hq: "Headquarters") -> None:
    page = hq.look()

    page.get_by_role("button", name="サインアウト").click()
    expect(page.get_by_label("氏名")).to_be_visible()
    page.reload()

    expect(page.get_by_label("氏名")).to_be_visible()


def test_an_exercise_says_so_in_every_view_and_in_the_title(hq: "Headquarters") -> None:
    drill = hq.town.start_drill("drill-2026")
    hq.observe(3.1, 3.2, run_no=drill.run_no)
    page = hq.look("drill-2026")

    page.locator(".row").first.click()
    expect(page.locator(".station")).to_be_visible()
    for tab in ("観測所", "アラート", "送信記録"):
        page.get_by_role("tab", name=tab).click()
        expect(page.locator(".drill strong")).to_have_text("訓練")
        expect(page.locator(".drill")).to_be_in_viewport()
    expect(page).to_have_title(re.compile("^【訓練】"))


def test_actual_has_no_banner_and_a_drill_is_left_by_the_selector(hq: "Headquarters") -> None:
    hq.town.start_drill("drill-2026")
    page = hq.look("drill-2026")

    page.get_by_label("表示する実行").select_option("")

    expect(page.locator(".drill")).to_have_count(0)
    expect(page).to_have_title(re.compile("^川守"))
    expect(page).to_have_url(re.compile(r"\?run=$"))


def test_an_acknowledgement_is_seen_by_everybody_at_once(hq: "Headquarters") -> None:
    hq.stand(kawabe_bridge=3.2)
    aoi, fumi = hq.look(), hq.look(token=FUMI)
    for page in (aoi, fumi):
        page.get_by_role("tab", name="アラート").click()
    expect(fumi.locator(".card")).to_contain_text("未了解")

    aoi.get_by_role("button", name="了解する").click()

    expect(aoi.locator(".card")).to_contain_text("了解済 葵")
    expect(fumi.locator(".card")).to_contain_text("了解済 葵")


def test_a_station_is_found_and_read_by_keyboard_alone(hq: "Headquarters") -> None:
    hq.add_gauge("otaki", "小滝", 138.99, 35.08)
    hq.stand(kawabe_bridge=2.5, otaki=3.5)
    page = hq.look()
    expect(page.locator(".row").first).to_have_attribute("data-station", "otaki")

    page.locator(".list").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator(".station h2")).to_have_text("川辺橋")
    expect(page.locator(".rungs")).to_contain_text("4 氾濫危険水位 4.00")
    page.keyboard.press("Escape")
    expect(page.locator(".station")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, (320, 640), WALL], ids=["phone", "narrowest", "wall"])
def test_the_page_fits_every_screen_and_every_target_a_finger(
    hq: "Headquarters", size: tuple[int, int]
) -> None:
    hq.stand(kawabe_bridge=3.2)

    for path in ("", "&station=kawabe-bridge"):
        page = hq.look(size=size, path=path)
        expect(page.locator(".row").first).to_be_attached()

        wide = page.evaluate("document.documentElement.scrollWidth")
        targets = page.locator("button:visible, select:visible, input:visible, summary:visible")
        boxes = [target.bounding_box() for target in targets.all()]

        assert wide <= size[0]
        expect(page.get_by_label("表示する実行")).to_be_visible()
        assert all(box and min(box["width"], box["height"]) >= LEAST_TARGET_PX for box in boxes)


def test_the_other_language_is_spoken_everywhere_and_remembered(hq: "Headquarters") -> None:
    hq.stand(kawabe_bridge=3.2)
    page = hq.look()

    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("tab", name="Stations")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.get_by_role("tab", name="Stations")).to_be_visible()


def test_on_a_phone_a_station_covers_the_list_but_not_the_banner(hq: "Headquarters") -> None:
    drill = hq.town.start_drill("drill-2026")
    hq.observe(3.1, 3.2, run_no=drill.run_no)
    page = hq.look("drill-2026", size=PHONE)

    page.locator(".row").first.click()

    page.locator(".station-head").wait_for()  # not what stands there while the page is on its way
    banner, station = page.locator(".drill").bounding_box(), page.locator(".station").bounding_box()
    assert banner
    assert station
    assert station["y"] >= banner["y"] + banner["height"] - 1
    page.get_by_role("button", name="閉じる").click()
    expect(page.locator(".row").first).to_be_visible()
