"""`kawamori backtest`: a table for people, JSON for programs, a report to keep."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kawamori.cli import main
from kawamori.testing.recorded import Made, write_folder

FLOOD: Sequence[float] = [
    *[1.0] * 80,
    *[1.0 + 0.1 * k for k in range(40)],
    *[5.0 - 0.1 * k for k in range(40)],
    *[1.0] * 40,
]
EVENTS = ["river,official,2026-05-01T15:00:00Z,2026-05-01T23:00:00Z,5.0,False,False"]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder of a river in flood, a chronic gauge and one without levels."""
    made = [
        Made("river", FLOOD, source="github:one/rivers data/a.csv"),
        Made("wet", FLOOD, is_chronic=True, source="github:other/rivers"),
        Made("plain", FLOOD, {}, source="github:other/rivers"),
    ]
    return write_folder(tmp_path / "recorded", made, EVENTS)


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:
    assert main(["backtest", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["backtest", *arguments]) == 2
    return capsys.readouterr().err


def test_the_table_has_each_gauge_source_and_rule(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backtest", str(folder)]) == 0

    said = capsys.readouterr().out
    first_words = [line.split()[0] for line in said.splitlines() if line]
    assert first_words[:2] == ["gauge", "river"]
    assert {"one/rivers", "other/rivers", "engine", "plain", "line"} <= set(first_words)
    assert "not scored: 1 chronic, 1 without any level" in said
    assert "3 gauges, 600 readings" in said


def test_json_says_all_that_was_said_of_every_gauge(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, str(folder))

    plain, river, wet = found["gauges"]
    assert [plain["id"], river["id"], wet["id"]] == ["plain", "river", "wet"]
    assert plain == {"id": "plain", "transitions": [], "warnings": []}
    raised = [t for t in river["transitions"] if t["public"] and t["to"] > t["from"]]
    assert [(t["at"], t["from"], t["to"]) for t in raised] == [
        ("2026-05-01T15:10:00Z", 0, 1),
        ("2026-05-01T16:50:00Z", 1, 2),
    ]
    assert {"at", "from", "to", "public", "stage_m", "reason"} <= set(raised[0])
    assert raised[0]["reason"] == "reached"
    for warning in river["warnings"]:
        assert set(warning) == {"at", "level", "expected_at", "p10_at", "p90_at"}
        assert datetime.fromisoformat(warning["at"]).tzinfo


def test_json_has_the_totals_of_the_engine_and_both_baselines(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine, plain, line = answer(capsys, str(folder))["totals"].values()

    assert (engine["events"], engine["detected_events"], engine["crossings"]) == (1, 1, 2)
    assert plain["public_alerts"] == 1
    assert line["crossings_warned"] == 2
    assert line["median_lead_min_by_level"].keys() == {"1", "2"}


def test_gauges_are_chosen_by_a_pattern(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [g["id"] for g in answer(capsys, str(folder), "--only", "w*")["gauges"]] == ["wet"]


def test_a_policy_of_one_s_own_is_named(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "late.toml"
    policy.write_text('version = "late"\nalert_from = "evacuation"')

    found = answer(capsys, str(folder), "--policy", str(policy))

    assert found["policy"] == "late"
    assert next(t["to"] for t in found["gauges"][1]["transitions"] if t["public"]) == 2


def test_two_policies_are_compared(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "late.toml"
    policy.write_text('version = "late"\nalert_from = "evacuation"')

    assert main(["backtest", str(folder), "--compare", "default", str(policy)]) == 0
    said = capsys.readouterr().out
    found = answer(capsys, str(folder), "--compare", str(policy), "default")

    assert "engine late" in said
    assert "residents: told 50 min later; 2 crossings by both, 0 gained, 0 lost" in said
    assert "events detected: 1 → 0" in said
    assert "  river: events detected 1 → 0" in said
    assert "events detected: 0 → 1" in found["differences"]
    assert found["before"]["detected_events"] == 0


def test_a_report_is_written_with_its_pictures(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "new" / "report"

    curve = ["--curve", "warning.warn=0.1,0.3"]
    assert main(["backtest", str(folder), "--report", str(report), *curve]) == 0

    capsys.readouterr()
    text = (report / "README.md").read_text(encoding="utf-8")
    assert "| line drawn onward | 1 |" in text
    assert "| one/rivers | 1 |" in text
    for name in ("trade-off.svg", "coverage.svg", "arrival.svg"):
        assert f"({name})" in text
        ET.parse(report / name)  # noqa: S314 written by ourselves
    words = [each.text for each in ET.parse(report / "trade-off.svg").iter(f"{SVG}text")]  # noqa: S314
    assert {"engine by warning.warn", "line drawn onward, by horizon"} <= set(words)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("gauges.csv", None, "has no gauges.csv: name a folder of recorded gauges"),
        ("gauges.csv", "id,name\n", "no gauge in"),
        ("gauges.csv", "id,name\nriver,River\n", "gauges.csv line 2 has no river, lat, lon"),
        ("gauges.csv", "\x00\n", "no gauge in"),
        ("river.csv", None, "No such file or directory"),
        ("river.csv", "time,stage_m\n\udcff", "give a CSV file in UTF-8"),
        ("river.csv", "time,stage_m\n2026-05-01T00:00:00Z,high\n", "river.csv line 2"),
        ("river.csv", "time,stage_m\n2026-05-01T00:00:00,1.0\n", "has no offset"),
        ("river.csv", "time,stage_m\n2026-05-01T00:00:00Z,nan\n", "a stage of nan is no stage"),
        ("river.csv", "when,stage\n2026-05-01T00:00:00Z,1.0\n", "is not 'time,stage_m'"),
        ("events.csv", "id,basis\nriver,official\n", "events.csv line 2"),
    ],
)
def test_a_folder_that_cannot_be_read_is_refused_with_the_place(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, text: str | None, said: str
) -> None:
    (folder / name).unlink()
    if text is not None:
        (folder / name).write_bytes(text.encode(errors="surrogateescape"))

    assert said in refusal(capsys, str(folder))


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("10", "often", "gauges.csv line 2 (river)"),
        ("2.0", "high", "gauges.csv line 2 (river)"),
        ("2.0", "inf", "gauges.csv line 2 (river): threshold CAUTION is inf"),
    ],
)
def test_a_gauge_that_cannot_be_read_is_refused_with_its_line(
    folder: Path, capsys: pytest.CaptureFixture[str], column: str, value: str, said: str
) -> None:
    index = folder / "gauges.csv"
    index.write_text(index.read_text().replace(f",{column},", f",{value},", 1))

    assert said in refusal(capsys, str(folder))


def test_a_gauge_that_is_listed_twice_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = folder / "gauges.csv"
    index.write_text(index.read_text() + index.read_text().splitlines()[1] + "\n")

    assert "lists river twice: leave one away" in refusal(capsys, str(folder))


def test_what_is_asked_for_wrongly_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "bad.toml"
    policy.write_text("quiet_fo = 3")

    assert "did you mean quiet_for?" in refusal(capsys, str(folder), "--policy", str(policy))
    assert "absent.toml" in refusal(capsys, str(folder), "--compare", "default", "absent.toml")
    report = ["--report", str(tmp_path / "report")]
    assert "write a rule and its values" in refusal(
        capsys, str(folder), *report, "--curve", "quiet_for"
    )
    assert "quiet_for is 'soon'" in refusal(
        capsys, str(folder), *report, "--curve", "quiet_for=soon"
    )
    two = ["--compare", "default", "default"]
    assert "--compare names its policies itself" in refusal(capsys, str(folder), *two, *report)
    (tmp_path / "file").write_text("")
    assert "name another folder" in refusal(
        capsys, str(folder), "--report", str(tmp_path / "file" / "below")
    )
