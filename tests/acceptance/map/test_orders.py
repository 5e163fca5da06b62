"""An order is composed by one and released by another, on screen, and nobody is told before."""

from itertools import count
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from kawamori.people import AreaSubscription, Language, PhoneNumber, Subscriber
from kawamori.storage.areas.voices import set_area_stations
from kawamori.testing.areas import settle_districts
from kawamori.testing.texts import words_alone

if TYPE_CHECKING:
    from conftest import Headquarters, Phones

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.without_map,
]

FUMI = "fumi-operates-the-desk"
PHONE = (390, 844)
NARROWEST = (320, 640)
LEAST_TARGET_PX = 24  # WCAG 2.2, 2.5.8
REASON = "川辺橋で氾濫危険水位に到達"
PHRASE = "避難指示 川原町ほか1地区"
_numbers = count(81_90_3000_0000)


@pytest.fixture(autouse=True)
def districts(hq: "Headquarters") -> None:
    settle_districts(hq.town.connection)
    set_area_stations(hq.town.connection, "kawara", ["kawabe-bridge"], author="test")


def somebody(area_id: str, language: Language = Language.JA) -> Subscriber:
    address = PhoneNumber(f"+{next(_numbers)}")
    return Subscriber(address, language, areas=(AreaSubscription(area_id),))


def compose(page: Page, *area_ids: str) -> None:
    page.locator(".orders-list .strong").click()
    for area_id in area_ids:
        page.locator(f"[data-area={area_id}] input").check()
    page.locator("#reason").fill(REASON)
    page.locator("#shelter").fill("川辺小学校")
    page.locator("button[type=submit]").click()
    expect(page.locator(".preview")).to_be_visible()


def standing(page: Page) -> None:
    expect(page.locator("article[data-state=released]")).to_be_visible()


