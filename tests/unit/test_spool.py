"""The spool: nothing uncovered is ever forgotten, and its numbers have no holes."""

import sqlite3
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from edge.clock import Moment
from edge.opening import open_spool
from edge.spool import Spool
from edge.tables import Owner, Spooled
from kawamori.errors import ConflictError, InvalidError
from kawamori.runs import Status

OWNER = Owner("kawabe-1", Status.ACTUAL, "")
BEGAN_AT = datetime(2026, 9, 1, tzinfo=UTC)
ANY = 10**9
OF_VERSION_1 = """
CREATE TABLE owner (device_id TEXT NOT NULL, status TEXT NOT NULL, run TEXT NOT NULL);
CREATE TABLE boots (boot INTEGER PRIMARY KEY, machine_boot TEXT NOT NULL, started_s REAL NOT NULL,
                    started_us INTEGER);
CREATE TABLE streams (stream_id INTEGER PRIMARY KEY, station_id TEXT NOT NULL,
                      datastream TEXT NOT NULL, UNIQUE (station_id, datastream));
CREATE TABLE readings (boot INTEGER NOT NULL, seq INTEGER NOT NULL, stream_id INTEGER NOT NULL,
                       observed_us INTEGER NOT NULL, result REAL NOT NULL, uptime_s REAL,
                       confidence REAL, still TEXT, PRIMARY KEY (boot, seq)) WITHOUT ROWID;
PRAGMA user_version = 1;
INSERT INTO owner VALUES ('kawabe-1', 'actual', '');
INSERT INTO boots VALUES (7, 'machine', 0, NULL);
INSERT INTO streams VALUES (1, 'kawabe-bridge', 'stage');
WITH RECURSIVE n (seq) AS (SELECT 1 UNION ALL SELECT seq + 1 FROM n WHERE seq < 2000)
INSERT INTO readings SELECT 7, seq, 1, 1788220800000000 + seq, seq / 8.0, 3.5, 0.5, 'still' FROM n;
"""


def moment(minutes: float = 0) -> Moment:
    return Moment(BEGAN_AT + timedelta(minutes=minutes), 60 * minutes)


def rows(spool: Spool, count: int) -> Sequence[Spooled]:
    """Return the next readings of a boot, each with a result of its own."""
    first = spool.next_seq
    return [
        Spooled(
            spool.boot,
            seq,
            "kawabe-bridge",
            ("stage", "waterline")[seq % 2],
            BEGAN_AT + timedelta(microseconds=seq),
            seq / 7,
            uptime_s=seq / 3 if seq % 3 else None,
            confidence=0.5 if seq % 2 else None,
            still="stills/1.jpg" if seq % 2 else None,
            spread=seq / 700 if seq % 5 else None,
            calibration=BEGAN_AT - timedelta(microseconds=seq) if seq % 4 else None,
        )
        for seq in range(first, first + count)
    ]


