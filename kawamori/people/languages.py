"""The languages that messages are written in."""

from enum import StrEnum


class Language(StrEnum):
    """A language that messages are written in; always carried, never guessed."""

    JA = "ja"
    EASY = "ja-easy"  # やさしい日本語
    EN = "en"
    ZH = "zh"  # simplified characters
    ZH_HANT = "zh-hant"  # traditional characters
    KO = "ko"
    VI = "vi"
    PT = "pt"

    @property
    def is_japanese(self) -> bool:
        """Return whether whoever reads this reads Japanese."""
        return self in {Language.JA, Language.EASY}

    @property
    def own_name(self) -> str:
        """Return what its readers call it."""
        return _OWN_NAMES[self]

    @property
    def html_tag(self) -> str:
        """Return what a page says of a text in it, so that fonts and voices are right (BCP 47)."""
        return _HTML_TAGS.get(self, self.value)


_OWN_NAMES = {
    Language.JA: "日本語",
    Language.EASY: "やさしい日本語",
    Language.EN: "English",
    Language.ZH: "简体中文",
    Language.ZH_HANT: "繁體中文",
    Language.KO: "한국어",
    Language.VI: "Tiếng Việt",
    Language.PT: "Português",
}
_HTML_TAGS = {Language.EASY: "ja", Language.ZH: "zh-Hans", Language.ZH_HANT: "zh-Hant"}
_CHINESE = ("zh", "cmn", "yue")
_TRADITIONAL = frozenset({"tw", "hk", "mo", "yue"})  # unless the tag names the other script


def language_of(tag: str) -> Language | None:
    """Return the language that serves whoever asks for this BCP 47 tag, or None.

    A script in the tag counts for more than a region: zh-Hans-TW is read in simplified characters.
    """
    first, *rest = subtags = tag.strip().lower().replace("_", "-").split("-")
    if first in _CHINESE:
        is_traditional = "hant" in rest or ("hans" not in rest and _TRADITIONAL & set(subtags))
        return Language.ZH_HANT if is_traditional else Language.ZH
    if first == Language.JA:
        return Language.EASY if "easy" in rest else Language.JA
    return Language(first) if first in set(Language) else None
