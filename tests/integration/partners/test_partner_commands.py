"""Partners are added by command; a program's secret is shown once and kept sealed."""

import base64
import re
from typing import TYPE_CHECKING

import pytest

from kawamori.cli import main
from kawamori.testing.areas import settle_districts

if TYPE_CHECKING:
    from kawamori.storage.connections import Connection

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)


@pytest.fixture(autouse=True)
def city(connection: "Connection", monkeypatch: pytest.MonkeyPatch) -> None:
    key = base64.b64encode(b"k" * 32).decode()
    monkeypatch.setenv("KAWAMORI_PEOPLE_KEY", key)
    settle_districts(connection)


def test_an_office_is_added_listed_by_its_domain_and_stopped(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["partners", "email", "branch@kawabe.example", "--area", "kawara"])
    number = capsys.readouterr().out.split()[0]
    main(["partners", "list"])
    listed = capsys.readouterr().out
    main(["partners", "stop", number])
    main(["partners", "list"])

    assert f"{number}  email  …@kawabe.example  kawara" in listed
    assert "branch" not in listed
    assert "STOPPED" in capsys.readouterr().out


def test_a_program_gets_a_secret_that_is_not_shown_again(
    connection: "Connection", capsys: pytest.CaptureFixture[str]
) -> None:
    main(["partners", "webhook", "https://partner.example/flood?k=7", "--area", "kawara"])
    shown = capsys.readouterr().out
    main(["partners", "list"])

    found = re.search(r"whsec_(\S+)", shown)
    assert found is not None
    assert len(base64.b64decode(found[1])) == 32
    assert "whsec" not in capsys.readouterr().out
    row = connection.execute("SELECT address_encrypted FROM subscribers").fetchone()
    assert row is not None
    assert b"partner.example" not in bytes(row[0])


def test_a_partner_who_would_be_told_of_nothing_is_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["partners", "email", "branch@kawabe.example"]) == 2
    assert "name a station or an --area" in capsys.readouterr().err


def test_somebody_who_is_no_partner_is_not_stopped_here() -> None:
    assert main(["partners", "stop", "7"]) == 2
