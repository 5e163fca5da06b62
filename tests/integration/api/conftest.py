"""A city's stations in a real database, and the real API over them."""

from collections.abc import Iterator

import httpx
import pytest
from pydantic import SecretStr

from api.testing.asking import ROLES, TOKENS, Api
from api.testing.serving import serve
from kawamori.settings import Settings, Token
from kawamori.storage.connections import connect
from kawamori.testing.waiting import until
from kawamori.testing.world import World


@pytest.fixture
def world(database: str) -> Iterator[World]:
    """Give the city its stations."""
    with connect(database, name="tests") as connection:
        world = World(connection)
        world.settle()
        yield world


@pytest.fixture
def settings(database: str) -> Settings:
    """Give the API its settings; Chika's token is no longer among them."""
    return Settings(
        database_url=SecretStr(database),
        public_url="http://kawamori.test",
        twilio_auth_token=SecretStr("the provider's secret"),
        tokens=[
            Token(token=SecretStr(TOKENS[person]), person=person, role=role)
            for person, role in ROLES.items()
        ],
    )


@pytest.fixture
def api(world: World, settings: Settings) -> Iterator[Api]:
    """Serve the API over the world."""
    assert world.datastreams
    with serve(settings) as served:
        api = Api(served, settings)
        with api.browser() as browser:
            until(lambda: browser.get("/ready").status_code == httpx.codes.OK)
        yield api