def wide(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


def test_one_composes_another_releases_and_everybody_is_told_what_was_previewed(
    hq: "Headquarters", phones: "Phones"
) -> None:
    here, there, outside = (somebody(area) for area in ("kawara", "minato", "hama"))
    for each in (here, there, outside):
        phones.add(each)
    fumi, aoi = hq.desk(token=FUMI), hq.desk()

    compose(fumi, "kawara", "minato")
    expect(fumi.get_by_role("button", name="発令する")).to_have_count(0)
    aoi.locator(".order-row", has_text="下書き").click()
    seen = aoi.locator(".phone-sms").inner_text()
    release = aoi.get_by_role("button", name="発令する")
    aoi.locator("#phrase").fill("避難指示")
    expect(release).to_be_disabled()
    phones.tell()
    assert phones.texts(here.address) == []
    aoi.locator("#phrase").fill(PHRASE)
    release.click()
    standing(aoi)
    phones.tell()

    sent = phones.texts(here.address)
    assert sent == phones.texts(there.address)
    assert [words_alone(text) for text in sent] == [words_alone(seen)]
    assert phones.texts(outside.address) == []
    funnel = aoi.locator("[data-telling=release] [data-channel=sms]")
    expect(funnel.locator("[data-stage=targeted]")).to_contain_text("2")
    expect(funnel.locator("[data-stage=accepted]")).to_contain_text("2")
    standing(fumi)


def test_hand_offs_are_ticked_the_prefecture_is_told_and_the_order_is_lifted(
    hq: "Headquarters", phones: "Phones"
) -> None:
    here = somebody("kawara")
    phones.add(here)
    fumi, aoi = hq.desk(token=FUMI), hq.desk()
    compose(fumi, "kawara")
    aoi.locator(".order-row").click()
    aoi.locator("#phrase").fill("避難指示　川原町")  # the width of a blank is no fault
    aoi.get_by_role("button", name="発令する").click()
    standing(aoi)

    for way in ("radio", "area_mail", "l_alert"):
        fumi.locator(f"[data-way={way}]").get_by_role("button").click()
        expect(aoi.locator(f"[data-way={way}]")).to_contain_text("伝達済み 文")
    aoi.get_by_label("報告先・方法").fill("県危機管理課へ電話")
    aoi.get_by_role("button", name="県へ報告した").click()
    expect(fumi.locator(".report")).to_contain_text("県へ報告済み 葵")

    aoi.get_by_role("button", name="解除する…").click()
    aoi.get_by_role("button", name="内容を確かめる").click()
    aoi.locator("#phrase-lift").fill("避難指示 川原町 解除")
    aoi.get_by_role("button", name="解除する", exact=True).click()
    expect(aoi.locator("article[data-state=lifted]")).to_be_visible()
    expect(fumi.locator("article[data-state=lifted]")).to_be_visible()
    expect(aoi.locator(".report")).to_contain_text("解除を県へ未報告")
    phones.tell()
    assert "解除" in phones.texts(here.address)[-1]


def test_an_order_is_lifted_in_one_area_and_stands_in_the_other(hq: "Headquarters") -> None:
    fumi, aoi = hq.desk(token=FUMI), hq.desk()
    compose(fumi, "kawara", "minato")
    aoi.locator(".order-row").click()
    aoi.locator("#phrase").fill(PHRASE)
    aoi.get_by_role("button", name="発令する").click()
    standing(aoi)

    aoi.get_by_role("button", name="解除する…").click()
    aoi.locator(".release").get_by_label("港町").uncheck()
    aoi.get_by_role("button", name="内容を確かめる").click()
    aoi.locator("#phrase-lift").fill("避難指示 川原町 解除")
    aoi.get_by_role("button", name="解除する", exact=True).click()

    expect(aoi.locator("[data-telling=lift]")).to_be_visible()
    standing(aoi)
    expect(aoi.locator(".facts s")).to_have_text("川原町")


def test_what_should_not_have_been_sent_is_retracted_with_a_reason(
    hq: "Headquarters", phones: "Phones"
) -> None:
    here = somebody("kawara")
    phones.add(here)
    fumi, aoi = hq.desk(token=FUMI), hq.desk()
    compose(fumi, "kawara")
    aoi.locator(".order-row").click()
    aoi.locator("#phrase").fill("避難指示 川原町")
    aoi.get_by_role("button", name="発令する").click()
    standing(aoi)
    phones.tell()

    aoi.get_by_role("button", name="誤発令として取り消す…").click()
    expect(aoi.locator(".told")).to_contain_text("SMS 1")
    aoi.locator("#phrase-retract").fill("避難指示 川原町 取消")
    retract = aoi.get_by_role("button", name="誤発令として取り消す", exact=True)
    expect(retract).to_be_disabled()
    aoi.locator("#because").fill("対象地区の誤り")
    retract.click()

    expect(aoi.locator("article[data-state=retracted]")).to_be_visible()
    phones.tell()
    assert "取消" in phones.texts(here.address)[-1]


def test_a_rehearsal_asks_for_no_phrase_and_says_everywhere_what_it_is(
    hq: "Headquarters", phones: "Phones"
) -> None:
    drill = hq.town.start_drill("drill-2026")
    here = somebody("kawara", Language.EN)
    phones.add(here, drill.run_no)
    fumi, aoi = hq.desk("drill-2026", token=FUMI), hq.desk("drill-2026")

    compose(fumi, "kawara")
    aoi.locator(".order-row").click()
    expect(aoi.locator(".phone-sms")).to_contain_text("【訓練】")
    expect(aoi.locator("#phrase")).to_have_count(0)
    expect(aoi.locator(".drill strong")).to_be_in_viewport()
    aoi.get_by_role("button", name="【訓練】発令する").click()

    standing(aoi)
    expect(aoi.locator("article h2")).to_contain_text("【訓練】")
    expect(aoi.locator(".order-row")).to_contain_text("【訓練】")
    phones.tell()
    (text,) = phones.texts(here.address)
    assert text.startswith("【訓練】")
    hq.desk()  # reality knows nothing of it
    expect(hq.contexts[-1].pages[0].locator(".order-row")).to_have_count(0)


def test_who_composed_it_releases_it_only_with_a_reason(hq: "Headquarters") -> None:
    aoi = hq.desk()
    compose(aoi, "kawara")
    aoi.locator("#phrase").fill("避難指示 川原町")
    release = aoi.get_by_role("button", name="発令する")
    expect(release).to_be_disabled()

    aoi.locator("#alone").fill("ほかに指揮者がいない")
    release.click()

    standing(aoi)


def test_a_new_order_names_what_it_replaces(hq: "Headquarters") -> None:
    aoi = hq.desk()
    compose(aoi, "kawara")
    aoi.locator("#phrase").fill("避難指示 川原町")
    aoi.locator("#alone").fill("ほかに指揮者がいない")
    aoi.get_by_role("button", name="発令する").click()
    standing(aoi)

    aoi.get_by_role("button", name="これをもとに作成").click()
    expect(aoi.locator("#reason")).to_have_value(REASON)
    aoi.locator("[data-area=minato] input").check()
    expect(aoi.locator(".compose .caution")).to_contain_text("避難指示（川原町）")
    aoi.locator("button[type=submit]").click()
    aoi.locator("#phrase").fill(PHRASE)
    aoi.locator("#alone").fill("ほかに指揮者がいない")
    aoi.get_by_role("button", name="発令する").click()

    standing(aoi)
    expect(aoi.locator(".order-row")).to_have_count(1)
    aoi.get_by_label("終わったものも表示").check()
    expect(aoi.locator(".order-row", has_text="変更済み")).to_have_count(1)


def test_areas_are_found_by_name_and_chosen_by_river(hq: "Headquarters") -> None:
    hq.stand(kawabe_bridge=4.2)
    page = hq.desk()
    page.locator(".orders-list .strong").click()
    areas = page.locator(".area")
    expect(areas).to_have_count(3)

    page.get_by_label("地区を検索").fill("みなと")
    expect(areas).to_have_count(1)
    expect(areas).to_contain_text("港町")
    page.get_by_label("地区を検索").fill("")
    page.get_by_role("button", name="川辺川").click()

    expect(page.locator("[data-area=kawara] input")).to_be_checked()
    expect(page.locator("[data-area=minato] input")).not_to_be_checked()
    expect(page.locator(".chosen")).to_contain_text("6,180人")
    page.get_by_role("button", name="観測から入れる").click()
    expect(page.locator("#reason")).to_have_value("川辺橋で氾濫危険水位に到達したため")


def test_what_was_typed_outlives_a_look_at_the_map(hq: "Headquarters") -> None:
    page = hq.desk()
    page.locator(".orders-list .strong").click()
    page.locator("[data-area=kawara] input").check()
    page.locator("#reason").fill(REASON)

    page.get_by_role("button", name="水位地図").click()
    expect(page.locator(".list")).to_be_visible()
    page.get_by_role("button", name="避難情報").click()

    expect(page.locator("#reason")).to_have_value(REASON)
    expect(page.locator("[data-area=kawara] input")).to_be_checked()


def test_an_order_is_composed_by_keyboard_alone(hq: "Headquarters") -> None:
    page = hq.desk()
    page.locator(".orders-list .strong").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".compose h2")).to_be_focused()

    page.locator("[data-area=kawara] input").focus()
    page.keyboard.press("Space")
    page.locator("#reason").focus()
    page.keyboard.type("river")
    page.keyboard.press("Enter")

    expect(page.locator("article h2")).to_be_focused()
    expect(page.locator(".preview")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "size"),
    [("日本語", PHONE), ("English", NARROWEST)],
    ids=["phone", "narrowest"],
)
def test_every_sheet_fits_a_phone_and_every_target_a_finger(
    hq: "Headquarters", size: tuple[int, int], language: str
) -> None:
    hq.town.start_drill("drill-2026")
    page = hq.desk("drill-2026", size=size, language=language)

    def fits() -> None:
        targets = page.locator("button:visible, select:visible, input:visible, summary:visible")
        small = [
            (target.evaluate("e => e.outerHTML"), box)
            for target in targets.all()
            if (box := target.bounding_box()) and min(box["width"], box["height"]) < LEAST_TARGET_PX
        ]
        assert wide(page) <= size[0]
        assert small == []
        expect(page.locator(".drill strong")).to_be_in_viewport()

    fits()
    page.locator(".orders-list .strong").click()
    expect(page.locator(".area")).to_have_count(3)
    fits()
    page.locator("[data-area=kawara] input").check()
    page.locator("#reason").fill(REASON * 5)
    page.locator("button[type=submit]").click()
    expect(page.locator(".preview")).to_be_visible()
    fits()
    page.locator("#alone").fill("夜間")
    page.locator("button.danger").click()
    standing(page)
    fits()
    page.locator(".back").click()
    expect(page.locator(".order-row")).to_be_visible()
