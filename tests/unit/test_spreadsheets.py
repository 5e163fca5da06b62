"""What is exported is text to a spreadsheet, whatever somebody has called an area."""

import pytest

from kawamori.spreadsheets import as_csv


@pytest.mark.parametrize("name", ["=1+1", "+81", "-1", "@SUM(A1)", "\tx"])
def test_no_cell_is_a_formula(name: str) -> None:
    lines = as_csv(["name", "targeted"], [{"name": name, "targeted": -1}]).splitlines()

    assert lines[1] == f"'{name},-1"


def test_what_is_no_formula_stays_as_it_is() -> None:
    assert as_csv(["name"], [{"name": "川原町"}]) == "name\r\n川原町\r\n"
