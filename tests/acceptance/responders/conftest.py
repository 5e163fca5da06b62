"""Responders' phones: real browsers over the real API, while the river stands where a test says."""

import base64
import io
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pydantic import SecretStr

from alerting.channels.contract import Answer, Receipt
from alerting.verifying import CodeSender
from api.testing.desks import DESK, turn
from api.testing.serving import serve
from kawamori.offices import Author
from kawamori.people import Channel, Language, PhoneNumber
from kawamori.responders.callouts import CalloutAsked
from kawamori.responders.checkins import Step
from kawamori.responders.people import Skill
from kawamori.runs import ACTUAL
from kawamori.settings import Settings
from kawamori.storage.areas.areas import store_areas
from kawamori.storage.areas.files import read_areas
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.connections import connect
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.verifications import CodeSeal
from kawamori.storage.responders.asking import Due, ask_next
from kawamori.storage.responders.callouts import open_callout
from kawamori.storage.responders.interlock import Place
from kawamori.storage.responders.registering import Enrolled
from kawamori.storage.responders.task_steps import Said, take_step
from kawamori.storage.responders.tasks import Wanted, give_task
from kawamori.storage.responders.withdrawing import order_withdrawal
from kawamori.storage.river.stations import register_station
from kawamori.storage.runs import find_run
from kawamori.testing.judged import write_assessment
from kawamori.testing.responders import enrol
from kawamori.testing.staff import employ, link_for
from kawamori.testing.waiting import until
from simulators.areas import area_map, voices
from simulators.city import SITES
from simulators.link import Cuttable

if TYPE_CHECKING:
    from kawamori.storage.connections import Connection

PATIENCE_MS = 30_000  # a busy machine is slow, not wrong
PHONE = {"width": 390, "height": 844}
KEY = bytes(range(32))
KAWARAMACHI = Place(138.975, 35.0467)
AROUND = [[138.9, 35.0], [139.1, 35.0], [139.1, 35.1], [138.9, 35.1], [138.9, 35.0]]
PICTURES = os.environ.get("PICTURES")
BUILT = os.environ.get("KAWAMORI_WEB_DIR")  # pages that were built elsewhere than in web/dist


@dataclass(slots=True)
class Handset:
    """A telephone that remembers the codes it got."""

    codes: list[str] = field(default_factory=list)

    def send_code(self, number: PhoneNumber, code: str, language: Language) -> Answer:  # noqa: ARG002
        """Receive a code."""
        self.codes.append(code)
        return Receipt("SM1", "accepted")


