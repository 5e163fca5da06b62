"""A city's stations in a real database."""

from collections.abc import Iterator

import pytest

from kawamori.storage.connections import connect
from kawamori.testing.world import World


@pytest.fixture
def world(database: str) -> Iterator[World]:
    """Give the city its stations."""
    with connect(database, name="tests") as connection:
        world = World(connection)
        world.settle()
        yield world
