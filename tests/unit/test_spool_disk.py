"""The spool on a bad disk: full, failing, torn; a device goes on measuring all the same."""

import logging
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge import spool as spool_module
from edge.clock import Moment
from edge.opening import open_spool
from edge.spool import Spool
from edge.tables import Owner, Spooled, TornError
from kawamori.errors import UnavailableError
from kawamori.runs import Status

OWNER = Owner("kawabe-1", Status.ACTUAL, "")
NOW = Moment(datetime(2026, 9, 1, tzinfo=UTC), 100.0)
SMALL_MB = 0.2
ANY = 10**9


def measure(spool: Spool, count: int) -> list[Spooled]:
    """Spool the next readings."""
    first = spool.next_seq
    rows = [
        Spooled(spool.boot, seq, "kawabe-bridge", "stage", NOW.at + timedelta(seconds=seq), 1.5)
        for seq in range(first, first + count)
    ]
    spool.add(rows)
    return rows


def test_what_a_full_disk_does_not_take_waits_in_memory_and_is_written_when_there_is_room(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    spool = Spool(tmp_path / "spool", OWNER, NOW, max_mb=SMALL_MB)
    rows: list[Spooled] = []
    while not spool.in_memory:
        rows += measure(spool, 100)
    rows += measure(spool, 50)

    assert spool.after((0, 0), ANY) == rows
    assert "the disk takes nothing" in caplog.text

    spool.forget(spool.boot, rows[-1].seq - 200)
    rows += measure(spool, 1)

    assert spool.in_memory == 0
    assert spool.after((0, 0), ANY) == rows[-201:]
    spool.close()


def test_a_full_memory_refuses_the_newest_and_leaves_no_hole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool_module, "TAIL", 150)
    spool = Spool(tmp_path / "spool", OWNER, NOW, max_mb=SMALL_MB)
    while spool.in_memory <= 50:
        measure(spool, 100)
    last = spool.next_seq - 1

    with pytest.raises(UnavailableError, match="the newest is lost"):
        measure(spool, 100)

    assert [row.seq for row in spool.after((0, 0), ANY)] == list(range(1, last + 1))

    spool.forget(spool.boot, last)
    measure(spool, 1)

    assert [row.seq for row in spool.after((0, 0), ANY)] == [last + 1]
    spool.close()


def test_a_full_spool_opens_again_with_all_it_held(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", OWNER, NOW, max_mb=SMALL_MB)
    while not spool.in_memory:
        measure(spool, 100)
    on_disk = len(spool) - spool.in_memory
    spool.close()

    again = Spool(tmp_path / "spool", OWNER, NOW, max_mb=SMALL_MB)

    assert len(again) == on_disk
    again.close()


def torn(folder: Path) -> tuple[Path, list[Spooled]]:
    """Leave a spool with a damaged page in its middle, and say what it held."""
    spool = open_spool(folder, OWNER, NOW)
    rows = measure(spool, 5000)
    spool.close()
    path = folder / OWNER.file_name()
    middle = path.stat().st_size // 2 // 4096 * 4096
    with path.open("r+b") as file:
        file.seek(middle)
        file.write(b"\xa5" * 4096)
    return path, rows


def test_a_torn_spool_is_refused(tmp_path: Path) -> None:
    path, _ = torn(tmp_path)

    with pytest.raises(TornError, match="is damaged"):
        Spool(path, OWNER, NOW)


def test_a_torn_spool_is_set_aside_and_what_can_be_read_of_it_is_sent(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path, rows = torn(tmp_path)
    damaged = path.read_bytes()

    spool = open_spool(tmp_path, OWNER, NOW)

    kept = spool.after((0, 0), ANY)
    assert set(kept) < set(rows)
    assert len(kept) > len(rows) * 0.9
    assert spool.boot > rows[0].boot
    (aside,) = tmp_path.glob("*.torn-*")
    assert aside.read_bytes() == damaged
    assert [r.levelno for r in caplog.records if "is damaged" in r.message] == [logging.CRITICAL]
    measure(spool, 1)
    spool.close()


def test_a_file_that_is_no_spool_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / OWNER.file_name()).write_bytes(b"not a database at all" * 1000)

    spool = open_spool(tmp_path, OWNER, NOW)
    measure(spool, 1)

    assert len(spool) == 1
    assert len(list(tmp_path.glob("*.torn-*"))) == 1
    spool.close()


def test_a_disk_that_takes_nothing_at_the_start_leaves_the_readings_in_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("where a folder should be")

    spool = open_spool(tmp_path / "file", OWNER, NOW)
    rows = measure(spool, 3)

    assert spool.after((0, 0), ANY) == rows
    assert spool.in_memory == 3
    assert "kept in memory only" in caplog.text
    spool.close()


def test_every_commit_is_synchronous(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", OWNER, NOW)
    database = spool._database  # noqa: SLF001 asked, not changed

    assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert database.execute("PRAGMA synchronous").fetchone() == (2,)
    spool.close()


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_power_cut_keeps_every_reading_that_was_spooled(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name:
        live, dead = Path(name) / "live", Path(name) / "dead"
        spool, safe = Spool(live, OWNER, NOW), [0]
        log = live.with_name("live-wal")
        safe[0] = log.stat().st_size
        for _ in range(12):
            measure(spool, 3)
            safe.append(log.stat().st_size)

        # What was synced is on the disk; of what came after any part may be, the rest is rubbish.
        adds = data.draw(st.integers(0, 12))
        cut = data.draw(st.integers(safe[adds], safe[-1]))
        rubbish = data.draw(st.binary(max_size=5000))
        shutil.copy(live, dead)
        dead.with_name("dead-wal").write_bytes(log.read_bytes()[:cut] + rubbish)
        spool.close()

        again = Spool(dead, OWNER, NOW)
        kept = [row.seq for row in again.after((0, 0), ANY)]
        again.close()

    assert kept == list(range(1, len(kept) + 1))
    assert len(kept) >= 3 * adds
