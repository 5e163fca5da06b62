"""A text for the ear, taken apart into what each voice says."""

from kawamori.messages.marks import MARKS
from kawamori.people import Language

_SAID = {mark: f"{mark.strip('【】')}です。" for mark in MARKS.values() if mark}


def voice_lines(body: str, language: Language) -> list[tuple[Language, str]]:
    """Return who says what of a text for somebody who hears this language, in order.

    The mark of what is not real comes first, in Japanese. The last line is Japanese: it goes
    along with every other language, or stands alone where that is not confirmed.
    """
    said = []
    for mark, words in _SAID.items():
        if body.startswith(mark):
            said.append((Language.JA, words))
            body = body.removeprefix(mark)
    own, _, japanese = body.partition("\n")
    if japanese or language.is_japanese:
        said.append((language, own))
    else:
        japanese = own
    return [*said, (Language.JA, japanese)] if japanese else said
