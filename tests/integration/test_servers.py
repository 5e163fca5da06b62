"""The servers that the tests stand on are real, and can be taken away and given back."""

import psycopg
import pytest

from kawamori.embedded.broker import Mosquitto
from kawamori.embedded.postgres import PostgresServer
from kawamori.ports import accepts
from kawamori.storage.connections import connect
from kawamori.storage.migrations import missing


def test_a_database_of_each_edition_is_migrated(database: str) -> None:
    with connect(database, name="tests") as connection:
        assert missing(connection) == []


def test_the_database_writes_safely(database_server: PostgresServer) -> None:
    with connect(database_server.url(), name="tests") as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            row = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()

            assert row == ("on",)


def test_what_was_committed_outlives_a_killed_database(database_server: PostgresServer) -> None:
    with connect(database_server.url(), name="tests") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")

        database_server.kill()

        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    database_server.start()
    with connect(database_server.url(), name="tests") as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)


def test_a_broker_comes_back_on_the_port_it_had(broker: Mosquitto) -> None:
    broker.kill()
    gone = not accepts(broker.port)

    broker.start()

    assert gone
    assert accepts(broker.port)
