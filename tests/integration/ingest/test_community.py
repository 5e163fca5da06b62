"""On TimescaleDB Community old chunks are in columns, and readings are stored all the same."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kawamori.storage.migrations import edition
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from conftest import River

OLD = timedelta(days=60)
COMPRESS = (
    "SELECT compress_chunk(c) FROM show_chunks('observations', older_than => INTERVAL '30 days') c"
)


@pytest.fixture
def community(stored: "River") -> "River":
    """Give a test the river on a Community server, or nothing."""
    if edition(stored.database) != "timescaledb-community":
        pytest.skip("this edition has no columnstore")
    return stored


def test_a_reading_that_comes_after_its_chunk_went_into_columns_is_stored_once(
    community: "River",
) -> None:
    community.publish(community.reading(1, 1.0, ago=OLD))
    until(lambda: community.count("observations") == 1)
    community.rows(COMPRESS)

    for _ in range(2):
        community.publish(community.reading(1, 1.0, ago=OLD))
        community.publish(community.reading(2, 2.0, ago=OLD + timedelta(seconds=1)))
    community.publish(community.reading(3, 9.0, ago=OLD))

    until(lambda: community.count("quarantine") == 1)
    assert community.stages() == [2.0, 1.0]


def test_the_aggregate_for_dashboards_has_the_newest_reading(community: "River") -> None:
    community.publish(community.reading(1, 3.0))

    until(lambda: community.count("observations") == 1)
    assert community.rows("SELECT n, max_result FROM observed_by_hour") == [(1, 3.0)]
