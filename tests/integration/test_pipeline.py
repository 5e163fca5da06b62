"""Statements sent together: a thread that waits for a lock lets the others go on."""

import threading

from kawamori.storage.connections import connect
from kawamori.storage.pipeline import Pipeline, Statement

LOCK = Statement("lock", "SELECT pg_advisory_xact_lock(4711)")
ONE = Statement("one", "SELECT 1")


def test_a_pipeline_that_waits_for_a_lock_does_not_stop_the_thread_that_holds_it(
    database: str,
) -> None:
    with connect(database, name="holder") as holder, connect(database, name="waiter") as waiter:
        pipeline = Pipeline(waiter)
        pipeline.add(LOCK)
        pipeline.add(ONE)
        rows: list[object] = []
        thread = threading.Thread(target=lambda: rows.append(pipeline.commit()[ONE]), daemon=True)

        with holder.transaction():
            holder.execute("SELECT pg_advisory_xact_lock(4711)")
            thread.start()
            waits = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            while holder.execute(waits).fetchone() != (1,):
                pass
        thread.join(timeout=10)

        assert rows == [[("1",)]]


def test_answers_larger_than_any_buffer_come_whole(database: str) -> None:
    large = Statement("large", "SELECT repeat('x', 3000000) FROM generate_series(1, 3)")
    with connect(database, name="tests") as connection:
        pipeline = Pipeline(connection)
        pipeline.add(large)

        rows = pipeline.commit()[large]

    assert [len(text or "") for (text,) in rows] == [3_000_000] * 3
