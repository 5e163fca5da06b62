"""How much a channel carries, and what a text costs on it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

ONE_PART = 70  # UCS-2 units; any Japanese character makes the whole text UCS-2
TWO_PARTS = 132  # 66 a part, the least that a Japanese operator carries
TITLE_UNITS = 120  # of a push or an e-mail; a phone shows some forty, the decisive word among them
PUSH_BYTES = 1000  # title and text; what else travels with them leaves room below 3,000
VOICE_UNITS = 400  # a language: about a minute
LETTER_UNITS = 8000  # of an e-mail or a webhook's text, both languages together

# GSM 03.38: what a text of one octet a character may hold, and what takes two of them.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("\f^{}\\[~]|€")
_GSM_ONE, _GSM_EACH = 160, 153
_UCS2_ONE, _UCS2_EACH = 70, 67


class Encoding(StrEnum):
    """How a short message travels."""

    GSM7 = "gsm-7"
    UCS2 = "ucs-2"


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text takes as a short message: units of its encoding, and parts that are paid for."""

    encoding: Encoding
    units: int
    parts: int


def segments(text: str, ucs2_each: int = _UCS2_EACH) -> Segments:
    """Return what a text takes; ``ucs2_each`` is what one of several parts carries."""
    if all(character in _GSM or character in _GSM_TWICE for character in text):
        widths = [2 if character in _GSM_TWICE else 1 for character in text]
        return Segments(Encoding.GSM7, sum(widths), _parts(widths, _GSM_ONE, _GSM_EACH))
    widths = [ucs2_units(character) for character in text]
    return Segments(Encoding.UCS2, sum(widths), _parts(widths, _UCS2_ONE, ucs2_each))


def ucs2_units(text: str) -> int:
    """Return how many UCS-2 units a text takes; an emoji or a rare kanji takes two."""
    return len(text.encode("utf-16-be")) // 2


def utf8_bytes(text: str) -> int:
    """Return how many bytes a text takes in a push message."""
    return len(text.encode())


def first_that_fits(
    texts: Iterable[str], limit: int, measure: Callable[[str], int] = ucs2_units
) -> str:
    """Return the first text that is short enough, or else what fits of the last."""
    text = ""
    for text in texts:
        if measure(text) <= limit:
            return text
    return cut_to(text, limit, measure)


def cut_to(text: str, limit: int, measure: Callable[[str], int] = ucs2_units) -> str:
    """Return the beginning of a text that is short enough."""
    while measure(text) > limit:
        text = text[:-1]
    return text


def _parts(widths: Sequence[int], one: int, each: int) -> int:
    """Return in how many parts characters travel; none is torn in two."""
    if sum(widths) <= one:
        return 1
    parts, used = 1, 0
    for width in widths:
        if used + width > each:
            parts, used = parts + 1, 0
        used += width
    return parts
