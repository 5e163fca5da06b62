"""What the console says while things fail in the middle of a flood, and that no act is lost.

The API is a process of its own that is killed, the database a server of its own that is
stopped, and the uplink a line that is cut. With PICTURES=folder the screens are kept there.
"""

import logging
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from alerting.assess import Judge
from api.pages import WEB
from api.testing.axe import serious_findings
from kawamori.embedded import children
from kawamori.ports import free_port
from kawamori.storage.connections import Connection, connect
from kawamori.testing.staff import employ, link_for
from kawamori.testing.town import Town
from kawamori.testing.waiting import until
from simulators.link import Cuttable

if TYPE_CHECKING:
    from kawamori.embedded.postgres import PostgresServer

pytestmark = pytest.mark.parametrize("database_server", ["postgresql-18"], indirect=True)

log = logging.getLogger(__name__)

PICTURES = os.environ.get("PICTURES")
BUILT = Path(os.environ.get("KAWAMORI_WEB_DIR", WEB))
DESK: ViewportSize = {"width": 1440, "height": 900}
MINUTE = timedelta(minutes=1)
AT_ONCE_MS = 1_500
NOTICED_MS = 27_000  # 25 s, and what a busy machine takes to draw it
BACK_MS = 30_000
DRAWN_MS = 4_000  # a map without a graphics card, for a picture
API = re.compile(r"/hq/(?!assets|icons|sw|manifest)[a-z]")
ACKNOWLEDGED = "SELECT count(*) FROM acts WHERE act = 'acknowledge'"


@dataclass(slots=True)
class City:
    """A flood in a town, and everything that can fail between it and its headquarters."""

    server: "PostgresServer"
    link: Cuttable
    port: int
    web: Path
    browser: Browser
    log: Path
    api: children.Process | None = None
    contexts: list[BrowserContext] = field(default_factory=list)

    def serve(self) -> None:
        """Start the API as a process of its own, and wait until it is ready."""
        environ = {
            **os.environ,
            "KAWAMORI_DATABASE_URL": self.server.url(),
            "KAWAMORI_API_HOST": "127.0.0.1",
            "KAWAMORI_API_PORT": str(self.port),
            "KAWAMORI_WEB_DIR": str(self.web),
        }
        with self.log.open("ab") as output:
            command = [sys.executable, "-m", "api"]
            self.api = children.start(command, output=output, environ=environ)
        until(self._is_ready, 120)  # others may keep the machine busy

    def kill(self) -> None:
        """Kill the API as a power cut does."""
        assert self.api is not None
        children.kill_with_children(self.api)
        self.api = None

    def rise(self, stage_m: float) -> None:
        """Let the river reach a stage, by two readings, and judge it."""
        with connect(self.server.url(), name="tests") as connection:
            town = Town(connection, datetime.now(UTC) - MINUTE)
            town.observe(stage_m, stage_m, every=MINUTE / 2)
            judge = Judge(self.server.url(), town.wall)
            while judge.step():
                pass
            judge.forget()

    def count(self, query: str) -> int:
        """Return what is counted in the database."""
        with connect(self.server.url(), name="tests") as connection:
            row = connection.execute(query.encode()).fetchone()
        assert row is not None
        return int(row[0])

    def look(self, who: str = "文", run: str = "", **options: Any) -> Page:
        """Sign somebody in on a browser of their own, and wait until the page can live offline."""
        context = self.browser.new_context(viewport=DESK, locale="ja-JP", **options)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(BACK_MS)
        page.on("console", lambda said: log.warning("console: %s", said.text))
        page.goto(f"{self.url}/hq/?run={run}{self.way_in(who)}")
        page.locator("[data-link=live]").wait_for()
        page.get_by_role("button", name="日本語").click()
        # Not wait_for_function: the page's policy lets it ask but once.
        until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"))
        page.locator(".row").first.wait_for()
        return page

    def way_in(self, who: str) -> str:
        """Return what signs somebody in once."""
        with connect(self.server.url(), name="tests") as connection:
            return f"#link={link_for(connection, who)}"

    @property
    def url(self) -> str:
        """Where browsers find the API: at the end of the uplink."""
        return f"http://{self.link.host}:{self.link.port}"

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/ready").is_success
        except httpx.TransportError:
            return False


