"""Headquarters' page in a real browser, over the real API, judging and database."""

import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pydantic import SecretStr

from alerting.assess import Judge
from api.testing.serving import serve
from kawamori.levels import Thresholds
from kawamori.settings import Settings, Token
from kawamori.stations import Datastream, Mode, Station
from kawamori.storage.connections import connect
from kawamori.storage.river.stations import register_station
from kawamori.testing.town import LADDER, Town

AOI = "aoi-commands-headquarters"
FUMI = "fumi-operates-the-desk"
MINUTE = timedelta(minutes=1)
CHROMIUM = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
DESK = (1440, 900)
PHONE = (390, 844)


class Cable:
    """A wire between the browser and the API that can be cut and joined again."""

    def __init__(self, url: str) -> None:
        """Listen on a port of its own; what arrives there goes to the URL's."""
        to = urlsplit(url)
        self._to = (to.hostname or "", to.port or 0)
        self._open: list[socket.socket] = []
        self._is_whole = True
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Break every connection, and every one to come."""
        self._is_whole = False
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def join(self) -> None:
        """Let connections through again."""
        self._is_whole = True

    def remove(self) -> None:
        """Cut it for good."""
        self.cut()
        self._listening.close()
        for end in self._open:
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if not self._is_whole:
                near.close()
                continue
            far = socket.create_connection(self._to)
            self._open += [near, far]
            for ends in ((near, far), (far, near)):
                threading.Thread(target=_carry, args=ends, daemon=True).start()


def _carry(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    for end in (source, sink):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@dataclass(slots=True)
class Headquarters:
    """The town's rivers, who judges them, and browsers that look on."""

    town: Town
    judge: Judge
    cable: Cable
    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def add_gauge(
        self,
        station_id: str,
        name: str,
        lon: float,
        lat: float,
        *,
        thresholds: Thresholds = LADDER,
        mode: Mode = Mode.REGULAR,
    ) -> None:
        """Register a gauge that reports every minute."""
        station = Station(station_id, name, "川辺川", lat, lon, MINUTE, mode=mode)
        stage = Datastream(station_id, "stage", judged=True)
        connection = self.town.connection
        ids = register_station(connection, station, [stage], thresholds, author="test")
        self.town.datastreams[station_id] = ids["stage"]

    def observe(self, *stages_m: float, station_id: str = "kawabe-bridge", run_no: int = 0) -> None:
        """Let readings arrive a minute apart, and judge them."""
        self.town.observe(*stages_m, station_id=station_id, run_no=run_no, every=MINUTE)
        self._judge_all()

    def stand(self, **stages_m: float) -> None:
        """Let each river stand at a stage, confirmed, all at the same minute."""
        before, self.town.now = self.town.now, self.town.now + 2 * MINUTE
        for station_id, stage_m in stages_m.items():
            times = (before + MINUTE, before + 2 * MINUTE)
            self.town.store(
                [(time, stage_m) for time in times], station_id=station_id.replace("_", "-")
            )
        self._judge_all()

    def fall_silent(self, span: timedelta) -> None:
        """Let time pass without a reading, and note who is silent."""
        self.town.now += span
        self.judge.sweep()

    def look(
        self,
        run: str = "",
        *,
        size: tuple[int, int] = DESK,
        token: str = AOI,
        path: str = "",
        scheme: str = "light",
    ) -> Page:
        """Open the page in a browser of its own, signed in, and wait until the map is drawn."""
        page = self.open(f"/hq/?run={run}{path}#token={token}", size=size, scheme=scheme)
        page.locator(".map[data-drawn=true]").wait_for(timeout=30_000)
        page.locator("[data-link=live]").wait_for()
        return page

    def open(self, path: str, *, size: tuple[int, int] = DESK, scheme: str = "light") -> Page:
        """Open an address in a browser of its own."""
        width, height = size
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="ja-JP",
            color_scheme="dark" if scheme == "dark" else "light",
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(f"{self.cable.url}{path}")
        return page

    def _judge_all(self) -> None:
        while self.judge.step():
            pass


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium, drawing without a graphics card.

    Once a module: while Playwright runs, nobody else in this process can use asyncio.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("no Chromium found: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture
def hq(database: str, chromium: Browser) -> Iterator[Headquarters]:
    """Give headquarters a town with one gauge, Kawabe bridge."""
    with connect(database, name="tests") as connection:
        town = Town(connection)
        judge = Judge(database, town.wall)
        settings = Settings(
            database_url=SecretStr(database),
            tokens=[
                Token(token=SecretStr(AOI), person="葵", role="commander"),
                Token(token=SecretStr(FUMI), person="文", role="operator"),
            ],
        )
        with serve(settings, town.wall) as served:
            cable = Cable(served.url)
            headquarters = Headquarters(town, judge, cable, chromium)
            yield headquarters
            for context in headquarters.contexts:
                context.close()
            cable.remove()
        judge.forget()
