"""A station's page: the river's past, what is in doubt, its neighbours, and how it looks now."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from api.testing.axe import serious_findings
from kawamori.cameras import Camera, Light
from kawamori.neighbours import Basis, Passage
from kawamori.pictures import checked
from kawamori.storage.cameras.cameras import register_camera
from kawamori.storage.cameras.disk import Place, StillFolder
from kawamori.storage.cameras.stills import add_still, choose_normal, find_still
from kawamori.storage.river.neighbours import record_passages
from simulators.scene import draw_scene

if TYPE_CHECKING:
    from conftest import Headquarters

# Nothing here depends on the edition of the database.
pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.without_map,
]

AOI = "aoi-commands-headquarters"
MINUTE, FIVE, DAY = timedelta(minutes=1), timedelta(minutes=5), timedelta(days=1)
WEST = Camera(
    "kawabe-west",
    "川辺橋 西岸",
    "kawabe-1",
    FIVE,
    station_id="kawabe-bridge",
    lat=35.05,
    lon=138.97,
)
PAGE = "&station=kawabe-bridge&full=1"
STAFF_M = (-0.5, 5.0)


class Bank:
    """The camera on the bank of Kawabe bridge, and the disk that its stills are kept on."""

    def __init__(self, hq: "Headquarters", folder: Path) -> None:
        self.hq = hq
        self._connection = hq.town.connection
        self._stills = StillFolder(folder)
        register_camera(self._connection, WEST, author="test")

    def take(self, stage_m: float, *, at: datetime | None = None, run_no: int = 0) -> int:
        """Store a still as the API does, and return its number."""
        taken_at = at or self.hq.town.now
        drawn = draw_scene(
            stage_m, STAFF_M, taken_at, (35.05, 138.97), seed="west", title="KAWABE WEST"
        )
        picture = checked(drawn)
        place = Place(run_no, WEST.camera_id, taken_at, drawn[-32:])
        self._stills.keep(place, picture.jpeg)
        return add_still(
            self._connection,
            place,
            now=self.hq.town.now,
            kept_bytes=len(picture.jpeg),
            size=(picture.width, picture.height),
        )

    def call_normal(self, still_id: int, light: Light) -> None:
        """Have the keeper choose how the river looks when nothing is the matter."""
        still = find_still(self._connection, 0, WEST.camera_id, still_id)
        choose_normal(self._connection, still, light, person="葵", role="commander")


@pytest.fixture
def bank(hq: "Headquarters", tmp_path: Path) -> Bank:
    """Put a camera up."""
    return Bank(hq, tmp_path / "stills")


def open_page(hq: "Headquarters", path: str = PAGE, **more: Any) -> Page:
    """Open a station's page, and wait until it is drawn."""
    page = hq.open(f"/hq/?run={path}#token={AOI}", **more)
    page.locator(".chart").wait_for()
    page.locator("[data-link=live]").wait_for()
    return page


def minutes_of(page: Page) -> list[str]:
    """Return the times in large type, of what is shown now."""
    return page.locator(".camera > .pair .taken:not(.quiet) time").all_inner_texts()


def test_a_still_stands_beside_the_normal_one_with_its_time_and_age(
    hq: "Headquarters", bank: Bank
) -> None:
    hq.stand(kawabe_bridge=3.4)
    quiet = bank.take(0.6, at=hq.town.now - DAY)
    bank.call_normal(quiet, Light.DAY)
    bank.take(3.4)

    page = open_page(hq)

    pair = page.locator(".camera > .pair")
    expect(pair.locator("img.still")).to_have_count(2)
    assert pair.locator("img.still").first.evaluate("image => image.naturalWidth") == 640
    expect(pair).to_contain_text("平常時 昼")
    assert minutes_of(page) == ["12:02"]
    expect(pair.locator(".taken b")).to_contain_text("前")


def test_a_still_that_has_grown_old_is_grey_and_says_so(hq: "Headquarters", bank: Bank) -> None:
    hq.stand(kawabe_bridge=3.4)
    bank.take(3.4)
    page = open_page(hq)
    expect(page.locator(".camera")).to_have_attribute("data-look", "live")

    hq.fall_silent(timedelta(minutes=20))

    expect(page.locator(".camera")).to_have_attribute("data-look", "late")
    expect(page.locator("img.still.old")).to_have_count(1)
    expect(page.locator(".worth")).to_have_text("遅延")