@pytest.fixture
def city(database_server: "PostgresServer", chromium: Browser, tmp_path: Path) -> Iterator[City]:
    """Give headquarters a town whose river stands above danger, on real programs."""
    with connect(database_server.url(), name="tests") as connection:
        employ(connection, "葵", "commander")
        employ(connection, "文", "operator")
    port = free_port()
    web = shutil.copytree(BUILT, tmp_path / "web")
    link = Cuttable("127.0.0.1", port)
    city = City(database_server, link, port, web, chromium, tmp_path / "api.log")
    city.rise(4.2)
    try:
        city.serve()
        yield city
    finally:
        for context in city.contexts:
            context.close()
        link.close()
        if city.api is not None:
            city.kill()


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.wait_for_timeout(DRAWN_MS)
        page.screenshot(path=f"{PICTURES}/{name}.png")


def acknowledge(page: Page) -> None:
    page.get_by_role("tab", name=re.compile("アラート")).click()
    page.get_by_role("button", name="了解する").click()


def write_down(page: Page, what: str) -> None:
    """Write an entry into the chronology, and come back to the alerts."""
    page.get_by_role("button", name="クロノロジー", exact=True).click()
    page.locator("#writing-body").fill(what)
    page.get_by_role("button", name="記録する", exact=True).click()
    expect(page.locator("#writing-body")).to_have_value("")
    page.get_by_role("button", name="水位地図", exact=True).click()


def expect_kept(page: Page) -> None:
    expect(page.locator("[data-kept]")).to_contain_text("未送信")
    expect(page.locator(".unsent summary")).to_contain_text("未送信 1件")


def expect_sent(page: Page, city: City) -> None:
    expect(page.locator(".acknowledged")).to_contain_text("了解済 文", timeout=BACK_MS)
    expect(page.locator("[data-kept]")).to_have_count(0)
    expect(page.locator(".unsent")).to_have_count(0)
    assert city.count(ACKNOWLEDGED) == 1


def expect_live(page: Page) -> None:
    expect(page.locator("[data-link=live]")).to_be_visible(timeout=BACK_MS)
    expect(page.locator(".lost")).to_have_count(0, timeout=BACK_MS)


def wait_until_kept(page: Page, stage: str) -> None:
    """Wait until this browser has kept the state that shows a stage."""
    kept = """async (stage) => {
          const said = (asked) =>
            new Promise((found) => { asked.onsuccess = () => found(asked.result); });
          const shelf = await said(indexedDB.open("kawamori"));
          const parts = await said(shelf.transaction("parts").objectStore("parts").getAll());
          shelf.close();
          const kept = parts.find(({ part }) => part === "stations")?.value ?? new Map();
          return [...kept.values()].some(({ station }) => station.stage_m?.toFixed(2) === stage);
        }"""
    until(lambda: page.evaluate(kept, stage), 30)


def test_an_uplink_that_is_pulled_loses_nothing_even_when_the_browser_is_closed(
    city: City,
) -> None:
    page = city.look()
    wait_until_kept(page, "4.20")
    picture(page, "1-before")

    city.link.cut = True

    lost = page.locator(".lost")
    expect(lost).to_contain_text("接続が切れました", timeout=AT_ONCE_MS)
    expect(lost).to_contain_text("避難情報の発令・解除・取消は保存されません")
    acknowledge(page)
    expect_kept(page)
    picture(page, "2-uplink-pulled")

    context = page.context
    write_down(page, "右岸の住民を誘導中")
    expect(page.locator(".unsent summary")).to_contain_text("未送信 2件")
    page.close()
    page = context.new_page()
    page.set_default_timeout(BACK_MS)
    page.goto(f"{city.url}/hq/")
    expect(page.locator(".lost")).to_contain_text("現在の状況ではありません")
    expect(page.locator(".row").first).to_contain_text("4.20 m")
    expect(page.locator("[data-stale=true]")).to_be_visible()
    expect(page.locator("[data-link=live]")).to_have_count(0)
    expect(page.locator(".unsent summary")).to_contain_text("未送信 2件")
    page.locator(".map[data-drawn=true]").wait_for()
    until(lambda: page.evaluate("caches.match('/basemap/kawabe.geojson').then(Boolean)"))
    picture(page, "3-opened-without-a-server")

    city.rise(4.6)
    city.link.cut = False

    expect_live(page)
    expect(page.locator(".row").first).to_contain_text("4.60 m")
    page.get_by_role("tab", name=re.compile("アラート")).click()
    expect_sent(page, city)
    assert city.count("SELECT count(*) FROM entries WHERE body = '右岸の住民を誘導中'") == 1
    picture(page, "4-uplink-back")


