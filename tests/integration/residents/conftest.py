"""A city's stations in a real database, and the residents' program over them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from api.residents.app import create_residents
from api.testing.serving import serve
from kawamori.settings import Settings
from kawamori.testing.waiting import until
from kawamori.testing.world import World


@dataclass(frozen=True)
class Phone:
    """Somebody's phone, which asks for pages."""

    client: httpx.Client

    @property
    def address(self) -> str:
        """Where the pages are."""
        return str(self.client.base_url).rstrip("/")

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Ask for a page."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(path, headers=named)

    def now(self) -> dict[str, Any]:
        """Return how everything stands."""
        told: dict[str, Any] = self.get("/now.json").json()
        return told

    def level(self, station_id: str = "kawabe-bridge") -> int | None:
        """Return the level that a station is shown at."""
        level: int | None = self.now()["stations"][station_id]["level"]
        return level


@pytest.fixture
def settings(database: str) -> Settings:
    """Give the program its settings."""
    return Settings(database_url=SecretStr(database), public_url="http://kawamori.test")


@pytest.fixture
def phone(world: World, settings: Settings) -> Iterator[Phone]:
    """Serve the pages, and give a phone to look at them."""
    world.assess(0, 0.4)
    with serve(settings, make=create_residents) as served, httpx.Client() as client:
        client.base_url = httpx.URL(served.url)
        phone = Phone(client)
        until(lambda: phone.get("/open/").status_code == httpx.codes.OK)  # which comes last
        yield phone
