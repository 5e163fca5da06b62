"""What places are called to whoever reads, and how few of them fit a text."""

from collections.abc import Sequence

from kawamori.people import Language

LONGEST_CUT_NAME = 8  # characters: sixteen units at the most

_READ_KANJI = frozenset({Language.JA, Language.EASY, Language.ZH})


def named(name: str, name_en: str, language: Language) -> str:
    """Return a place's name in letters that the reader knows, where it has one."""
    return name if language in _READ_KANJI or not name_en else name_en


def cut(name: str) -> str:
    """Return the beginning of a name that nothing has room for."""
    return name if len(name) <= LONGEST_CUT_NAME + 1 else f"{name[:LONGEST_CUT_NAME]}…"


def listed(
    places: Sequence[tuple[str, float]], language: Language, head: str, tail: str
) -> list[str]:
    """Return a text with all places, then with ever fewer, then with one short name."""
    comma, more = ("、", "ほか") if language.is_japanese else (", ", " and more")
    metres = "m" if language.is_japanese else " m"
    texts = []
    for shown in range(len(places), 0, -1):
        names = comma.join(f"{name} {stage_m:.2f}{metres}" for name, stage_m in places[:shown])
        texts.append(f"{head}{names}{more if shown < len(places) else ''}{tail}")
    name, stage_m = places[0]
    more = more if len(places) > 1 else ""
    return [*texts, f"{head}{name[:LONGEST_CUT_NAME]}… {stage_m:.2f}{metres}{more}{tail}"]
