"""How much a channel carries, and what a text costs on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

ONE_PART = 70  # UCS-2 units; any Japanese character makes the whole text UCS-2
TWO_PARTS = 132  # 66 a part, the least that a Japanese operator carries

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


def first_that_fits(texts: Iterable[str], limit: int) -> str:
    """Return the first text that is short enough, or the last, cut before where a link begins."""
    text = ""
    for text in texts:
        if ucs2_units(text) <= limit:
            return text
    while ucs2_units(text) > limit - 1:
        text = text[:-1]
    return f"{text} "


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
