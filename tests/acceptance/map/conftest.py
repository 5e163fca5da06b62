"""Headquarters' page in a real browser, over the real API, judging and database."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pydantic import SecretStr

from alerting.assess import Judge
from alerting.channels.sms.transport import Sms
from alerting.dispatch import Dispatcher
from alerting.pipeline import Telling
from alerting.summon import Summoner
from api.testing.serving import serve
from kawamori.levels import Thresholds
from kawamori.people import Address, Subscriber
from kawamori.settings import Settings
from kawamori.stations import Datastream, Mode, Station
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.areas.files import read_areas
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.connections import Connection, connect, open_pool
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber
from kawamori.storage.river.neighbours import record_passages
from kawamori.storage.river.stations import register_station
from kawamori.storage.shelters.shelters import store_shelters
from kawamori.storage.telling.pacing import sms_lines
from kawamori.testing.staff import employ, link_for
from kawamori.testing.town import LADDER, Town
from simulators.areas import area_map, voices
from simulators.city import SITES, passages
from simulators.link import Cuttable
from simulators.sandbox.testing import ACCOUNT, SERVICE_SID, Sandbox, running
from simulators.shelters import shelters

if TYPE_CHECKING:
    from psycopg_pool import ConnectionPool

AOI = "aoi-commands-headquarters"
FUMI = "fumi-operates-the-desk"
PEOPLE = {AOI: "葵", FUMI: "文"}
MINUTE = timedelta(minutes=1)
DESK = (1440, 900)
PHONE = (390, 844)
PATIENCE_MS = 60_000  # a busy machine is slow, not wrong
BUILT = os.environ.get("KAWAMORI_WEB_DIR")  # pages that were built elsewhere than in web/dist
PEOPLE_KEY = "a2F3YW1vcmkta2F3YW1vcmkta2F3YW1vcmkta2F3YSE="


@dataclass(slots=True)
class Headquarters:
    """The town's rivers, who judges them, and browsers that look on."""

    town: Town
    judge: Judge
    link: Cuttable
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
        self.judge_all()

    def stand(self, **stages_m: float) -> None:
        """Let each river stand at a stage, confirmed, all at the same minute."""
        before, self.town.now = self.town.now, self.town.now + 2 * MINUTE
        for station_id, stage_m in stages_m.items():
            times = (before + MINUTE, before + 2 * MINUTE)
            self.town.store(
                [(time, stage_m) for time in times], station_id=station_id.replace("_", "-")
            )
        self.judge_all()

    def fall_silent(self, span: timedelta) -> None:
        """Let time pass without a reading, and note who is silent."""
        self.town.now += span
        self.judge.sweep()

    def desk(
        self,
        run: str = "",
        *,
        size: tuple[int, int] = DESK,
        token: str = AOI,
        language: str = "日本語",
    ) -> Page:
        """Open the orders' view in a browser of its own, signed in, and wait for its areas."""
        page = self.open(f"/hq/?run={run}&view=orders#token={token}", size=size)
        page.locator("[data-link=live]").wait_for()
        page.get_by_role("button", name=language).click()
        return page

    def look(
        self,
        run: str = "",
        *,
        size: tuple[int, int] = DESK,
        token: str = AOI,
        path: str = "",
        scheme: str = "light",
    ) -> Page:
        """Open the page in a browser of its own, signed in, and wait until all of it is drawn."""
        page = self.open(f"/hq/?run={run}{path}#token={token}", size=size, scheme=scheme)
        page.locator(".map[data-drawn=true], .no-map").wait_for()
        page.locator("[data-link=live]").wait_for()
        return page

    @property
    def url(self) -> str:
        """Where browsers find the API: at the end of the link."""
        return f"http://{self.link.host}:{self.link.port}"

    def open(self, path: str, *, size: tuple[int, int] = DESK, scheme: str = "light") -> Page:
        """Open an address in a browser of its own.

        ``#token=`` with somebody's key becomes a link that signs them in once.
        """
        where, by, key = path.partition("#token=")
        if by:
            path = f"{where}#link={link_for(self.town.connection, PEOPLE[key])}"
        width, height = size
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="ja-JP",
            color_scheme="dark" if scheme == "dark" else "light",
        )
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(f"{self.url}{path}")
        return page

    def judge_all(self) -> None:
        """Judge whatever has arrived, and obey what was ruled."""
        while self.judge.step():
            pass