def test_an_api_that_is_killed_is_waited_for_and_told_what_was_done(city: City) -> None:
    page = city.look()

    city.kill()

    expect(page.locator(".lost")).to_contain_text("接続が切れました", timeout=AT_ONCE_MS)
    acknowledge(page)
    expect_kept(page)
    picture(page, "5-api-killed")
    city.rise(4.6)
    city.serve()

    expect_live(page)
    expect_sent(page, city)
    page.get_by_role("tab", name=re.compile("観測所")).click()
    expect(page.locator(".row").first).to_contain_text("4.60 m")
    picture(page, "6-api-back")


def test_a_database_that_is_restarted_is_named_and_nothing_is_lost(city: City) -> None:
    page = city.look()

    city.server.stop()

    lost = page.locator(".lost")
    expect(lost).to_contain_text("データベース応答なし", timeout=BACK_MS)
    acknowledge(page)
    expect_kept(page)
    write_down(page, "樋門を閉めた")
    expect(page.locator(".unsent summary")).to_contain_text("未送信 2件")
    picture(page, "7-database-stopped")
    city.server.start()
    city.rise(4.6)

    expect_live(page)
    expect_sent(page, city)
    assert city.count("SELECT count(*) FROM entries WHERE body = '樋門を閉めた'") == 1
    page.get_by_role("tab", name=re.compile("観測所")).click()
    expect(page.locator(".row").first).to_contain_text("4.60 m")
    picture(page, "8-database-back")


