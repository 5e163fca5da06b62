"""What is older than its table keeps goes; what is younger, or rehearsed, stays."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kawamori.errors import InvalidError
from kawamori.runs import Status
from kawamori.storage.retention import apply_retention
from kawamori.storage.runs import start_run

if TYPE_CHECKING:
    from conftest import River

DAY = timedelta(days=1)


def observe(river: "River", days_ago: list[int], run_no: int = 0) -> None:
    for number, ago in enumerate(days_ago):
        at = river.now - ago * DAY - number * timedelta(seconds=1)
        river.database.execute(
            "INSERT INTO observations "
            "SELECT %s, min(datastream_id), %s, %s, 1.0, 0 FROM datastreams",
            (run_no, at, at),
        )


def ages(river: "River", run_no: int = 0) -> list[int]:
    sql = "SELECT extract(epoch FROM %s - observed_at) FROM observations WHERE run_no = %s"
    return sorted(round(row[0] / 86400) for row in river.rows(sql, river.now, run_no))


def test_observations_are_kept_for_good_unless_configured(river: "River") -> None:
    observe(river, [5000])

    assert apply_retention(river.database, {}, river.now) == {}
    assert ages(river) == [5000]


def test_observations_go_when_they_are_older_than_configured(river: "River") -> None:
    observe(river, [0, 1, 29, 31, 45, 200, 201])

    apply_retention(river.database, {"observations": 30}, river.now)

    assert ages(river) == [0, 1, 29]


def test_a_rehearsal_of_an_old_flood_stays_whatever_goes_beside_it(river: "River") -> None:
    run = start_run(
        river.database, "old", Status.EXERCISE, network="city",
        wall_started_at=river.now, sim_started_at=river.now - 200 * DAY, speed=60,
    )  # fmt: skip
    observe(river, [200])
    observe(river, [200], run.run_no)

    apply_retention(river.database, {"observations": 30}, river.now)

    assert ages(river) == []
    assert ages(river, run.run_no) == [200]


def test_the_quarantine_is_kept_a_year(river: "River") -> None:
    for ago in (364, 366):
        river.database.execute(
            "INSERT INTO quarantine (last_received_at, topic, payload, reason) "
            "VALUES (%s, %s, '', 'r')",
            (river.now - ago * DAY, f"topic {ago}"),
        )

    assert apply_retention(river.database, {}, river.now) == {"quarantine": 1}
    assert river.rows("SELECT topic FROM quarantine") == [("topic 364",)]


def test_a_table_that_has_no_retention_is_refused(river: "River") -> None:
    with pytest.raises(InvalidError, match="no retention for"):
        apply_retention(river.database, {"alerts": 30}, river.now)
