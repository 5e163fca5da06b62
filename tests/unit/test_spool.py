"""The spool: nothing uncovered is ever forgotten, and its numbers have no holes."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from edge.clock import Moment
from edge.spool import Spool
from edge.tables import Owner, Spooled
from kawamori.errors import ConflictError, InvalidError
from kawamori.runs import Status

OWNER = Owner("kawabe-1", Status.ACTUAL, "")
BEGAN_AT = datetime(2026, 9, 1, tzinfo=UTC)
ANY = 10**9


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
