"""What leaves the device: fresh at once, the backlog behind it, and all of it in the end."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from edge.clock import Moment
from edge.outgoing import Outgoing, Pace
from edge.spool import Spool
from edge.tables import Owner, Spooled
from kawamori.runs import Status

OWNER = Owner("kawabe-1", Status.ACTUAL, "")
NOW = datetime(2026, 9, 1, tzinfo=UTC)
PACE = Pace(batch=10, uncovered=40, live_on_the_line=5, boots=2, resend_s=30, slowest_resend_s=120)


def boot(path: Path | None = None) -> Spool:
    return Spool(path, OWNER, Moment(NOW, 0.0))


def measure(spool: Spool, count: int = 1) -> list[Spooled]:
    first = spool.next_seq
    rows = [
        Spooled(spool.boot, seq, "kawabe-bridge", "stage", NOW, float(seq))
        for seq in range(first, first + count)
    ]
    spool.add(rows)
    return rows


def drain(outgoing: Outgoing, now_s: float) -> list[int]:
    """Publish batches, each acknowledged at once, until there is no more to publish."""
    numbers: list[int] = []
    while rows := outgoing.next_batch(now_s):
        numbers += [row.seq for row in rows]
    return numbers


def publish(outgoing: Outgoing, spool: Spool, count: int) -> None:
    """Publish so many fresh readings, each acknowledged at once."""
    for _ in range(count):
        assert outgoing.publish_live(measure(spool), 0)
        outgoing.live_acknowledged()


def test_a_fresh_reading_leaves_before_the_backlog_and_only_once() -> None:
    spool = boot()
    measure(spool, 25)
    outgoing = Outgoing(spool, PACE)

    assert outgoing.publish_live(measure(spool), 0)

    assert drain(outgoing, 0) == list(range(1, 26))


def test_as_a_connection_begins_the_newest_batch_leaves_before_all_else_and_only_once() -> None:
    spool = boot()
    measure(spool, 25)
    outgoing = Outgoing(spool, PACE)

    assert [row.seq for row in outgoing.begin(0)] == list(range(16, 26))
    assert outgoing.begin(0) == []
    assert outgoing.publish_live(measure(spool), 0)
    assert drain(outgoing, 0) == list(range(1, 16))

    outgoing.break_off()
    assert [row.seq for row in outgoing.begin(1)] == list(range(17, 27))
    assert drain(outgoing, 1) == list(range(1, 17))


def test_a_device_with_nothing_to_say_begins_with_its_next_reading() -> None:
    outgoing = Outgoing(spool := boot(), PACE)

    assert outgoing.begin(0) == []
    assert outgoing.publish_live(measure(spool), 0)


def test_where_nothing_goes_ahead_of_what_is_older_the_newest_does_not_either() -> None:
    spool = boot()
    measure(spool, 25)
    outgoing = Outgoing(spool, structs.replace(PACE, live_on_the_line=0))

    assert outgoing.begin(0) == []
    assert drain(outgoing, 0) == list(range(1, 26))


def test_a_batch_waits_until_the_broker_has_the_one_before() -> None:
    spool = boot()
    measure(spool, 25)
    outgoing = Outgoing(spool, PACE)
    outgoing.next_batch(0)
    outgoing.batch_on_the_line(2)

    outgoing.batch_acknowledged()
    assert outgoing.next_batch(0) == []

    outgoing.batch_acknowledged()
    assert [row.seq for row in outgoing.next_batch(0)] == list(range(11, 21))


def test_no_more_is_published_than_may_be_uncovered() -> None:
    spool = boot()
    measure(spool, 100)
    outgoing = Outgoing(spool, PACE)

    assert drain(outgoing, 0) == list(range(1, 41))

    outgoing.covered(spool.boot, 15, 1)
    assert drain(outgoing, 1) == list(range(41, 51))


def test_readings_that_a_dead_line_would_only_pile_up_become_backlog() -> None:
    spool = boot()
    outgoing = Outgoing(spool, PACE)
    for _ in range(5):
        assert outgoing.publish_live(measure(spool), 0)

    assert not outgoing.publish_live(measure(spool), 0)

    for _ in range(5):
        outgoing.live_acknowledged()
    assert outgoing.publish_live(measure(spool), 0)
    assert 6 in drain(outgoing, 0)


def test_of_many_readings_at_once_some_go_at_once_and_the_others_follow_in_a_batch() -> None:
    spool = boot()
    outgoing = Outgoing(spool, PACE)
    assert drain(outgoing, 0) == []
    rows = measure(spool, 12)

    assert outgoing.publish_live(rows, 0) == rows[:5]
    assert outgoing.next_batch(0) == rows[5:]


def test_what_is_not_covered_in_time_is_asked_for_with_one_reading_ever_more_rarely() -> None:
    spool = boot()
    outgoing = Outgoing(spool, PACE)
    publish(outgoing, spool, 20)
    asked_s = []

    for now_s in range(0, 500, 5):
        outgoing.resend_if_due(now_s)
        if numbers := drain(outgoing, now_s):
            assert numbers == [1]
            asked_s.append(now_s)

    assert asked_s == [30, 90, 210, 330, 450]


def test_after_an_answer_the_rest_is_sent_again_once_the_watermark_rests() -> None:
    spool = boot()
    outgoing = Outgoing(spool, PACE)
    publish(outgoing, spool, 20)
    outgoing.resend_if_due(30)
    drain(outgoing, 30)

    outgoing.covered(spool.boot, 5, 31)
    assert drain(outgoing, 32) == []
    outgoing.covered(spool.boot, 10, 32)
    assert drain(outgoing, 34) == []

    assert drain(outgoing, 35) == list(range(11, 21))


def test_only_so_many_boots_are_in_flight_as_the_watermark_can_tell_of(tmp_path: Path) -> None:
    boots = []
    for _ in range(5):
        spool = boot(tmp_path / "spool")
        measure(spool, 3)
        boots.append(spool.boot)
        spool.close()
    spool = boot(tmp_path / "spool")
    outgoing = Outgoing(spool, PACE)

    first = outgoing.next_batch(0)
    assert sorted({row.boot for row in first}) == boots[:2]
    assert outgoing.next_batch(0) == []

    outgoing.covered(boots[0], 3, 1)
    assert {row.boot for row in outgoing.next_batch(1)} == {boots[2]}
    spool.close()


class City:
    """A broker and an ingest that lose, now and then, a message, a watermark or the connection."""

    def __init__(self, dice: Random, loss: float) -> None:
        self.stored: dict[int, set[int]] = {}
        self._dice = dice
        self._loss = loss

    def is_lost(self) -> bool:
        return self._dice.random() < self._loss

    def take(self, rows: list[Spooled]) -> None:
        for row in rows:
            if not self.is_lost():
                self.stored.setdefault(row.boot, set()).add(row.seq)

    def watermark(self) -> list[tuple[int, int]]:
        reached = []
        for number, seqs in sorted(self.stored.items())[-8:]:
            to = 0
            while to + 1 in seqs:
                to += 1
            reached.append((number, to))
        return reached


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32), st.floats(0, 0.4), st.integers(0, 100), st.sampled_from([0.0, 0.02, 0.2])
)
def test_everything_arrives_whatever_is_lost_on_the_way(
    seed: int, loss: float, backlog: int, breaks: float
) -> None:
    dice = Random(seed)
    city, spool = City(dice, loss), boot()
    measure(spool, backlog)
    outgoing = Outgoing(spool, PACE)
    for now_s in range(20_000):
        losing = now_s < 200
        city._loss = loss if losing else 0  # noqa: SLF001 the storm ends
        if now_s < 200:
            fresh = measure(spool, dice.randint(0, 8))
            city.take(begun := outgoing.begin(now_s))
            for row in [] if begun else outgoing.publish_live(fresh, now_s):
                city.take([row])
                if not city.is_lost():
                    outgoing.live_acknowledged()
        elif not len(spool):
            break
        if losing and dice.random() < breaks:
            outgoing.break_off()
        outgoing.resend_if_due(now_s)
        if rows := outgoing.next_batch(now_s):
            city.take(rows)
        for number, to in city.watermark():
            if not city.is_lost():
                assert to <= outgoing.published_to
                outgoing.covered(number, to, now_s)

    assert len(spool) == 0
    assert city.stored[spool.boot] == set(range(1, spool.next_seq))


def test_a_rest_ends_when_something_is_due() -> None:
    spool = boot()
    outgoing = Outgoing(spool, PACE)

    assert outgoing.due_s(0) == float("inf")

    outgoing.publish_live(measure(spool), 100)
    assert outgoing.due_s(100) == pytest.approx(130)
