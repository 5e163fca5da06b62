"""What the data sets and their fields mean, in Japanese and in English."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from kawamori.people import Language

EXPLAINED_IN = (Language.JA, Language.EN)


@cache
def explained(language: Language) -> Mapping[str, str]:
    """Return every explanation by its key; in English to whoever does not read Japanese."""
    written = Language.JA if language.is_japanese else Language.EN
    path = files("kawamori.messages") / "open_data" / f"{written}.json"
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found
