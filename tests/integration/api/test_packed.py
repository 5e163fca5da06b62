"""What is large is sent packed to whoever takes it, and what is packed already is left alone."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from api.testing.asking import Api
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


def test_the_stations_are_sent_packed_to_whoever_takes_gzip(api: "Api", world: "World") -> None:
    world.assess(3, 3.2)
    with api.browser("Aoi") as browser:
        packed = browser.get("/hq/stations", headers={"Accept-Encoding": "gzip"})
        plain = browser.get("/hq/stations", headers={"Accept-Encoding": "identity"})

    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.json()["features"] == plain.json()["features"]
    assert packed.num_bytes_downloaded < len(plain.content)