class SpoolLaws(RuleBasedStateMachine):
    """A spool beside a plain dictionary that says what must be in it."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / OWNER.file_name()
        self.minutes = 0.0
        self.kept: dict[tuple[int, int], Spooled] = {}
        self.boots: list[int] = []
        self.restart()

    @rule(count=st.integers(0, 20))
    def measure(self, count: int) -> None:
        fresh = rows(self.spool, count)
        self.spool.add(fresh)
        self.kept |= {row.place: row for row in fresh}

    @rule(boot=st.integers(0, 5), seq=st.integers(0, 40))
    def hear_a_watermark(self, boot: int, seq: int) -> None:
        covered_boot = self.boots[boot % len(self.boots)]
        covered = [place for place in self.kept if place[0] == covered_boot and place[1] <= seq]

        assert self.spool.forget(covered_boot, seq) == len(covered)

        for place in covered:
            del self.kept[place]

    @rule(minutes=st.floats(-1e6, 1e6))
    def lose_power_and_wake_at_any_time(self, minutes: float) -> None:
        self.minutes = minutes
        self.spool._database.close()  # noqa: SLF001 without a farewell
        self.restart()

    @rule(above=st.integers(1, 100))
    def take_another_number(self, above: int) -> None:
        old, new = self.spool.boot, max(self.boots) + above
        self.spool.renumber(new)
        self.boots.append(new)
        for (boot, seq), row in list(self.kept.items()):
            if boot == old:
                del self.kept[boot, seq]
                self.kept[new, seq] = replace(row, boot=new)

    @rule(after=st.integers(0, 60), limit=st.integers(1, 30))
    def read_a_batch(self, after: int, limit: int) -> None:
        wanted = sorted(place for place in self.kept if place > (self.boots[0], after))

        batch = self.spool.after((self.boots[0], after), limit)

        assert [row.place for row in batch] == wanted[:limit]

    @invariant()
    def holds_exactly_what_is_not_covered(self) -> None:
        if not hasattr(self, "spool"):
            return
        assert self.spool.after((0, 0), ANY) == [self.kept[each] for each in sorted(self.kept)]
        assert len(self.spool) == len(self.kept)

    def restart(self) -> None:
        self.spool = Spool(self.path, OWNER, moment(self.minutes))
        assert self.spool.next_seq == 1
        assert all(self.spool.boot > boot for boot in self.boots)
        self.boots.append(self.spool.boot)

    def teardown(self) -> None:
        if hasattr(self, "spool"):
            self.spool.close()
            self.folder.cleanup()


SpoolLaws.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestSpoolLaws = SpoolLaws.TestCase


def test_numbers_with_a_hole_are_refused(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", OWNER, moment())

    with pytest.raises(InvalidError, match="numbered from 1"):
        spool.add(rows(spool, 2)[1:])

    spool.close()


def test_a_spool_is_held_by_one_agent_at_a_time(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", OWNER, moment())

    with pytest.raises(ConflictError, match="held by another agent"):
        Spool(tmp_path / "spool", OWNER, moment())

    spool.close()


def test_readings_of_a_rehearsal_never_meet_real_ones(tmp_path: Path) -> None:
    drill = Owner("kawabe-1", Status.EXERCISE, "drill")
    Spool(tmp_path / "spool", drill, moment()).close()

    assert drill.file_name() != OWNER.file_name()
    with pytest.raises(ConflictError, match="belongs to"):
        Spool(tmp_path / "spool", OWNER, moment())


def test_a_calibration_since_ever_can_be_read_again(tmp_path: Path) -> None:
    ever = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9)))
    spool = Spool(tmp_path / "spool", OWNER, moment())

    spool.add([replace(rows(spool, 1)[0], calibration=ever)])

    [kept] = spool.after((0, 0), ANY)
    assert kept.calibration == datetime(2, 1, 1, tzinfo=UTC)
    spool.close()


def leave_by_version_1(path: Path) -> list[Spooled]:
    """Leave a spool as the agent before this one did, and say what it holds."""
    database = sqlite3.connect(path)
    database.executescript(OF_VERSION_1)
    database.close()
    at = [BEGAN_AT + timedelta(microseconds=seq) for seq in range(1, 2001)]
    return [
        Spooled(7, n + 1, "kawabe-bridge", "stage", at[n], (n + 1) / 8, 3.5, 0.5, "still")
        for n in range(2000)
    ]


def test_what_the_agent_before_spooled_is_kept_by_the_one_that_takes_its_place(
    tmp_path: Path,
) -> None:
    held = leave_by_version_1(tmp_path / "spool")

    spool = Spool(tmp_path / "spool", OWNER, moment())
    fresh = rows(spool, 3)
    spool.add(fresh)
    spool.close()

    again = Spool(tmp_path / "spool", OWNER, moment())
    assert again.after((0, 0), ANY) == [*held, *fresh]
    again.close()


def test_an_upgrade_that_a_power_cut_ended_is_made_again(tmp_path: Path) -> None:
    held = leave_by_version_1(tmp_path / "spool")
    database = sqlite3.connect(tmp_path / "spool", isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("BEGIN IMMEDIATE")
    database.execute("ALTER TABLE readings ADD COLUMN spread REAL")
    database.close()

    spool = Spool(tmp_path / "spool", OWNER, moment())

    assert spool.after((0, 0), ANY) == held
    spool.close()


def test_what_can_be_read_of_a_torn_spool_of_the_version_before_is_sent(tmp_path: Path) -> None:
    path = tmp_path / OWNER.file_name()
    held = leave_by_version_1(path)
    middle = path.stat().st_size // 2 // 4096 * 4096
    with path.open("r+b") as file:
        file.seek(middle)
        file.write(b"\xa5" * 4096)

    spool = open_spool(tmp_path, OWNER, moment())

    kept = spool.after((0, 0), ANY)
    assert set(kept) < set(held)
    assert len(kept) > len(held) * 0.8
    spool.close()
