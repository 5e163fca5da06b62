"""The words of the residents' pages; the app reads the same files."""

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from markupsafe import Markup, escape

from kawamori.people import Language

_READ = re.compile(r"([\u3400-\u9fff々〆ヶヵ]+)《([^》]+)》")


@cache
def words(part: str, language: Language) -> Mapping[str, str]:
    """Return a part's words in a language, by key; readings stand behind: 漢字《かんじ》."""
    folder = files("kawamori.messages") / "residents" / part
    found: dict[str, str] = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))
    return found


def plain(text: str) -> str:
    """Return a text without its readings."""
    return _READ.sub(r"\1", text)


def with_readings(text: str) -> Markup:
    """Return a text as HTML, with its readings over the characters."""
    return Markup(  # noqa: S704 escaped first; what is added is ours
        _READ.sub(r"<ruby>\1<rp>（</rp><rt>\2</rt><rp>）</rp></ruby>", str(escape(text)))
    )


class Say:
    """Says the sentences of a part in one language, as HTML."""

    def __init__(self, part: str, language: Language) -> None:
        self._texts = words(part, language)
        self._shown = with_readings if language is Language.EASY else _bare

    def __call__(self, key: str, **values: object) -> Markup:
        """Return a sentence with its readings, or none; ``KeyError`` where nobody wrote it."""
        text = self._shown(self._texts[key])
        return text.format(**values) if values else text

    def plain(self, key: str, **values: object) -> str:
        """Return a sentence for where no HTML may stand."""
        return plain(self._texts[key]).format(**values)


def _bare(text: str) -> Markup:
    return escape(plain(text))