@dataclass(slots=True)
class Duty:
    """The city, headquarters' hand in it, and the phones of those who step in."""

    database: str
    connection: "Connection"
    browser: Browser
    stills: Path
    link: Cuttable = field(default_factory=lambda: Cuttable("127.0.0.1", 9))
    server: ExitStack = field(default_factory=ExitStack)
    contexts: list[BrowserContext] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where phones find the page: at the end of the link."""
        return f"http://{self.link.host}:{self.link.port}"

    def at_desk(
        self, person: str, role: Any, part: str = "", scheme: Literal["light", "dark"] = "light"
    ) -> Page:
        """Open the view of responders in a browser of somebody's own, and wait until it is live."""
        employ(self.connection, person, role)
        context = self.browser.new_context(locale="ja-JP", viewport=DESK, color_scheme=scheme)
        self.contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        link = link_for(self.connection, person)
        page.goto(f"{self.url}/hq/?run=&view=responders#link={link}")
        page.locator("[data-link=live]").wait_for()
        if part:
            turn(page, part)
        return page

    def out(self, who: Enrolled, *, heard: timedelta, what: str = "土のうを積む") -> int:
        """Have somebody on a task at 川原町, heard of so long ago; they check in each half hour."""
        then = datetime.now(UTC) - heard
        run = find_run(self.connection, ACTUAL.run)
        wanted = Wanted(
            who.responder_id, what, "", Skill.GENERAL, "川原町 川辺橋の東", KAWARAMACHI, 30
        )
        task = give_task(
            self.connection,
            run,
            wanted,
            person="葵",
            role="commander",
            now=then,
            wall=datetime.now(UTC),
        )
        take_step(
            self.connection, who.responder_id, task, Said(uuid4(), Step.ON_THE_WAY, then), then
        )
        return task

    def by_phone(self, who: Enrolled, path: str, said: dict[str, Any]) -> None:
        """Have somebody's phone say something."""
        headers = {"Authorization": f"Bearer {who.key}"}
        url = f"{self.url}/responders/me/{path}"
        httpx.post(url, json=said, headers=headers).raise_for_status()

    def seen(self, who: Enrolled, lon: float, lat: float) -> None:
        """Have somebody's phone tell where it is, and of a road under water there."""
        where = {"lat": lat, "lon": lon, "accuracy_m": 12.0, "at": datetime.now(UTC).isoformat()}
        self.by_phone(who, "positions", {"points": [where]})
        jpeg = io.BytesIO()
        Image.new("RGB", (320, 240), (96, 120, 140)).save(jpeg, "JPEG")
        pictured = base64.b64encode(jpeg.getvalue()).decode()
        report = {"report_id": str(uuid4()), "kind": "road", "body": "県道が冠水。車は通れません。"}
        self.by_phone(who, "reports", where | report | {"picture": pictured})

    def begin(self) -> None:
        """Build the city, all calm, and serve the API."""
        for site in SITES:
            facts = site.datastreams, site.thresholds
            register_station(self.connection, site.station, *facts, author="test")
            self.stand(site.station.station_id, 0, 0.4)
        areas = read_areas(json.dumps(area_map()).encode(), "kawabe")
        store_areas(self.connection, areas, author="test")
        for area_id, station_ids in voices().items():
            set_area_stations(self.connection, area_id, station_ids, author="test")
        settings = Settings(
            database_url=SecretStr(self.database),
            people_key=SecretStr(base64.b64encode(KEY).decode()),
            stills_dir=self.stills,
            web_dir=Path(BUILT) if BUILT else None,
        )
        to = urlsplit(self.server.enter_context(serve(settings)).url)
        self.link.lead_to(to.hostname or "", to.port or 0)
        until(lambda: httpx.get(f"{self.url}/ready").is_success)

    def stand(self, station_id: str, level: int, stage_m: float) -> None:
        """Have a gauge judged, a minute ago."""
        write_assessment(
            self.connection,
            station_id,
            run_no=0,
            at=datetime.now(UTC) - timedelta(minutes=1),
            is_confirmed=True,
            stage_m=stage_m,
            level=level,
            public_level=level,
            confirmed_level=level,
            public_stage_m=stage_m,
            trend="steady",
            freshness="live",
        )

    def enrol(self, **facts: Any) -> Enrolled:
        """Have somebody registered, approved, covered, briefed and with a pass."""
        return enrol(self.connection, KEY, now=datetime.now(UTC), **facts)

    def give(self, who: Enrolled, *, minutes: int = 30, instructions: str = "") -> int:
        """Give somebody a task at 川原町."""
        wanted = Wanted(
            who.responder_id,
            "土のうを積む",
            instructions or "川辺橋の東の堤防に、3人で土のうを2段積む。水が来たらすぐ離れる。",
            Skill.GENERAL,
            "川原町 川辺橋の東",
            KAWARAMACHI,
            minutes,
        )
        now = datetime.now(UTC)
        return give_task(
            self.connection, self._run, wanted, person="Aoi", role="commander", now=now, wall=now
        )

    def call_out(self, what: str = "避難所の案内") -> int:
        """Call out, and ask the first wave."""
        now = datetime.now(UTC)
        begins = now + timedelta(hours=1)
        asked = CalloutAsked(
            what, "general", 3, "川辺小学校", 35.0467, 138.975, begins, begins + timedelta(hours=4)
        )
        number = open_callout(
            self.connection, self._run, Author("Aoi", "commander", None, now), asked
        )
        assert ask_next(self.connection, Due(number, 0, now), now)
        return number

    def order_out(self, reason: str = "川辺橋の上流で堤防から水が漏れている") -> int:
        """Order everybody in the city to leave."""
        now, shape = datetime.now(UTC), {"type": "Polygon", "coordinates": [AROUND]}
        return order_withdrawal(
            self.connection, self._run, shape, reason, person="Aoi", role="commander",
            now=now, wall=now,
        )  # fmt: skip

    def send_codes(self) -> list[str]:
        """Send every code that waits, as alerting does."""
        handset = Handset()
        channels = {Channel.SMS: handset, Channel.VOICE: handset}
        seals = AddressSeal(KEY), CodeSeal(KEY)
        sender = CodeSender(channels, lambda: connect(self.database, name="codes"), *seals)
        while sender.step(datetime.now(UTC)):
            pass
        return handset.codes

    def steps(self, task_id: int) -> list[str]:
        """Return what was said of a task, the oldest first."""
        found = self.connection.execute(
            "SELECT step FROM responder_task_steps WHERE task_id = %s AND role = 'responder'"
            " ORDER BY step_id",
            (task_id,),
        )
        return [row[0] for row in found.fetchall()]

    def phone(self, who: Enrolled | None = None, path: str = "", **options: Any) -> Page:
        """Open the page on a phone of its own: of somebody who is registered, or of nobody yet."""
        options = {"locale": "ja-JP", "viewport": PHONE} | options
        context = self.browser.new_context(**options)
        self.contexts.append(context)
        if who is not None:
            context.add_init_script(f"localStorage['kawamori.responder.key'] ??= '{who.key}'")
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{self.url}/responder/{path}")
        page.locator("#app h1").wait_for()
        return page

    def look(self, page: Page) -> None:
        """Have a phone ask at once, as when it comes back to a network."""
        with page.expect_response("**/responders/me/tasks*"):
            page.evaluate("dispatchEvent(new Event('online'))")

    @staticmethod
    def picture(page: Page, name: str) -> None:
        """Keep what a phone shows, if somebody wants pictures."""
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(PICTURES) / f"{name}.png")

    @staticmethod
    def kept(page: Page) -> None:
        """Wait until a phone has all that it needs without a network."""
        until(lambda: page.evaluate("navigator.serviceWorker.controller !== null"), 30)

    def close(self) -> None:
        """Put the phones away, and end the server."""
        for context in self.contexts:
            context.close()
        self.server.close()
        self.link.close()

    @property
    def _run(self) -> Any:
        return find_run(self.connection, ACTUAL.run)


@pytest.fixture(scope="module", autouse=True)
def patience() -> None:
    """Look again for so long."""
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def duty(database: str, chromium: Browser, tmp_path: Path) -> Iterator[Duty]:
    """Give people who step in their city."""
    with connect(database, name="tests") as connection:
        city = Duty(database, connection, chromium, tmp_path)
        city.begin()
        yield city
        city.close()
