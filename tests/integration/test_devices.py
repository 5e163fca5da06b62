"""A device is told how far each boot is stored, also of boots long past while they drain."""

from kawamori.storage.connections import connect
from kawamori.storage.pipeline import Pipeline
from kawamori.storage.readings.devices import (
    MARKS,
    Mark,
    Progress,
    add_progress,
    ask_marks,
    read_marks,
)


def advance(pipeline: Pipeline, boot: int, *, seen_us: int) -> list[Mark]:
    add_progress(pipeline, [Progress(0, "kawabe-1", boot, [(1, 10)], seen_us)])
    ask_marks(pipeline, [(0, "kawabe-1")])
    return read_marks(pipeline.commit()[MARKS])


def test_the_oldest_of_twelve_boots_is_told_of_as_its_backlog_is_stored(database: str) -> None:
    with connect(database, name="tests") as connection:
        pipeline = Pipeline(connection)
        for boot in range(2, 13):
            advance(pipeline, boot, seen_us=boot)

        told = [mark.boot for mark in advance(pipeline, 1, seen_us=99)]

    assert told[0] == 12  # the newest is always there: it tells which boots are taken
    assert told[-1] == 1
    assert len(told) == 8
