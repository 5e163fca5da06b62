"""A person can list what is in quarantine, look at it, and send it down the same path again."""

import re
from typing import TYPE_CHECKING

import pytest

from kawamori.cli import main
from kawamori.testing.waiting import until

if TYPE_CHECKING:
    from conftest import River

NOWHERE = "actual/v1/d1/otaki-falls/stage/observation"


@pytest.fixture
def at_the_desk(stored: "River", monkeypatch: pytest.MonkeyPatch) -> "River":
    """Give a test the river and the settings with which commands find its database."""
    monkeypatch.setenv("KAWAMORI_DATABASE_URL", stored.url)
    return stored


def test_the_list_shows_what_came_why_it_was_refused_and_how_often(
    at_the_desk: "River", capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(3):
        at_the_desk.publish(b"rubbish", NOWHERE)
    until(lambda: at_the_desk.rows("SELECT times FROM quarantine") == [(3,)])

    assert main(["quarantine", "list"]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"1 \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ ×3 " + NOWHERE, shown)
    assert "JSON is malformed" in shown
    assert "rubbish" in shown


def test_a_reading_is_stored_by_replay_once_its_station_is_registered(
    at_the_desk: "River", capsys: pytest.CaptureFixture[str]
) -> None:
    at_the_desk.publish(at_the_desk.reading(1, 1.5), NOWHERE)
    until(lambda: at_the_desk.count("quarantine") == 1)

    assert main(["quarantine", "replay", "1"]) == 1
    assert "still refused: boot 1 seq 1: no station 'otaki-falls'" in capsys.readouterr().out
    at_the_desk.register("otaki-falls")
    assert main(["quarantine", "replay", "--about", "no station"]) == 0

    assert "1 stored, 0 still refused" in capsys.readouterr().out
    assert at_the_desk.stages() == [1.5]
    assert main(["quarantine", "list"]) == 0
    assert "nothing in quarantine" in capsys.readouterr().out


def test_a_row_is_shown_with_all_its_bytes(
    at_the_desk: "River", capsys: pytest.CaptureFixture[str]
) -> None:
    at_the_desk.publish(b"\xff\x00" + b"long" * 100, NOWHERE)
    until(lambda: at_the_desk.count("quarantine") == 1)

    assert main(["quarantine", "show", "1"]) == 0
    shown = capsys.readouterr().out
    assert "402 bytes" in shown
    assert "\\xff" in shown
    assert "long" * 100 in shown


def test_a_number_that_is_not_there_is_an_answer_not_a_crash(
    at_the_desk: "River", capsys: pytest.CaptureFixture[str]
) -> None:
    assert at_the_desk.count("quarantine") == 0

    assert main(["quarantine", "show", "7"]) == 2
    assert "nothing in quarantine has number 7" in capsys.readouterr().err
