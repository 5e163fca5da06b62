"""What places are called to whoever reads or listens, and how few of them fit a text."""

import re
from collections.abc import Iterator, Sequence

from kawamori.messages.wording import wording
from kawamori.people import Language

LONGEST_CUT_NAME = 8  # characters: sixteen units at the most
MOST_LISTED = 30  # names that anybody reads

READS_KANJI = frozenset({Language.JA, Language.EASY, Language.ZH, Language.ZH_HANT})
_NOT_SAID = re.compile(r"[\s（）()【】\[\]［］「」『』〔〕〈〉《》{}｛｝]+")


def named(name: str, name_en: str, language: Language) -> str:
    """Return a place's name in letters that the reader knows, where it has one."""
    return one_line(name if language in READS_KANJI or not name_en else name_en)


def one_line(name: str) -> str:
    """Return a name without line breaks: a text's first line is its title."""
    return " ".join(name.split())


def cut(name: str, longest: int = LONGEST_CUT_NAME) -> str:
    """Return the beginning of a name that nothing has room for."""
    return name if len(name) <= longest + 1 else f"{name[:longest]}…"


def spoken(name: str) -> str:
    """Return a name without the brackets that a voice would stumble over."""
    return _NOT_SAID.sub(" ", name).strip() or name


def listed(
    names: Sequence[str], language: Language, more: str = "lists.more", most: int = MOST_LISTED
) -> Iterator[str]:
    """Yield all names in one line, then ever fewer with a word that there are more."""
    say = wording(language).say
    for shown in range(min(len(names), most), 0, -1):
        rest = len(names) - shown
        yield say("lists.comma").join(names[:shown]) + (say(more, n=rest) if rest else "")
