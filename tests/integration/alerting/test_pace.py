"""Two dispatchers keep to one sender's pace together; the highest and the most at risk go first."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from alerting.dispatch import AT_ONCE, Dispatcher
from kawamori.storage.telling.draining import drained_after_s, waiting
from kawamori.storage.telling.pacing import sms_lines

if TYPE_CHECKING:
    from conftest import Office

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

RANK = "UPDATE deliveries SET body = %s, level = %s, risk = %s WHERE subscriber_id = %s"
PROMOTE = """
UPDATE deliveries SET level = 5 WHERE delivery_id = (
  SELECT delivery_id FROM deliveries WHERE state = 'due' ORDER BY due_at DESC LIMIT 1)
"""
BUSY_S = 5.0  # a machine with other work is late; it must never be early
ONE_PART, TWO_PARTS = "【訓練】川", "川" * 100


@pytest.fixture
def paced(office: "Office") -> Iterator["Office"]:
    """Give an office whose provider's line is slow."""
    office.sandbox.behave(pace_s=0)
    yield office
    office.sandbox.send_at(None)


def write(office: "Office", texts: list[tuple[str, int, int]]) -> None:
    """Have texts wait, of which each has a body, a level and a risk."""
    for _ in texts:
        office.subscribe()
    office.danger()
    office.assess()
    with office.telling() as telling:
        telling.route()
    rows = office.town.connection.execute("SELECT subscriber_id FROM deliveries").fetchall()
    for (subscriber_id,), (body, level, risk) in zip(rows, texts, strict=True):
        office.town.connection.execute(RANK, (body, level, risk, subscriber_id))


def send_all(office: "Office", between: Callable[[], None] = lambda: None) -> float:
    """Have two dispatchers send everything; return after how many seconds the last has left."""
    dispatchers = [office.dispatcher(office.channel(), name) for name in ("first", "second")]
    begun = datetime.now(UTC)
    with ThreadPoolExecutor(2) as loops, ThreadPoolExecutor(2 * AT_ONCE) as executor:
        running = [loops.submit(_run, office, d, executor) for d in dispatchers]
        between()
        for each in running:
            each.result()
    left = [datetime.fromisoformat(m["sent_at"]) for m in sent(office)]
    return (max(left) - begun).total_seconds()


def _run(office: "Office", dispatcher: Dispatcher, executor: ThreadPoolExecutor) -> None:
    deadline = time.monotonic() + 60
    while "due" in office.states() and time.monotonic() < deadline:
        if dispatcher.deliver_due(executor, office.wall) == 0:
            time.sleep(0.1)
    dispatcher.finish()


def sent(office: "Office") -> list[dict[str, Any]]:
    """Return what the provider took from this office, in order, with level and risk."""
    rows = office.town.connection.execute("SELECT delivery_id, level, risk FROM deliveries")
    ranks = {str(delivery_id): (level, risk) for delivery_id, level, risk in rows}
    accepted = reversed(office.sandbox.accepted(limit=1000))
    return [{**m, "rank": ranks[m["delivery_id"]]} for m in accepted if m["delivery_id"] in ranks]


def predicted_s(office: "Office") -> float:
    line = sms_lines(office.settings)[0]
    (*_, seconds) = drained_after_s(waiting(office.town.connection, line), line)
    assert seconds is not None
    return seconds


def test_at_one_part_a_second_everything_leaves_in_order_and_in_the_time_foretold(
    paced: "Office",
) -> None:
    paced.settings.sms_parts_per_s = 1
    paced.sandbox.send_at(1)
    write(paced, [(ONE_PART, 3, 0), (ONE_PART, 4, 2), (TWO_PARTS, 4, 9), (ONE_PART, 5, 0)])
    assert predicted_s(paced) == 5.0

    took_s = send_all(paced)

    taken = sent(paced)
    assert [m["rank"] for m in taken] == [(5, 0), (4, 9), (4, 2), (3, 0)]
    assert 3.2 < took_s < 4.0 + BUSY_S  # the last leaves a part before the end
    waits = [_seconds(m["created_at"], m["sent_at"]) for m in taken]
    assert max(waits) < 3, "the provider's queue stays short, so that what comes next is next"