@pytest.fixture(scope="module", autouse=True)
def patience() -> None:
    """Look again for so long."""
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def hq(database: str, chromium: Browser, tmp_path: Path) -> Iterator[Headquarters]:
    """Give headquarters a town with one gauge, Kawabe bridge."""
    with connect(database, name="tests") as connection:
        town = Town(connection)
        employ(connection, PEOPLE[AOI], "commander", key=AOI)
        employ(connection, PEOPLE[FUMI], "operator", key=FUMI)
        judge = Judge(database, town.wall)
        settings = Settings(
            database_url=SecretStr(database),
            stills_dir=tmp_path / "stills",
            people_key=SecretStr(PEOPLE_KEY),
            web_dir=Path(BUILT) if BUILT else None,
        )
        with serve(settings, town.wall) as served:
            to = urlsplit(served.url)
            link = Cuttable(to.hostname or "", to.port or 0)
            headquarters = Headquarters(town, judge, link, chromium)
            yield headquarters
            for context in headquarters.contexts:
                context.close()
            link.close()
        judge.forget()


@pytest.fixture
def kawabe(hq: Headquarters) -> Headquarters:
    """Give headquarters the whole of Kawabe: gauges, areas, shelters, and how the water goes."""
    connection = hq.town.connection
    for site in SITES:
        ids = register_station(
            connection, site.station, site.datastreams, site.thresholds, author="test"
        )
        hq.town.datastreams[site.station.station_id] = ids["stage"]
    record_passages(connection, passages(), author="test")
    store_areas(connection, read_areas(json.dumps(area_map()).encode(), "kawabe"), author="test")
    for area_id, station_ids in voices().items():
        set_area_stations(connection, area_id, station_ids, author="test")
    store_shelters(connection, shelters(), author="test")
    return hq


def _real_time() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Phones:
    """The residents' phones, and the way to them over the provider's sandbox."""

    town: Town
    settings: Settings
    pool: "ConnectionPool[Connection]"
    sandbox: Sandbox

    def add(self, subscriber: Subscriber, run_no: int = 0) -> None:
        """Let somebody be told in a run."""
        add_subscriber(self.town.connection, self._seal, subscriber, run_no=run_no)

    def tell(self) -> None:
        """Route and send everything that is due."""
        lines = sms_lines(self.settings)
        channel = Sms(self.settings, 5.0)
        dispatcher = Dispatcher("here", channel, self.pool.connection, self._seal, lines=lines)
        summoner = Summoner(self.settings.public_url)
        telling = Telling(self.pool.connection, [dispatcher], _real_time, summoner)
        try:
            while telling.step():
                pass
        finally:
            telling.close()

    def texts(self, address: Address) -> list[str]:
        """Return what somebody was sent, the oldest first."""
        sent = self.sandbox.accepted(to=address.stored)
        return [message["body"] for message in reversed(sent)]

    @property
    def _seal(self) -> AddressSeal:
        return AddressSeal(self.settings.people_key_bytes())


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Start the provider's sandbox."""
    with running(tmp_path_factory.mktemp("sandbox") / "journal.sqlite") as sandbox:
        yield sandbox


@pytest.fixture
def phones(database: str, hq: Headquarters, sandbox: Sandbox) -> Iterator[Phones]:
    """Give residents phones that the sandbox reaches."""
    settings = Settings(
        database_url=SecretStr(database),
        people_key=SecretStr(PEOPLE_KEY),
        twilio_account_sid=ACCOUNT.sid,
        twilio_auth_token=SecretStr(ACCOUNT.token),
        twilio_messaging_service_sid=SERVICE_SID,
        twilio_base_url=sandbox.url,
        public_url="http://127.0.0.1:9",
    )
    with open_pool(database, name="tests", size=4) as pool:
        yield Phones(hq.town, settings, pool, sandbox)
