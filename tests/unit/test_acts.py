"""What the audit trail keeps is named in the languages of headquarters."""

import re
from pathlib import Path

import pytest

from kawamori.acts import Act

WORDS = Path(__file__).parents[2] / "web" / "src" / "words"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_act_has_words(language: str) -> None:
    text = (WORDS / f"staff.{language}.ts").read_text()
    acts = text[text.index("  acts: {") :]
    named = dict(re.findall(r'^    "?([\w ]+)"?: "(.+)",$', acts, flags=re.MULTILINE))

    assert set(named) == set(Act)
    assert len(set(named.values())) == len(Act)
