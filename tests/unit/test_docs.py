"""The documentation says what the code does: a name missing there is a fault here."""

import re
from pathlib import Path

import pytest

from kawamori.judging.jumps import Reason
from kawamori.levels import GaugeLevel
from kawamori.settings import PREFIX, Settings

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{PREFIX}{name.upper()}`" in (DOCS / "settings.md").read_text(encoding="utf-8")


def test_no_setting_is_documented_that_does_not_exist() -> None:
    told = re.findall(
        r"^\| `KAWAMORI_(\w+)`", (DOCS / "settings.md").read_text("utf-8"), re.MULTILINE
    )

    assert sorted(told) == sorted(name.upper() for name in Settings.model_fields)


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
