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
