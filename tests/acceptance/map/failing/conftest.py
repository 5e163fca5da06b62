"""A flood, and all that can fail between it and its headquarters.

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
from kawamori.embedded import children
from kawamori.ports import free_port
from kawamori.storage.connections import connect
from kawamori.testing.staff import employ, link_for
from kawamori.testing.town import Town
from kawamori.testing.waiting import until
from simulators.link import Cuttable

if TYPE_CHECKING:
    from kawamori.embedded.postgres import PostgresServer

log = logging.getLogger(__name__)

PICTURES = os.environ.get("PICTURES")
BUILT = Path(os.environ.get("KAWAMORI_WEB_DIR", WEB))
DESK: ViewportSize = {"width": 1440, "height": 900}
MINUTE = timedelta(minutes=1)
BACK_MS = 60_000
DRAWN_MS = 4_000  # a map without a graphics card, for a picture
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

    def acknowledgements(self) -> int:
        """Return how often the alert was acknowledged."""
        return self.count(ACKNOWLEDGED)

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

    def picture(self, page: Page, name: str) -> None:
        """Keep a picture of a screen, where pictures are wanted."""
        if PICTURES:
            page.wait_for_timeout(DRAWN_MS)
            page.screenshot(path=f"{PICTURES}/{name}.png")

    def acknowledge(self, page: Page) -> None:
        """Acknowledge the alert on show."""
        page.get_by_role("tab", name=re.compile("アラート")).click()
        page.get_by_role("button", name="了解する").click()

    def write_down(self, page: Page, what: str) -> None:
        """Write an entry into the chronology, and come back to the alerts."""
        page.get_by_role("button", name="クロノロジー", exact=True).click()
        page.locator("#writing-body").fill(what)
        page.get_by_role("button", name="記録する", exact=True).click()
        expect(page.locator("#writing-body")).to_have_value("")
        page.get_by_role("button", name="水位地図", exact=True).click()

    def expect_kept(self, page: Page) -> None:
        """See that an act waits on this device."""
        expect(page.locator("[data-kept]")).to_contain_text("未送信")
        expect(page.locator(".unsent summary")).to_contain_text("未送信 1件")

    def expect_sent(self, page: Page) -> None:
        """See that the act was done, once."""
        expect(page.locator(".acknowledged")).to_contain_text("了解済 文")
        expect(page.locator("[data-kept]")).to_have_count(0)
        expect(page.locator(".unsent")).to_have_count(0)
        assert self.acknowledgements() == 1

    def expect_live(self, page: Page) -> None:
        """See that the link stands, and nothing says otherwise."""
        expect(page.locator("[data-link=live]")).to_be_visible(timeout=BACK_MS)
        expect(page.locator(".lost")).to_have_count(0)

    def wait_until_kept(self, page: Page, stage: str) -> None:
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
