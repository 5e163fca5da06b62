"""The residents' app on phones: real browsers, over the real program and database."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pydantic import SecretStr

from api.residents import shedding
from api.residents.app import create_residents
from api.testing.phones import WEB, look
from api.testing.serving import serve
from kawamori.official import Announcement, find_name
from kawamori.orders import Actor, City, Draft, OrderLevel, ReleasePolicy, Step, phrase
from kawamori.runs import ACTUAL
from kawamori.settings import Settings
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.areas.files import read_areas
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.connections import connect
from kawamori.storage.official.entries import Entry, enter_official
from kawamori.storage.orders.composing import compose_order
from kawamori.storage.orders.releasing import release_order
from kawamori.storage.orders.standing import find_order
from kawamori.storage.river.stations import register_station
from kawamori.storage.shelters.shelters import store_shelters
from kawamori.storage.shelters.states import Said, set_shelter_state
from kawamori.testing.judged import write_assessment
from kawamori.testing.waiting import until
from simulators.areas import area_map, voices
from simulators.city import SITES
from simulators.link import Cuttable
from simulators.shelters import shelters

if TYPE_CHECKING:
    from kawamori.shelters import ShelterState
    from kawamori.storage.connections import Connection

PATIENCE_MS = 30_000  # a busy machine is slow, not wrong
CITY = City("川辺市", "Kawabe City", "かわべし")

Told = dict[str, Any]


@dataclass(slots=True)
class Kawabe:
    """The city as its residents see it, and the phones that they look with."""

    database: str
    connection: "Connection"
    browser: Browser
    datastreams: dict[str, int] = field(default_factory=dict)
    link: Cuttable = field(default_factory=lambda: Cuttable("127.0.0.1", 9))
    server: ExitStack = field(default_factory=ExitStack)
    contexts: list[BrowserContext] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    untold: list[Callable[[Told], bool]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where phones find the pages: at the end of the link."""
        return f"http://{self.link.host}:{self.link.port}"

    def serve(self, web: Path = WEB) -> None:
        """Serve the pages with an app that was built; whoever served before ends."""
        self.server.close()
        settings = Settings(
            database_url=SecretStr(self.database),
            residents_web_dir=web,
            city_name=CITY.name,
            city_name_en=CITY.name_en,
            city_reading=CITY.reading,
        )
        to = urlsplit(self.server.enter_context(serve(settings, make=create_residents)).url)
        self.link.lead_to(to.hostname or "", to.port or 0)
        until(lambda: httpx.get(f"{self.url}/now.json").is_success)

    def settle(self) -> None:
        """Build the city: gauges, areas, shelters; all is calm."""
        for site in SITES:
            facts = site.datastreams, site.thresholds
            ids = register_station(self.connection, site.station, *facts, author="test")
            self.datastreams[site.station.station_id] = ids["stage"]
            self._assess(site.station.station_id, 0, 0.4, trend="steady")
        areas = read_areas(json.dumps(area_map()).encode(), "kawabe")
        store_areas(self.connection, areas, author="test")
        for area_id, station_ids in voices().items():
            set_area_stations(self.connection, area_id, station_ids, author="test")
        store_shelters(self.connection, shelters(), author="test")

    def stand(self, station_id: str, level: int, stage_m: float, **differs: Any) -> None:
        """Have a gauge judged, a minute ago."""
        self._assess(station_id, level, stage_m, **differs)
        self.untold.append(lambda told: told["stations"][station_id]["stage_m"] == stage_m)

    def observe(self, station_id: str, stages_m: Sequence[float]) -> None:
        """Store readings, ten minutes apart, up to now."""
        now = datetime.now(UTC)
        rows = [
            (self.datastreams[station_id], now - timedelta(minutes=10 * n), stage_m)
            for n, stage_m in enumerate(reversed(stages_m))
        ]
        with self.connection.cursor() as cursor:
            cursor.executemany("INSERT INTO observations VALUES (0, %s, %s, now(), %s)", rows)

    def order(self, level: int, *area_ids: str) -> None:
        """Have the mayor order something."""
        now = datetime.now(UTC)
        fumi, goro = Actor("Fumi", "operator", now), Actor("Goro", "commander", now)
        draft = Draft(OrderLevel(level), area_ids, "川辺橋で水位が上昇", "川辺小学校")
        order_id = compose_order(self.connection, ACTUAL, draft, fumi)
        typed = phrase(draft.level, find_order(self.connection, order_id).areas, Step.RELEASE)
        policy = ReleasePolicy()
        release_order(self.connection, order_id, goro, city=CITY, policy=policy, typed=typed)
        self.untold.append(
            lambda told: any(each["order_id"] == order_id for each in told["orders"])
        )

    def announce(self, name: str) -> None:
        """Have the agency announce something for the river Kawabe."""
        now = datetime.now(UTC)
        said = Announcement(find_name(name), "国土交通省・気象庁", now, rivers=("川辺川",))
        enter_official(self.connection, ACTUAL, said, Entry("Fumi", "operator", now))
        self.untold.append(lambda told: bool(told["official"]))

    def shelter(self, shelter_id: str, state: "ShelterState") -> None:
        """Open or close a shelter."""
        said = Said(state, None, "")
        who = {"person": "Fumi", "role": "operator"}
        now = datetime.now(UTC)
        set_shelter_state(self.connection, ACTUAL, shelter_id, said, seen=None, now=now, **who)
        self.untold.append(lambda told: told["shelters"][shelter_id]["state"] == state)

    def phone(self, path: str = "/", *, width: int = 390, **options: Any) -> Page:
        """Open a page on a phone of its own, and wait until the app has taken it over."""
        self.tell()
        viewport = {"width": width, "height": 844}
        context = self.browser.new_context(locale="ja-JP", viewport=viewport, **options)  # type: ignore[arg-type]
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda asked: self.asked.append(asked.url + (asked.post_data or "")))
        page.goto(self.url + path)
        return look(page)

    def ask_again(self, page: Page) -> None:
        """Have a phone ask at once how it is, as when it comes back to a network."""
        self.tell()
        page.evaluate("dispatchEvent(new Event('online'))")

    def close(self) -> None:
        """Put the phones away, and end the server."""
        for context in self.contexts:
            context.close()
        self.server.close()
        self.link.close()

    def _assess(self, station_id: str, level: int, stage_m: float, **differs: Any) -> None:
        told: Told = {"trend": "rising", "freshness": "live"} | differs
        write_assessment(
            self.connection,
            station_id,
            run_no=0,
            at=told.pop("at", datetime.now(UTC) - timedelta(minutes=1)),
            is_confirmed=True,
            stage_m=stage_m,
            level=level,
            public_level=level,
            confirmed_level=level,
            public_stage_m=stage_m,
            **told,
        )

    def tell(self) -> None:
        """Wait until all that has happened is what phones are told."""
        until(lambda: self._is_told(httpx.get(f"{self.url}/now.json").json()))
        self.untold.clear()

    def _is_told(self, told: Told) -> bool:
        return all(is_so(told) for is_so in self.untold)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a machine that other tests keep busy leave nothing out of a page."""
    for threshold in ("SOME_FROM_S", "MOST_FROM_S"):
        monkeypatch.setattr(shedding, threshold, 60.0)


@pytest.fixture(scope="module", autouse=True)
def patience() -> None:
    """Look again for so long."""
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def kawabe(database: str, chromium: Browser) -> Iterator[Kawabe]:
    """Give residents their city, and pages that tell of it."""
    with connect(database, name="tests") as connection:
        city = Kawabe(database, connection, chromium)
        city.settle()
        city.serve()
        yield city
        city.close()
