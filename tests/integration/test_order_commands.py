"""With the screen down an order still goes from one person's draft over another's release."""

import pytest

from kawamori.cli import main
from kawamori.runs import Status
from kawamori.staff import Role
from kawamori.storage.connections import Connection
from kawamori.storage.runs import start_run
from kawamori.testing.areas import settle_districts
from kawamori.testing.staff import employ
from kawamori.testing.world import NOW

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

PEOPLE: dict[str, Role] = {
    "Aoi": "commander",
    "Goro": "commander",
    "Fumi": "operator",
    "Elena": "branch",
}
COMPOSE = ["orders", "compose", "避難指示", "--area", "kawara", "--reason", "氾濫危険水位に到達"]
PHRASE = "避難指示 川原町"


@pytest.fixture(autouse=True)
def city(connection: Connection) -> None:
    settle_districts(connection)
    for name, role in PEOPLE.items():
        employ(connection, name, role)


def run(*words: str) -> int:
    return main(["orders", *words])


def told(connection: Connection) -> list[str]:
    query = "SELECT kind FROM messages ORDER BY message_id"
    return [kind for (kind,) in connection.execute(query)]


def test_it_is_composed_released_and_lifted(
    connection: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*COMPOSE, "--by", "Fumi"]) == 0
    assert "1  draft  避難指示（川原町） composed by Fumi" in capsys.readouterr().out

    assert run("release", "1", "--by", "Goro", "--phrase", PHRASE) == 0
    shown = capsys.readouterr().out
    assert "[ja] 【川辺市】" in shown or "[ja] 警戒レベル4避難指示" in shown
    assert "nobody can be reached in 川原町" in shown
    assert "released by Goro" in shown
    assert all(way in shown for way in ("[radio]", "[area_mail]", "[l_alert]"))

    assert run("list") == 0
    assert "released  避難指示（川原町）" in capsys.readouterr().out

    assert run("lift", "1", "--by", "Goro", "--phrase", f"{PHRASE} 解除") == 0
    capsys.readouterr()
    assert run("list") == 0
    assert capsys.readouterr().out == ""
    assert told(connection) == ["issue", "lift"]


@pytest.mark.parametrize(
    ("by", "typed", "why"),
    [
        ("Goro", None, "this is for real: give --phrase 「避難指示 川原町」"),
        ("Goro", "yes", "type 「避難指示 川原町」"),
        ("Fumi", PHRASE, "operator Fumi may not release"),
        ("Aoi", PHRASE, "Aoi composed this order: another commander"),
        ("Ben", PHRASE, "nobody who works here is called 'Ben'"),
    ],
)
def test_nobody_is_told_unless_the_right_person_types_the_right_words(
    connection: Connection,
    capsys: pytest.CaptureFixture[str],
    by: str,
    typed: str | None,
    why: str,
) -> None:
    assert main([*COMPOSE, "--by", "Aoi"]) == 0

    given = [] if typed is None else ["--phrase", typed]
    assert run("release", "1", "--by", by, *given) != 0

    assert why in capsys.readouterr().err
    assert told(connection) == []


def test_a_rehearsal_is_released_without_typing_and_stays_in_its_run(
    connection: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = {"wall_started_at": NOW, "sim_started_at": NOW}
    start_run(connection, "drill", Status.EXERCISE, network="city", speed=1, **clock)
    assert main([*COMPOSE, "--by", "Fumi", "--run", "drill"]) == 0

    assert run("release", "1", "--by", "Goro") == 0

    assert "[ja] 【訓練】" in capsys.readouterr().out
    assert run("list") == 0
    assert capsys.readouterr().out == ""


def test_a_branch_composes_for_its_own_district_alone(
    connection: Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*COMPOSE, "--by", "Elena"]) != 0

    refused = "branch Elena may not compose an order for kawara: its district is minato"
    assert refused in capsys.readouterr().err
    assert connection.execute("SELECT count(*) FROM orders").fetchone() == (0,)
    assert main([*("minato" if w == "kawara" else w for w in COMPOSE), "--by", "Elena"]) == 0
