"""The words around a code that shows whose number it is."""

from kawamori.messages.wording import wording
from kawamori.people import Language


def code_sms(code: str, language: Language, city: str) -> str:
    """Return the text that carries a code."""
    return wording(language).say("codes.text", code=code, city=city)


def code_spoken(code: str, language: Language, city: str) -> str:
    """Return what is said on the telephone, digit by digit."""
    digits = ("、" if language.is_japanese else ", ").join(code)
    return wording(language).say("codes.spoken", code=digits, city=city)