def test_the_last_hours_are_stepped_through_and_played(hq: "Headquarters", bank: Bank) -> None:
    hq.stand(kawabe_bridge=3.4)
    for hours, stage_m in ((20, 0.6), (9, 0.9), (5, 1.8), (2, 2.6), (0, 3.4)):
        bank.take(stage_m, at=hq.town.now - timedelta(hours=hours))
    page = open_page(hq)
    page.get_by_text("早送りで見る").click()
    lapse = page.locator(".lapse")
    strip = lapse.locator(".lapse-strip button")
    expect(strip).to_have_count(5)
    expect(lapse.locator(".lapse-strip img")).to_have_count(5)
    shown = lapse.locator("figure time")
    expect(shown).to_contain_text("12:02")
    assert "full=1" in page.url
    cameras = page.locator(".station-cameras").bounding_box()
    facts = page.locator(".station-facts").bounding_box()
    assert cameras
    assert facts
    assert cameras["y"] + cameras["height"] <= facts["y"]  # nothing is written over the picture

    strip.first.click()
    expect(shown).to_contain_text("16:02")
    lapse.get_by_role("slider", name="撮影時刻").press("ArrowRight")
    expect(shown).to_contain_text("03:02")
    lapse.get_by_role("button", name="再生").click()
    expect(lapse.get_by_role("button", name="一時停止")).to_be_visible()
    expect(shown).to_contain_text("10:02")
    lapse.get_by_role("button", name="一時停止").click()

    lapse.get_by_role("button", name="6時間").click()
    expect(strip).to_have_count(3)


def test_a_still_that_arrives_is_shown_at_once(hq: "Headquarters", bank: Bank) -> None:
    hq.stand(kawabe_bridge=3.4)
    page = open_page(hq)
    expect(page.locator(".camera")).to_contain_text("まだ画像を受信していません")

    bank.take(3.4)

    expect(page.locator("img.still")).to_have_count(1)


def test_the_last_hours_are_stepped_through_by_keyboard_and_enlarged(
    hq: "Headquarters", bank: Bank
) -> None:
    hq.stand(kawabe_bridge=2.0)
    for back in (2, 1, 0):
        bank.take(2.0 - back / 2, at=hq.town.now - back * FIVE)
    page = open_page(hq)
    page.locator(".camera").get_by_role("button", name="前", exact=False).first.focus()

    page.keyboard.press("ArrowLeft")
    expect(page.locator(".camera > .pair .taken time").first).to_have_text("11:57")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".camera > .pair .taken time").first).to_have_text("11:52")
    expect(page.locator(".camera")).to_contain_text("過去の画像")
    page.locator(".camera > .enlarge").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.large")).to_be_visible()
    page.keyboard.press("End")
    expect(page.locator("dialog.large .taken time").first).to_have_text("12:02")
    page.keyboard.press("Escape")

    expect(page.locator("dialog.large")).to_be_hidden()
    expect(page.locator(".station h2")).to_have_text("川辺橋")


def test_who_may_chooses_what_is_normal_from_the_stills(hq: "Headquarters", bank: Bank) -> None:
    hq.stand(kawabe_bridge=0.5)
    bank.take(0.5)
    page = open_page(hq)
    expect(page.locator(".camera")).to_contain_text("平常時の画像はまだ選ばれていません")

    page.locator(".camera > .pair-tools").get_by_role("button", name="平常時（昼）にする").click()

    expect(page.locator(".camera > .pair img.still")).to_have_count(2)


def test_a_reading_in_doubt_is_marked_and_says_why(hq: "Headquarters") -> None:
    hq.observe(1.0, 1.01, 1.02, 3.9, 1.02, 1.03)
    page = open_page(hq)
    expect(page.locator(".marks .fault")).to_have_count(1)

    page.locator(".chart").focus()
    page.keyboard.press("PageUp")

    expect(page.locator(".read")).to_contain_text("3.90 m")
    expect(page.locator(".read")).to_contain_text("不良 突出（誤測とみる）")
    expect(page.locator(".read")).to_contain_text("（自動判定）")
    page.locator(".doubted-list summary").click()
    expect(page.locator(".doubted-list")).to_contain_text("3.90 m")


def test_the_chart_is_moved_and_zoomed_by_keys_and_by_pointer(hq: "Headquarters") -> None:
    hq.observe(*[1.0 + n / 100 for n in range(40)])
    page = open_page(hq)
    chart = page.locator(".chart")
    follows = page.locator(".chart-tools").get_by_role("button", name="現在")
    expect(follows).to_have_attribute("aria-pressed", "true")
    chart.focus()

    page.keyboard.press("Shift+ArrowLeft")
    expect(follows).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("End")
    expect(follows).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("-")
    expect(page.get_by_role("button", name="1日", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )

    box = chart.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 120, box["y"] + 100, steps=4)
    page.mouse.up()
    expect(follows).to_have_attribute("aria-pressed", "false")


