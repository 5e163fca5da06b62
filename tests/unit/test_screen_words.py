"""Whatever judging stores as a reason, the screen has words for it in each language."""

from pathlib import Path

import pytest

from kawamori.judging.reasons import Reason

WORDS = Path(__file__).parents[2] / "web" / "src" / "words"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("reason", [name for reason in Reason for name in reason.names()])
def test_every_reason_is_said_in_words(language: str, reason: str) -> None:
    dictionary = (WORDS / f"{language}.ts").read_text(encoding="utf-8")

    assert f"    {reason}: " in dictionary


@pytest.mark.parametrize(
    "page", sorted(WORDS.glob("*ja.ts")), ids=lambda page: page.name.removesuffix(".ts")
)
@pytest.mark.parametrize("word", ["警報", "予報"])
def test_nothing_of_ours_has_the_name_of_what_the_agency_issues(page: Path, word: str) -> None:
    said = [line for line in page.read_text(encoding="utf-8").splitlines() if "//" not in line]
    ours = [line for line in said if not (page.name.startswith("official") or "気象" in line)]

    assert [line for line in ours if word in line] == []
