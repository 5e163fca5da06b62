"""What is said around the terms, one file a language: ``wording/ja.toml`` and its fellows."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from kawamori.people import Language


class Wording:
    """A language's sentences; ``say`` fills one."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        """``sentences`` by dotted name, such as gauge.advice.away."""
        self.sentences = sentences

    def say(self, name: str, /, **values: object) -> str:
        """Return a sentence with its blanks filled; what fills them is taken as it is."""
        return self.sentences[name].format(**values)


@cache
def wording(language: Language) -> Wording:
    """Return the sentences of a language."""
    text = (files("kawamori.messages") / "wording" / f"{language.value}.toml").read_text(
        encoding="utf-8"
    )
    return Wording(dict(_flat("", tomllib.loads(text))))


def _flat(above: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, str):
            yield f"{above}{name}", value
        else:
            yield from _flat(f"{above}{name}.", value)
