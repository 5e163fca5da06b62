"""Public services that answer on loopback, and the real API over what was taken from them."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from api.testing.asking import Api, employ_all
from api.testing.serving import serve
from kawamori.settings import Settings
from kawamori.testing.waiting import until
from kawamori.testing.world import World
from simulators.sources.server import PublicSources


@pytest.fixture
def sources() -> Iterator[PublicSources]:
    """Serve the public services."""
    with PublicSources().answering() as answering:
        yield answering


@pytest.fixture
def settings(database: str) -> Settings:
    """Give the servers their settings."""
    return Settings(
        database_url=SecretStr(database),
        public_url="http://kawamori.test",
        twilio_auth_token=SecretStr("the provider's secret"),
    )


@pytest.fixture
def api(world: World, settings: Settings) -> Iterator[Api]:
    """Serve the API over the world."""
    employ_all(world.connection)
    with serve(settings) as served:
        api = Api(served, settings)
        with api.browser() as browser:
            until(lambda: browser.get("/ready").is_success)
        yield api
