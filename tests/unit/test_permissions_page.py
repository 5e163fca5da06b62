"""The page on permissions has the table that the program goes by."""

import re
from pathlib import Path

import pytest

from api.people import MAY, Act
from kawamori.staff import ROLES

PAGE = (Path(__file__).parents[2] / "docs" / "permissions.md").read_text(encoding="utf-8")
ROWS = {
    cells[0].strip(" `"): [cell.strip() == "✓" for cell in cells[1:5]]
    for cells in (row.split("|") for row in re.findall(r"^\|( `\w+` .*)\|$", PAGE, re.MULTILINE))
}


@pytest.mark.parametrize("act", MAY)
def test_an_act_is_on_the_page_as_it_is(act: Act) -> None:
    assert ROWS.get(act) == [role in MAY[act] for role in ROLES]


def test_nothing_else_is_on_the_page() -> None:
    assert ROWS.keys() == MAY.keys()
    assert f"| act | {' | '.join(ROLES)} |" in PAGE
