"""A city that tells its residents, by push and by text, and browsers of theirs."""

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from pydantic import SecretStr

from alerting.program import Alerting
from api.residents.app import create_residents
from api.residents.shedding import Load
from api.testing.serving import serve
from api.testing.workers import subscribing
from kawamori.settings import Settings
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.connections import connect
from kawamori.testing.areas import settle_districts
from kawamori.testing.town import KAWABE, Town
from kawamori.testing.waiting import until
from kawamori.vapid import new_private_key, public_text, read_private_key
from simulators.push.testing import LOCAL_HOST, PushService
from simulators.push.testing import running as push_running
from simulators.sandbox.testing import ACCOUNT, SERVICE_SID, Sandbox
from simulators.sandbox.testing import running as sandbox_running

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.clock import Clock

BUILT = os.environ.get("KAWAMORI_RESIDENTS_WEB_DIR")  # an app that was built elsewhere
PHONE = (390, 844)
PATIENCE_MS = 30_000
PEOPLE_KEY = "a2F3YW1vcmkta2F3YW1vcmkta2F3YW1vcmkta2F3YSE="
KEY = new_private_key()
RISE = (1.2, 1.65, 2.1, 2.5, 2.9, 3.3, 3.7, 4.1)
FIVE_MINUTES = timedelta(minutes=5)
PLACES = json.dumps({"areas": ["kawara"], "stations": [KAWABE]})


@dataclass(slots=True)
class City:
    """The city's river, what tells of it, and browsers of residents."""

    town: Town
    settings: Settings
    url: str
    push: PushService
    sandbox: Sandbox
    browser: Browser
    load: Load
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, path: str, *scripts: str, **how: Any) -> Page:
        """Open a page on a phone of its own, on which places are chosen."""
        width, height = PHONE
        context = self.browser.new_context(viewport={"width": width, "height": height}, **how)
        self.contexts.append(context)
        context.add_init_script(f"localStorage.setItem('kawamori.places', '{PLACES}')")
        for script in scripts:
            context.add_init_script(script)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)

        def is_there() -> bool:
            page.goto("about:blank")  # to go where one is already would load nothing
            page.goto(self.url + path)
            return page.locator("script[type=module]").count() > 0

        # Under load pages come as text, without the app: then somebody looks again.
        until(is_there)
        return page

    def browsers(self, count: int) -> list[dict[str, Any]]:
        """Return browsers that the push service can decrypt for."""
        return list(self.push.browsers(count, public_text(read_private_key(KEY))))

    def open_for(self, there: dict[str, Any], path: str) -> Page:
        """Open a page that may show pushes, in one of the push service's browsers."""
        return self.open(path, subscribing(there), permissions=["notifications"])

    def flood(self) -> None:
        """Let the river rise past every threshold to danger within the last 40 minutes."""
        self.town.now = datetime.now(UTC) - FIVE_MINUTES * len(RISE)
        self.town.observe(*RISE, every=FIVE_MINUTES)

    def rows(self, query: str) -> list[Any]:
        """Return the first column of what the database says."""
        return [row[0] for row in self.town.connection.execute(query.encode())]

    def subscribed(self) -> list[str]:
        """Return the languages of those who are told."""
        return self.rows("SELECT language FROM subscribers WHERE stopped_at IS NULL")

    def told(self, endpoint: str) -> dict[str, Any]:
        """Return the newest push that a browser could decrypt, once there is one."""
        return dict(until(lambda: self.push.shown(endpoint))[-1])


@pytest.fixture(scope="module")
def providers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PushService, Sandbox]]:
    journal = tmp_path_factory.mktemp("sandbox") / "journal.sqlite"
    with push_running(tmp_path_factory.mktemp("push")) as push, sandbox_running(journal) as sandbox:
        yield push, sandbox


@pytest.fixture
def settings(database: str, providers: tuple[PushService, Sandbox]) -> Settings:
    push, sandbox = providers
    return Settings(
        database_url=SecretStr(database),
        people_key=SecretStr(PEOPLE_KEY),
        vapid_private_key=SecretStr(KEY),
        vapid_subject="mailto:bousai@city.example",
        push_ca_file=push.ca_file,
        push_local_hosts=[LOCAL_HOST],
        twilio_account_sid=ACCOUNT.sid,
        twilio_auth_token=SecretStr(ACCOUNT.token),
        twilio_messaging_service_sid=SERVICE_SID,
        twilio_base_url=sandbox.url,
        residents_web_dir=Path(BUILT) if BUILT else None,
    )


@pytest.fixture
def city(
    database: str,
    settings: Settings,
    chromium: Browser,
    providers: tuple[PushService, Sandbox],
) -> Iterator[City]:
    """Give a city with one gauge, which speaks for a district."""
    with connect(database, name="tests") as connection:
        town = Town(connection, datetime.now(UTC) - timedelta(hours=2))
        settle_districts(connection)
        set_area_stations(connection, "kawara", [KAWABE], author="test")
        town.observe(0.4)
        program: list[FastAPI] = []

        def make(settings: Settings, wall: "Clock") -> "FastAPI":
            program.append(create_residents(settings, wall))
            return program[0]

        with serve(settings, make=make) as served:
            settings.residents_url = settings.public_url = served.url
            load = program[0].state.load
            city = City(town, settings, served.url, *providers, chromium, load)
            until(lambda: httpx.get(f"{served.url}/now.json").status_code == httpx.codes.OK)
            yield city
            for context in city.contexts:
                context.close()


@pytest.fixture
def alerting(city: City) -> Iterator[Alerting]:
    """Judge and tell as in earnest."""
    alerting = Alerting(city.settings)
    running = threading.Thread(target=alerting.run, name="alerting")
    running.start()
    yield alerting
    alerting.stop()
    running.join(20)
    assert not running.is_alive()
