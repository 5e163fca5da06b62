"""The canary's rounds are evidence of every link, page staff when one breaks, and are forgotten."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from psycopg.sql import SQL, Identifier

from alerting.canary import BROKEN, DATABASE, CanaryWatch
from kawamori.canary import NETWORK, STATION_ID, Link
from kawamori.errors import UnavailableError
from kawamori.levels import GaugeLevel
from kawamori.runs import Run, Status
from kawamori.storage.connections import Connection
from kawamori.storage.runs import end_run, start_run
from kawamori.storage.telling.canary import forget_rounds, last_rounds
from kawamori.storage.telling.outcomes import record_status

if TYPE_CHECKING:
    from conftest import Office

    from kawamori.testing.town import Town

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

RISE = (1.2, 1.65, 2.1, 2.5, 2.9, 3.3, 3.7, 4.1, 4.3)
HOLDS_A_RUN = """
SELECT table_name FROM information_schema.columns
WHERE table_schema = 'public' AND column_name = 'run_no' AND data_type = 'integer'
  AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')
"""


@pytest.fixture
def round_begun(office: "Office", town: "Town") -> Run:
    """Begin a round in which one phone may be reached."""
    town.add_station(STATION_ID, network=NETWORK)
    run = start_run(
        town.connection,
        "canary-1",
        Status.TEST,
        network=NETWORK,
        wall_started_at=town.now,
        sim_started_at=town.now,
        speed=1.0,
    )
    office.subscribe(GaugeLevel.DANGER, station_id=STATION_ID, run_no=run.run_no)
    return run


def rise(office: "Office", town: "Town", run: Run) -> None:
    town.observe(*RISE, station_id=STATION_ID, run_no=run.run_no, every=timedelta(minutes=5))
    office.assess()


def report(office: "Office", town: "Town") -> None:
    """Have the provider say that the text has left."""
    delivery = office.delivery()
    record_status(
        town.connection,
        delivery["delivery_id"],
        provider_id=delivery["provider_id"],
        status="sent",
        code=None,
        now=datetime.now(UTC),
    )


def test_a_round_is_evidence_of_each_link_it_has_passed(
    office: "Office", town: "Town", round_begun: Run
) -> None:
    def missing() -> Link | None:
        (played,) = last_rounds(town.connection)
        return played.missing()

    assert missing() is Link.STORED
    rise(office, town, round_begun)
    assert missing() is Link.ADDRESSED
    office.tell()
    assert missing() is Link.REPORTED
    report(office, town)
    assert missing() is None


def test_what_a_round_sends_goes_the_way_that_reality_goes(
    office: "Office", town: "Town", round_begun: Run
) -> None:
    office.settings.twilio_rehearsal_base_url = "http://127.0.0.1:9"
    rise(office, town, round_begun)

    office.tell()

    assert office.delivery()["body"].startswith("【試験】")
    assert office.states() == ["accepted"]


def test_a_round_of_the_day_before_yesterday_leaves_nothing_behind(
    office: "Office", town: "Town", round_begun: Run
) -> None:
    rise(office, town, round_begun)
    office.tell()
    report(office, town)
    connection, later = town.connection, town.now + timedelta(days=2)
    assert forget_rounds(connection, later) == 0, "a round that goes on is not forgotten"
    end_run(connection, round_begun.run, town.now)

    assert forget_rounds(connection, later) == 1

    left = {
        table: connection.execute(
            SQL("SELECT count(*) FROM {} WHERE run_no = %s").format(Identifier(table)),
            (round_begun.run_no,),
        ).fetchone()
        for (table,) in connection.execute(HOLDS_A_RUN).fetchall()
    }
    assert {table for table, count in left.items() if count != (0,)} == set()
    assert len(left) > 15


@dataclass
class Desk:
    """Staff who are paged, and a database that may be gone."""

    connection: Connection
    is_gone: bool = False
    paged: list[str] = field(default_factory=list)

    @contextmanager
    def connections(self) -> Iterator[Connection]:
        if self.is_gone:
            raise UnavailableError("the database is gone")
        yield self.connection

    def page(self, title: str, text: str) -> None:
        self.paged.append(f"{title} {text}")


def test_staff_are_paged_when_a_link_breaks_each_hour_and_when_it_is_whole_again(
    office: "Office", town: "Town", round_begun: Run
) -> None:
    desk = Desk(town.connection)
    watch = CanaryWatch(desk.connections, desk.page)
    begun = town.now
    rise(office, town, round_begun)

    watch.look(begun + timedelta(minutes=3))
    assert desk.paged == []
    for minutes in (5, 6, 11):
        watch.look(begun + timedelta(minutes=minutes))
    assert len(desk.paged) == 1
    assert BROKEN[Link.ADDRESSED] in desk.paged[0]

    desk.is_gone = True
    watch.look(begun + timedelta(minutes=11, seconds=30))
    watch.look(begun + timedelta(minutes=60))
    assert [DATABASE in text for text in desk.paged] == [False, True]
    watch.look(begun + timedelta(minutes=72))
    assert len(desk.paged) == 3

    desk.is_gone = False
    office.tell()
    report(office, town)
    watch.look(begun + timedelta(minutes=12))
    assert "whole again" in desk.paged[-1]
    watch.look(begun + timedelta(minutes=12))
    assert len(desk.paged) == 4


def test_staff_whom_a_page_did_not_reach_are_paged_at_the_next_look(
    town: "Town", round_begun: Run
) -> None:
    del round_begun
    desk = Desk(town.connection)
    asked: list[str] = []

    def page(title: str, text: str) -> None:
        asked.append(title)
        if len(asked) == 1:
            raise UnavailableError("the mail server is down")
        desk.page(title, text)

    watch = CanaryWatch(desk.connections, page)
    for minutes in (5, 6, 7):
        watch.look(town.now + timedelta(minutes=minutes))

    assert (len(asked), len(desk.paged)) == (2, 1)
