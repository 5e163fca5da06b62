"""The languages that messages are written in."""

from enum import StrEnum


class Language(StrEnum):
    """A language that messages are written in; always carried, never guessed."""

    JA = "ja"
    EASY = "ja-easy"  # やさしい日本語
    EN = "en"
    ZH = "zh"  # simplified characters
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
    Language.KO: "한국어",
    Language.VI: "Tiếng Việt",
    Language.PT: "Português",
}
_HTML_TAGS = {Language.EASY: "ja", Language.ZH: "zh-Hans"}
