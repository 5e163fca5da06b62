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
