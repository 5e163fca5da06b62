"""Words as each channel is given them: an SMS, a push message, a letter, or what a voice says.

The first line of a push message, an e-mail and a webhook's text is the title. Whoever reads
another language than Japanese is given the Japanese as well; a voice says it after theirs,
on a line of its own. Whatever is read ends with the place for its code.
"""

from collections.abc import Iterator
from typing import Protocol

from kawamori.messages.budget import (
    LETTER_UNITS,
    PUSH_BYTES,
    TITLE_UNITS,
    TWO_PARTS,
    VOICE_UNITS,
    first_that_fits,
    ucs2_units,
    utf8_bytes,
)
from kawamori.messages.fallback import in_earnest
from kawamori.messages.marks import MARKS, mark
from kawamori.messages.proof import PLACE, PROOF_UNITS, with_place
from kawamori.messages.terms import Term
from kawamori.messages.wording import wording
from kawamori.people import Channel, Language
from kawamori.runs import Status

_ALONG_UNITS = 120  # of the Japanese that goes along in a push message

Texts = dict[tuple[Channel, Language], str]


class Words(Protocol):
    """One thing to be told; each part comes first in full, then ever shorter, without its mark."""

    @property
    def status(self) -> Status:
        """Return whether it is real."""
        ...

    @property
    def decisive(self) -> tuple[Term, ...]:
        """Return the terms that must be confirmed for a language to be used in earnest."""
        ...

    def short(self, language: Language, room: int) -> str:
        """Return what fits a short message of so many UCS-2 units."""
        ...

    def titles(self, language: Language) -> Iterator[str]:
        """Yield what a phone shows in bold, or a list of letters."""
        ...

    def briefs(self, language: Language) -> Iterator[str]:
        """Yield what a push message says below its title."""
        ...

    def letters(self, language: Language) -> Iterator[str]:
        """Yield what an e-mail says, in lines."""
        ...

    def spoken(self, language: Language) -> Iterator[str]:
        """Yield what a voice says."""
        ...


def written(words: Words, channel: Channel, language: Language) -> str:
    """Return the text for one channel and language; Japanese where theirs is not confirmed."""
    language = in_earnest(language, words.status, *words.decisive)
    begin = mark(words.status, language)
    if channel is Channel.SMS:
        room = TWO_PARTS - ucs2_units(begin) - PROOF_UNITS
        return with_place(begin + words.short(language, room).rstrip())
    if channel is Channel.VOICE:
        return _said(words, language, begin)
    title = begin + first_that_fits(words.titles(language), TITLE_UNITS - ucs2_units(begin))
    head = f"{title}\n{MARKS[words.status]}"
    return (
        _pushed(words, language, head)
        if channel is Channel.PUSH
        else _mailed(words, language, head)
    )


def all_written(words: Words) -> Texts:
    """Return the text for every channel in every language."""
    return {
        (channel, language): written(words, channel, language)
        for channel in Channel
        for language in Language
    }


def _said(words: Words, language: Language, begin: str) -> str:
    languages = [language] if language.is_japanese else [language, Language.JA]
    room = VOICE_UNITS - ucs2_units(begin)
    return begin + "\n".join(
        first_that_fits(words.spoken(each), room).strip() for each in languages
    )


def _pushed(words: Words, language: Language, head: str) -> str:
    along = "" if language.is_japanese else f"\n{words.short(Language.JA, _ALONG_UNITS)}"
    tail = along.rstrip()
    room = PUSH_BYTES - utf8_bytes(head) - utf8_bytes(tail) - PROOF_UNITS
    brief = first_that_fits(words.briefs(language), room, utf8_bytes).strip()
    return f"{head}{brief}{tail}\n{PLACE}"


def _mailed(words: Words, language: Language, head: str) -> str:
    languages = [language] if language.is_japanese else [language, Language.JA]
    tail = f"{wording(language).say('proof.letter')}\n{PLACE}"
    room = LETTER_UNITS // 2 - ucs2_units(head) - ucs2_units(tail)
    letters = [first_that_fits(words.letters(each), room) for each in languages]
    return head + "\n\n".join([*letters, tail])