def test_an_answer_that_is_lost_on_the_way_has_nothing_done_twice(city: City) -> None:
    page = city.look()
    page.get_by_role("tab", name=re.compile("アラート")).click()

    def take_and_say_nothing(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/acknowledge", take_and_say_nothing, times=2)
    page.get_by_role("button", name="了解する").click()

    expect_sent(page, city)


def test_a_link_that_dies_without_a_word_is_noticed_within_25_seconds(city: City) -> None:
    page = city.look()

    city.link.mute = True

    expect(page.locator(".lost")).to_contain_text("接続が切れました", timeout=NOTICED_MS)
    city.link.mute = False
    expect_live(page)


def test_a_proxy_that_answers_for_a_dead_server_is_no_server(city: City) -> None:
    page = city.look()
    wait_until_kept(page, "4.20")
    page.context.route(API, _bad_gateway)

    page.reload()

    expect(page.locator(".lost")).to_contain_text("現在の状況ではありません")
    expect(page.locator(".row").first).to_contain_text("4.20 m")
    page.context.unroute_all()
    expect_live(page)


def _bad_gateway(route: Any) -> None:
    route.fulfill(status=502, body="<h1>502 Bad Gateway</h1>")


def test_a_laptop_that_slept_does_not_show_old_ages(city: City) -> None:
    page = city.look()
    page.context.set_offline(offline=True)
    expect(page.locator(".lost")).to_be_visible()

    page.evaluate("const now = Date.now; Date.now = () => now() + 3 * 3600 * 1000")

    expect(page.locator(".lost")).to_contain_text("3時間前")
    page.context.set_offline(offline=False)
    expect_live(page)


def test_a_session_that_ended_meanwhile_keeps_what_waits_and_shows_nothing_else(
    city: City,
) -> None:
    page = city.look()
    wait_until_kept(page, "4.20")
    city.link.cut = True
    acknowledge(page)
    expect_kept(page)

    page.context.clear_cookies()
    city.link.cut = False

    waiting = page.get_by_text("この端末に未送信の操作が1件あります")
    expect(waiting).to_be_visible(timeout=BACK_MS)
    expect(page.locator(".row")).to_have_count(0)
    picture(page, "9-session-over")
    assert city.count(ACKNOWLEDGED) == 0
    page.goto("about:blank")
    page.goto(f"{city.url}/hq/?run={city.way_in('文')}")
    expect_live(page)
    page.get_by_role("tab", name=re.compile("アラート")).click()
    expect_sent(page, city)


def test_whoever_signs_out_leaves_nothing_behind(city: City) -> None:
    page = city.look()
    wait_until_kept(page, "4.20")
    page.get_by_role("button", name="サインアウト").click()
    page.locator("form").wait_for()

    city.link.cut = True
    page.reload()

    expect(page.get_by_text("サーバーに接続できません")).to_be_visible()
    expect(page.locator(".row")).to_have_count(0)


def test_what_was_refused_is_read_with_its_reason_and_dropped(city: City) -> None:
    page, other = city.look("文"), city.look("葵")
    city.link.cut = True
    acknowledge(page)
    expect_kept(page)
    page.context.set_offline(offline=True)
    city.link.cut = False
    expect_live(other)
    acknowledge(other)
    expect(other.locator(".acknowledged")).to_contain_text("了解済 葵")

    page.context.set_offline(offline=False)

    refused = page.locator("[data-refused=true]")
    expect(refused).to_contain_text("受け付けられませんでした", timeout=BACK_MS)
    expect(refused).to_contain_text("葵")
    picture(page, "10-refused")
    assert serious_findings(page) == []
    refused.get_by_role("button", name="破棄する").click()
    expect(page.locator(".unsent")).to_have_count(0)


def test_a_drill_is_a_drill_without_a_server_too(city: City) -> None:
    with connect(city.server.url(), name="tests") as connection:
        _drill(connection)
    page = city.look(run="autumn")
    expect(page.locator(".drill")).to_contain_text("訓練")
    wait_until_kept(page, "2.50")

    city.link.cut = True
    page.reload()

    expect(page.locator(".lost")).to_contain_text("現在の状況ではありません")
    expect(page.locator(".drill")).to_contain_text("訓練")
    expect(page.locator(".row").first).to_contain_text("2.50 m")


def _drill(connection: Connection) -> None:
    town = Town(connection, datetime.now(UTC) - MINUTE)
    drill = town.start_drill("autumn")
    town.observe(2.5, 2.5, run_no=drill.run_no, every=MINUTE / 2)


def test_a_new_version_is_announced_and_taken_when_the_person_agrees(city: City) -> None:
    page = city.look()
    old = page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    assert any("/assets/index-" in name for name in old)

    _upgrade(city.web)
    city.kill()
    city.serve()

    notice = page.locator(".new-version")
    expect(notice).to_contain_text("この画面は古い版です", timeout=BACK_MS)
    picture(page, "11-new-version")
    notice.get_by_role("button", name="新しい版に切り替える").click()
    page.locator("html[data-upgraded=yes]").wait_for()
    expect_live(page)
    expect(page.locator(".new-version")).to_have_count(0)


def _upgrade(web: Path) -> None:
    """Have the pages be of another build, which marks itself; every script has a new name."""
    build = (web / "build.json").read_text().split('"')[3]
    index = web / "index.html"
    index.write_text(index.read_text().replace("<html ", '<html data-upgraded="yes" '))
    scripts = list(web.glob("assets/*.js"))
    changes = {build: "a-newer-one", **{each.name: f"newer-{each.name}" for each in scripts}}
    for path in [index, web / "sw.js", web / "build.json", *scripts]:
        text = path.read_text()
        for old, new in changes.items():
            text = text.replace(old, new)
        path.write_text(text)
    for script in scripts:
        script.rename(script.with_name(changes[script.name]))


def test_the_status_page_says_first_whether_to_trust(city: City) -> None:
    page = city.look()
    page.get_by_role("button", name="状態", exact=True).click()

    line = page.locator(".trust")
    expect(line).to_have_attribute("data-trust", "no")  # neither ingest nor alerting runs here
    rows = page.locator(".status tbody tr[data-part=program]")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("異常")
    expect(page.locator("tr[data-part=database]")).to_contain_text("正常")
    assert serious_findings(page) == []
    picture(page, "12-status")
    with (
        connect(city.server.url(), name="ingest"),
        connect(city.server.url(), name="alerting"),
        connect(city.server.url(), name="tests") as connection,
    ):
        connection.execute("SELECT pg_advisory_lock(7702, 0)")
        page.get_by_role("button", name="いま確かめる").click()
        expect(line).not_to_have_attribute("data-trust", "no")

        city.link.cut = True
        expect(line).to_have_attribute("data-trust", "no")
        expect(page.locator("tr[data-part=link]")).to_contain_text("異常")
        picture(page, "13-status-offline")
