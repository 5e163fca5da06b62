"""The alerting service pushes where a key is set, and prepares for those who subscribed."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from alerting.channels.push.preparing import Preparing
from alerting.program import Alerting

if TYPE_CHECKING:
    from conftest import Town

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@contextmanager
def running(alerting: Alerting) -> Iterator[None]:
    """Run the service beside the test."""
    thread = threading.Thread(target=alerting.run)
    thread.start()
    try:
        yield
    finally:
        alerting.stop()
        thread.join()


def test_an_announcement_reaches_the_browsers_of_its_area(town: "Town") -> None:
    endpoints = town.subscribe(5)

    with running(Alerting(town.settings)):
        town.write("避難指示\n警戒レベル4")
        deadline = time.monotonic() + 20
        while town.deliveries("state") != ["accepted"] * 5:
            assert time.monotonic() < deadline, town.deliveries("state")
            time.sleep(0.05)

    assert [town.service.shown(each)[0]["title"] for each in endpoints] == ["避難指示"] * 5


def test_everybody_who_subscribed_is_prepared_for_and_nobody_twice(town: "Town") -> None:
    town.subscribe(700)
    push = town.push()
    preparing = Preparing(push, town.pool.connection, town.seal)

    found = [preparing.step() for _ in range(3)]
    town.subscribe(2)
    later = preparing.step()
    push.close()

    assert found == [500, 200, 0]
    assert later == 2
