"""Whom to visit is told to those who may know, at the keyboard too, and each look is kept."""

from typing import TYPE_CHECKING

import pytest

from kawamori.cli import main
from kawamori.testing.staff import employ

if TYPE_CHECKING:
    from conftest import City

pytestmark = [
    pytest.mark.parametrize("database", ["postgresql-18"], indirect=True),
    pytest.mark.usefixtures("people_key"),
]
ADD = ["visits", "add", "honcho", "--until", "2099-03-31T00:00:00+09:00", "--by"]
LIST = ["visits", "list", "--reason", "避難の確認", "--by"]


@pytest.fixture(autouse=True)
def staff(city: "City") -> None:
    employ(city.connection, "Aoi", "commander")
    employ(city.connection, "Daichi", "viewer")


def type_in(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    said = iter(answers)
    monkeypatch.setattr("builtins.input", lambda _: next(said))


def test_a_request_is_typed_in_listed_and_ended(
    city: "City", monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, "川辺 勉", "本町1-2-3", "090-1234-5678", "車いす")

    assert main([*ADD, "Aoi"]) == 0
    assert main([*LIST, "Aoi"]) == 0
    assert main(["visits", "end", "1", "--by", "Aoi"]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "visit 1 until 2099-03-31 00:00",
        "1  本町  川辺 勉  本町1-2-3  +819012345678  車いす",
        "1 to visit",
        "visit 1 is deleted",
    ]
    acts = city.connection.execute("SELECT person, act FROM acts ORDER BY act_id").fetchall()
    assert acts == [("Aoi", "record_visit"), ("Aoi", "read_visits"), ("Aoi", "end_visit")]


@pytest.mark.parametrize(
    ("by", "says"),
    [("Daichi", "viewer Daichi may not see whom to visit"), ("Ben", "nobody who works here")],
)
def test_whoever_may_not_know_is_told_nothing(
    city: "City",
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    by: str,
    says: str,
) -> None:
    type_in(monkeypatch)

    assert main([*ADD, by]) == 2
    assert main([*LIST, by]) == 2

    assert capsys.readouterr().err.count(says) == 2
    assert city.connection.execute("SELECT FROM acts").fetchall() == []