def test_the_past_is_told_with_how_many_days_it_rests_on(hq: "Headquarters") -> None:
    town = hq.town
    stream = town.datastreams["kawabe-bridge"]
    for n in range(60):
        high = 3.6 if n == 30 else 0.9
        town.connection.execute(
            "INSERT INTO daily_rollups"
            " VALUES (0, %s, date_trunc('day', %s::timestamptz), 144, %s, %s, %s)",
            (stream, town.now - (n + 1) * DAY, 0.4, 0.5 + n / 200, high),
        )
    hq.stand(kawabe_bridge=2.5)
    page = open_page(hq)

    past = page.locator(".river-past")
    expect(past).to_contain_text("60日分")
    expect(past).to_contain_text("平常より高い")
    expect(past).to_contain_text("3.60 m")
    expect(page.locator(".usual rect")).to_have_count(1)
    page.get_by_role("button", name="平常の範囲").click()
    expect(page.locator(".usual rect")).to_have_count(0)
    page.get_by_role("button", name="既往最高").click()
    expect(page.locator(".flood.highest")).to_contain_text("3.60 m")


def test_neighbours_are_links_with_the_time_the_water_takes(hq: "Headquarters") -> None:
    hq.add_gauge("aikawa", "合川", 138.95, 35.07)
    passage = Passage("aikawa", "kawabe-bridge", 40 * MINUTE, 15 * MINUTE, Basis.GIVEN)
    record_passages(hq.town.connection, [passage], author="test")
    hq.stand(kawabe_bridge=1.5, aikawa=2.4)
    page = open_page(hq)

    near = page.locator(".near")
    expect(near).to_contain_text("40±15分")
    expect(near).to_contain_text("2.40 m")
    near.get_by_role("button", name=re.compile("合川")).click()

    expect(page.locator(".station h2")).to_have_text("合川")
    expect(page).to_have_url(re.compile("station=aikawa&full=1"))


def test_the_page_has_an_address_of_its_own_and_goes_back_beside_the_map(
    hq: "Headquarters",
) -> None:
    hq.stand(kawabe_bridge=2.5)
    page = open_page(hq)
    expect(page.locator(".map-pane")).to_be_hidden()

    page.get_by_role("button", name="地図と並べる").click()
    expect(page.locator(".map-pane")).to_be_visible()
    expect(page).to_have_url(re.compile(r"station=kawabe-bridge$"))
    page.get_by_role("button", name="全画面").click()

    expect(page).to_have_url(re.compile("full=1"))


def test_what_is_on_show_is_taken_away_as_csv(hq: "Headquarters") -> None:
    hq.observe(1.0, 1.2)
    page = open_page(hq)

    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()

    text = Path(taken.value.path()).read_text(encoding="utf-8-sig")
    assert taken.value.suggested_filename.startswith("kawabe-bridge-stage-")
    assert text.startswith("# station: kawabe-bridge 川辺橋")
    assert [line.split(",")[2] for line in text.splitlines()[-2:]] == ["1.0", "1.2"]


def test_the_thresholds_tell_who_set_them(hq: "Headquarters") -> None:
    hq.stand(kawabe_bridge=1.5)
    page = open_page(hq)

    page.get_by_text("基準水位の履歴").click()

    expect(page.locator(".versions")).to_contain_text("town")
    expect(page.locator(".versions")).to_contain_text("氾濫危険水位 4.00 m")


def test_a_doubt_is_settled_from_the_page(hq: "Headquarters") -> None:
    hq.observe(1.0, 1.0, 1.0, 3.9)
    page = open_page(hq)
    now = page.locator(".station-now")
    expect(now).to_contain_text("未確認 急上昇")

    now.locator(".doubt button").first.click()
    now.locator(".doubt input, .doubt textarea").first.fill("橋の上から見た")
    now.locator(".doubt form button[type=submit]").click()
    expect(now.locator(".doubt form")).to_have_count(0)
    hq.judge_all()

    expect(now).not_to_contain_text("未確認 急上昇")


@pytest.mark.parametrize(
    ("scheme", "size"),
    [("light", (1440, 900)), ("dark", (820, 1180)), ("light", (390, 844)), ("dark", (390, 844))],
    ids=str,
)
def test_the_page_fits_every_screen_and_does_nobody_harm(
    hq: "Headquarters", bank: Bank, size: tuple[int, int], scheme: str
) -> None:
    hq.observe(*[1.0 + n / 20 for n in range(40)])
    bank.call_normal(bank.take(0.6, at=hq.town.now - DAY), Light.DAY)
    bank.take(3.0)
    for path in (PAGE, "&station=kawabe-bridge"):
        page = open_page(hq, path, size=size, scheme=scheme)
        expect(page.locator(".camera > .pair img.still")).to_have_count(2)

        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert serious_findings(page) == []
        targets = page.locator(".station button:visible, .station summary:visible").all()
        boxes = [target.bounding_box() for target in targets]
        assert all(box and min(box["width"], box["height"]) >= 24 for box in boxes)
