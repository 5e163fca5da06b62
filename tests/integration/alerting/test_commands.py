"""A person at the keyboard says who is told, and sees nobody's number in full."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kawamori.cli import main
from kawamori.settings import PREFIX

if TYPE_CHECKING:
    from conftest import Office


@pytest.fixture(autouse=True)
def environ(office: "Office", monkeypatch: pytest.MonkeyPatch) -> None:
    key = office.settings.people_key
    url = office.settings.database_url
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", url.get_secret_value())
    monkeypatch.setenv(f"{PREFIX}PEOPLE_KEY", key.get_secret_value() if key else "")


def test_who_is_subscribed_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["subscribers", "add", "090-1000-1111", "kawabe-bridge"]) == 0

    main(["subscribers", "list"])

    shown = capsys.readouterr().out
    assert "…1111  ja  kawabe-bridge from EVACUATION  [actual]" in shown
    assert "10001111" not in shown


def test_a_trainee_is_reachable_in_the_rehearsal_alone(
    office: "Office", capsys: pytest.CaptureFixture[str]
) -> None:
    office.town.start_drill("drill")

    main(["subscribers", "add", "09010002222", "kawabe-bridge", "--only-run", "drill"])
    main(["subscribers", "list"])

    assert "[drill]" in capsys.readouterr().out


def test_a_resident_can_be_put_on_a_rehearsal_s_list(
    office: "Office", capsys: pytest.CaptureFixture[str]
) -> None:
    office.town.start_drill("drill")
    main(["subscribers", "add", "09010003333", "kawabe-bridge", "--from-level", "caution"])

    assert main(["subscribers", "allow", "drill", "09010003333"]) == 0
    main(["subscribers", "list"])

    assert "[actual, drill]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["allow", "drill", "09010004444"], "there is no run 'drill'"),
        (["add", "110", "kawabe-bridge"], "not a phone number"),
        (["add", "09010004444", "nowhere"], "no station 'nowhere'"),
        (["allow", "", "09010004444"], "nobody is subscribed"),
    ],
)
def test_what_can_not_be_done_is_said(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["subscribers", *arguments]) == 2
    assert says in capsys.readouterr().err


def test_everybody_in_a_file_is_subscribed_or_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = tmp_path / "good.csv"
    good.write_text(
        "phone,station,from_level,language\n"
        "090-1000-5555,kawabe-bridge,danger,en\n"
        "090-1000-6666,kawabe-bridge,,\n",
        encoding="utf-8",
    )
    bad = tmp_path / "bad.csv"
    bad.write_text("phone,station\n090-1000-7777,kawabe-bridge\n12,kawabe-bridge\n", "utf-8")

    assert main(["subscribers", "import", str(good)]) == 0
    assert main(["subscribers", "import", str(bad)]) == 2

    assert "line 3" in capsys.readouterr().err
    main(["subscribers", "list"])
    shown = capsys.readouterr().out
    assert "…5555  en  kawabe-bridge from DANGER" in shown
    assert "…6666  ja  kawabe-bridge from EVACUATION" in shown
    assert "7777" not in shown
