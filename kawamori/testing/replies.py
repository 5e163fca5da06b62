"""Replies to a call-out and how each is read: for tests, and as the table of docs/replies.md."""

import sys
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from importlib.resources import files

from kawamori.responders.callouts import Answer

LANGUAGES = {
    "ja": "Japanese",
    "en": "English",
    "zh": "Chinese",
    "ko": "Korean",
    "pt": "Portuguese",
    "vi": "Vietnamese",
    "any": "Without words",
}
BEGIN, END = "<!-- replies begin -->", "<!-- replies end -->"
_READ_AS = {
    Answer.YES: "comes",
    Answer.NO: "does not come",
    Answer.UNCLEAR: "for a person",
}


@dataclass(frozen=True, slots=True)
class Example:
    """A reply, and how it is to be read."""

    name: str
    text: str
    has_picture: bool
    answer: Answer
    after: timedelta | None
    at: time | None

    @property
    def read_as(self) -> str:
        """Return how it is read, in words."""
        if self.after is not None:
            return f"comes in {self.after // timedelta(minutes=1)} min"
        if self.at is not None:
            return f"comes at {self.at:%H:%M}"
        return _READ_AS[self.answer]

    @property
    def shown(self) -> str:
        """Return the reply as a page shows it."""
        words = f"`{self.text}`" if self.text else ""
        return " and ".join(filter(None, (words, "a picture" if self.has_picture else "")))


def examples() -> Sequence[Example]:
    """Return every reply of replies.toml, in its order."""
    text = (files("kawamori.testing") / "replies.toml").read_text(encoding="utf-8")
    return [
        Example(
            f"{language}-{name}",
            row["text"],
            row.get("has_picture", False),
            Answer(row["answer"]),
            timedelta(minutes=row["after_min"]) if "after_min" in row else None,
            row.get("at"),
        )
        for language, rows in tomllib.loads(text).items()
        for name, row in rows.items()
    ]


def page_table() -> str:
    """Return the table that stands in docs/replies.md."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield BEGIN
    for code, language in LANGUAGES.items():
        yield from ("", f"### {language}", "", "| reply | is read as |", "|---|---|")
        for each in examples():
            if each.name.startswith(f"{code}-"):
                yield f"| {each.shown or 'nothing'} | {each.read_as} |"
    yield from ("", END)


if __name__ == "__main__":
    sys.stdout.write(page_table() + "\n")
