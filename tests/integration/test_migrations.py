"""The schema is applied once, whoever starts first, and a changed file is refused."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from kawamori.errors import ConflictError, UnavailableError
from kawamori.storage.connections import connect
from kawamori.storage.migrations import edition, migrate, missing


def test_four_services_that_start_together_migrate_once(empty_database: str) -> None:
    def start(number: int) -> list[str]:
        with connect(empty_database, name=f"service {number}") as connection:
            return migrate(connection)

    with ThreadPoolExecutor(4) as services:
        applied = [name for names in services.map(start, range(4)) for name in names]

    with connect(empty_database, name="tests") as connection:
        assert missing(connection) == []
    assert sorted(applied) == sorted(set(applied))
    assert "0001_runs_and_stations.sql" in applied


def test_an_empty_database_says_what_it_misses(empty_database: str) -> None:
    with connect(empty_database, name="tests") as connection:
        assert "0002_observations.sql" in missing(connection)


def test_a_file_that_was_changed_after_it_was_applied_is_refused(database: str) -> None:
    with connect(database, name="tests") as connection:
        connection.execute("UPDATE schema_migrations SET sha256 = 'other' WHERE name LIKE '0002%'")

        with pytest.raises(ConflictError, match=r"0002_observations\.sql was changed"):
            migrate(connection)


def test_observations_are_in_weekly_chunks_where_timescaledb_is_there(database: str) -> None:
    with connect(database, name="tests") as connection:
        if edition(connection) == "postgresql":
            there = connection.execute("SELECT to_regnamespace('timescaledb_information')")
            assert there.fetchone() == (None,)
        else:
            row = connection.execute(
                "SELECT time_interval::text FROM timescaledb_information.dimensions"
                " WHERE hypertable_name = 'observations'"
            ).fetchone()
            assert row == ("7 days",)


def test_what_was_observed_before_a_column_was_added_stays_as_it_was(database: str) -> None:
    with connect(database, name="tests") as connection:
        connection.execute("ALTER TABLE observations DROP COLUMN spread, DROP COLUMN calibration")
        connection.execute("DELETE FROM schema_migrations WHERE name LIKE '0034%'")
        connection.execute("INSERT INTO observations VALUES (0, 1, now(), now(), 1.25)")

        assert migrate(connection) == ["0034_spreads.sql"]

        row = connection.execute("SELECT result, spread, calibration FROM observations").fetchone()
        assert row == (1.25, None, None)


@pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)
def test_a_table_that_a_dump_reads_is_not_waited_for_while_readings_wait_behind(
    database: str,
) -> None:
    with (
        connect(database, name="tests") as connection,
        connect(database, name="pg_dump") as dump,
        connect(database, name="ingest") as ingest,
    ):
        connection.execute("ALTER TABLE observations DROP COLUMN spread, DROP COLUMN calibration")
        connection.execute("DELETE FROM schema_migrations WHERE name LIKE '0034%'")
        with dump.transaction():
            dump.execute("SELECT FROM observations")

            with pytest.raises(UnavailableError, match=r"0034_spreads\.sql is not applied"):
                migrate(connection)

            ingest.execute("INSERT INTO observations VALUES (0, 1, now(), now(), 1.25)")
        assert migrate(connection) == ["0034_spreads.sql"]


def test_a_database_that_is_not_there_is_unavailable_not_a_crash() -> None:
    with pytest.raises(UnavailableError, match="database: "):
        connect("postgresql://nobody@127.0.0.1:1/nothing", name="tests")
