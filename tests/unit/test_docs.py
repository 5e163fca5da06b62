"""The documentation says what the code does: a name missing there is a fault here."""

import re
from pathlib import Path

import pytest

from kawamori.cli import main
from kawamori.embedded.installation import default_home
from kawamori.judging.reasons import Reason
from kawamori.levels import GaugeLevel
from kawamori.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
IN_A_LINE = re.compile(r"`kawamori\s+([a-z][a-z-]*(?:\s+[a-z]+(?:-[a-z]+)*\b)?)")
IN_A_BLOCK = re.compile(
    r"^ *(?:docker compose .* )?kawamori +([a-z][a-z-]*(?: +[a-z]+(?:-[a-z]+)*\b)?)", re.MULTILINE
)
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")


def told_commands() -> list[str]:
    """Return every sub-command that a page tells somebody to type."""
    found = set()
    for page in PAGES:
        text = page.read_text("utf-8")
        found |= {" ".join(words.split()) for words in IN_A_LINE.findall(text)}
        found |= {" ".join(words.split()) for words in IN_A_BLOCK.findall(text)}
    return sorted(found)


@pytest.mark.parametrize("command", told_commands())
def test_every_command_that_a_page_names_exists(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main([*command.split(), "--help"])

    assert end.value.code == 0, capsys.readouterr().err


def test_the_commands_on_the_pages_are_found() -> None:
    assert {"demo", "ingest", "quarantine list", "stations import"} <= set(told_commands())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "://" not in link]

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_pages_for_contributors_name_files_that_exist() -> None:
    told = []
    for page in (ROOT / "CONTRIBUTING.md", DOCS / "architecture.md"):
        told += re.findall(
            r"`((?:kawamori|tests|docs|web|bench)/[\w./-]*)`", page.read_text("utf-8")
        )

    assert told
    assert [path for path in told if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{PREFIX}{name.upper()}`" in (DOCS / "settings.md").read_text(encoding="utf-8")


def test_no_setting_is_documented_that_does_not_exist() -> None:
    told = re.findall(
        r"^\| `KAWAMORI_(\w+)`", (DOCS / "settings.md").read_text("utf-8"), re.MULTILINE
    )

    assert sorted(told) == sorted(
        ["HOME", "SOURCES_URL", *(name.upper() for name in Settings.model_fields)]
    )


def test_the_launcher_s_home_is_the_variable_that_the_page_tells_of(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KAWAMORI_HOME", str(tmp_path))

    assert default_home() == tmp_path


@pytest.mark.parametrize("level", GaugeLevel)
def test_every_gauge_level_is_in_the_glossary(level: GaugeLevel) -> None:
    assert f"`{level.name}` {level.value}" in (DOCS / "glossary.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_that_is_stored_is_explained(reason: Reason) -> None:
    assert f"`{reason.names()[0]}`" in (DOCS / "judging.md").read_text(encoding="utf-8")


def test_every_decision_has_context_decision_and_consequences() -> None:
    for page in (DOCS / "adr").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        if "dependencies" not in page.name:
            assert "Context" in text, page.name
            assert "Decision" in text, page.name
            assert "Consequences" in text, page.name