def test_what_is_more_urgent_goes_next_though_others_waited_longer(paced: "Office") -> None:
    paced.settings.sms_parts_per_s = 1
    write(paced, [(ONE_PART, 3, 0)] * 4)

    def danger() -> None:
        while len(sent(paced)) < 2:
            time.sleep(0.02)
        paced.town.connection.execute(PROMOTE)

    send_all(paced, danger)

    assert [m["rank"][0] for m in sent(paced)] == [3, 3, 5, 3]


def test_at_a_hundred_parts_a_second_both_dispatchers_together_keep_the_pace(
    paced: "Office",
) -> None:
    paced.settings.sms_parts_per_s = 100
    paced.sandbox.send_at(100)
    write(paced, [(TWO_PARTS, 3 + n % 3, n % 10) for n in range(120)])
    foretold_s = predicted_s(paced)
    assert foretold_s == 2.4

    took_s = send_all(paced)

    taken = sent(paced)
    assert len(taken) == 120
    assert foretold_s - 1.2 < took_s < foretold_s + BUSY_S
    times = [datetime.fromisoformat(m["created_at"]).timestamp() for m in taken]
    busiest = max(sum(start <= at < start + 1 for at in times) for start in times)
    assert busiest * 2 <= 200, "a second's worth, and at most one second made up for"
    ranks = [m["rank"] for m in taken]
    late = [sum(before < rank for before in ranks[:n]) for n, rank in enumerate(ranks)]
    assert max(late) <= 2 * AT_ONCE, "only what was in hand already overtakes"


def test_reality_goes_before_a_rehearsal_that_shares_its_sender(paced: "Office") -> None:
    drill = paced.town.start_drill("drill")
    write(paced, [(ONE_PART, 3, 0)] * 2)
    paced.subscribe(run_no=drill.run_no)
    paced.town.connection.execute(
        "INSERT INTO messages (run_no, status, transition_id, kind, level, audience) "
        "SELECT %s, 'exercise', transition_id, kind, 5, 'staff' FROM messages LIMIT 1",
        (drill.run_no,),
    )
    paced.town.connection.execute(
        "INSERT INTO deliveries (message_id, run_no, subscriber_id, channel, level, language, body)"
        " SELECT max(m.message_id), %s, max(s.subscriber_id), 'sms', 5, 'ja', '【訓練】'"
        " FROM messages m, subscribers s",
        (drill.run_no,),
    )
    paced.settings.sms_parts_per_s = 3

    send_all(paced)

    assert [m["rank"][0] for m in sent(paced)] == [3, 3, 5]


def test_a_rehearsal_with_an_address_of_its_own_waits_for_nobody(paced: "Office") -> None:
    paced.settings.sms_parts_per_s = 1

    shared = sms_lines(paced.settings)
    paced.settings.twilio_rehearsal_base_url = paced.sandbox.url
    apart = sms_lines(paced.settings)

    assert [line.pace.sender for line in shared if line.pace] == ["sms", "sms"]
    assert [line.pace.sender for line in apart if line.pace] == ["sms", "sms rehearsal"]


def _seconds(begin: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds()


def test_gaps_between_texts_are_those_of_the_pace(paced: "Office") -> None:
    paced.settings.sms_parts_per_s = 5
    write(paced, [(ONE_PART, 4, 0)] * 15)

    send_all(paced)

    times = [datetime.fromisoformat(m["created_at"]).timestamp() for m in sent(paced)]
    assert 14 / 5 - 0.6 < times[-1] - times[0] < 14 / 5 + BUSY_S
    assert all(b >= a for a, b in pairwise(times))
