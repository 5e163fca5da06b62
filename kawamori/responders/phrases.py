"""The phrases that replies are made of, and a text cut into the words they are looked up by.

A word is a run of Latin letters, a number, or any other character by itself: languages
written without spaces need no dictionary, and no phrase is found inside a longer word.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from kawamori.errors import InvalidError

Words = tuple[str, ...]

# Signs that mean nothing more beside words, and no word by themselves: a thumb may say "seen".
DECORATION = frozenset(
    "🙇🙏😊🙂😀😃😄😁😆😌😉😅☺👍👌✌💪🏃🚶🚗🚙🚲🙆🙋🫡✨🌟⭐❤♥♡♪🎵💨☆★"
    "♂♀\ufe0e\ufe0f\u20e3\u200b\u200d\u2060\ufeff🏻🏼🏽🏾🏿"
)
SEPARATORS = frozenset(".,!。、・「」『』【】()[]<>\"'“”„*~〜-–—ー;")
KANJI_DIGITS = "一二三四五六七八九"
_KANJI_NUMBER = f"[{KANJI_DIGITS}十両两兩]+"
_WORD = re.compile(rf"[0-9]+(?:[.,][0-9]+)?|{_KANJI_NUMBER}|[a-z]+(?:'[a-z]+)*|\S")
_KATAKANA, _TO_HIRAGANA = range(ord("ァ"), ord("ヶ") + 1), ord("ぁ") - ord("ァ")
_SAME = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "\n": ".", "đ": "d"})
_OTHER_TABLES = ("numbers", "delay", "clock", "linking")


class Kind(StrEnum):
    """What a phrase says: phrases.toml tells them apart."""

    YES = "yes"
    BARE_YES = "bare_yes"
    NO = "no"
    BARE_NO = "bare_no"
    SOFT = "soft"
    NOW = "now"
    DOUBT = "doubt"
    DANGER = "danger"
    BUT = "but"


@dataclass(frozen=True, slots=True)
class Text:
    """A reply without width, case, accents and decoration: its words, and where each lies."""

    plain: str
    words: Words
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> "Text":
        """Return a text made plain and cut into words."""
        wide = unicodedata.normalize("NFKC", text.translate(_SAME)).casefold()
        wide = unicodedata.normalize("NFKC", wide).translate(_SAME)
        plain = "".join(_plain(character) for character in wide if character not in DECORATION)
        found = list(_WORD.finditer(plain))
        return cls(plain, tuple(m.group() for m in found), tuple(m.span() for m in found))


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases by their words, and the longest there is."""

    kinds: Mapping[Words, Kind]
    longest: int

    def at(self, words: Words, begin: int) -> tuple[int, Kind] | None:
        """Return where the longest phrase that begins here ends, and what it says."""
        for end in range(min(len(words), begin + self.longest), begin, -1):
            if kind := self.kinds.get(words[begin:end]):
                return end, kind
        return None

    def all_at(self, words: Words, begin: int) -> Iterator[tuple[int, Kind]]:
        """Yield every phrase that begins here, however short."""
        for end in range(begin + 1, min(len(words), begin + self.longest) + 1):
            if kind := self.kinds.get(words[begin:end]):
                yield end, kind


def words_of(phrase: str) -> Words:
    """Return the words a phrase is looked up by."""
    return Text.of(phrase).words


def _plain(character: str) -> str:
    """Return a Latin letter without its accents and a katakana as hiragana."""
    if ord(character) in _KATAKANA:
        return chr(ord(character) + _TO_HIRAGANA)
    if not character.isascii() and unicodedata.name(character, "").startswith("LATIN"):
        return "".join(
            c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c)
        )
    return character


@cache
def table() -> Mapping[str, Any]:
    """Return phrases.toml."""
    text = (files("kawamori.responders") / "phrases.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def phrases() -> Phrases:
    """Return all phrases of all languages."""
    kinds: dict[Words, Kind] = {}
    for kind, phrase in written():
        if kinds.setdefault(words_of(phrase), kind) is not kind:
            raise InvalidError(f"the phrase {phrase!r} says two things: leave one out")
    return Phrases(kinds, max(map(len, kinds)))


def written() -> Iterator[tuple[Kind, str]]:
    """Yield every phrase as it is written, verbs with their endings."""
    for language, part in table().items():
        if language in _OTHER_TABLES:
            continue
        for kind in Kind:
            yield from ((kind, phrase) for phrase in part.get(kind, ()))
        for verbs in part.get("verbs", ()):
            for kind in (Kind.YES, Kind.NO):
                for stem in verbs["stems"]:
                    yield from ((kind, stem + ending) for ending in verbs[kind])
