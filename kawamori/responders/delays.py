"""From when somebody can come, as they write it: in half an hour, or at three by the clock."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from functools import cache

from kawamori.responders.phrases import KANJI_DIGITS, Words, table, words_of

LONGEST = timedelta(hours=24)
_HOURS_A_DAY, _NOON, _MINUTES_AN_HOUR, _HALF = 24, 12, 60, 30
_AM, _PM = "am", "pm"
_MOST = {"{H}": _HOURS_A_DAY, "{M}": _MINUTES_AN_HOUR, "{MM}": _MINUTES_AN_HOUR}
_SLOT = re.compile(r"(\{(?:h|m|H|MM?)\})")


@dataclass(frozen=True, slots=True)
class Said:
    """A time that was said, and which word it ends before.

    It is neither a delay nor a time of day where it may be two of them. A bare amount may as
    well be how long somebody has.
    """

    end: int
    after: timedelta | None = None
    at: time | None = None
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class _Shape:
    """How one time is written: words, with slots for numbers; more minutes are in its words."""

    words: Words
    more_minutes: int = 0
    needs_mark: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    """A shape that was met: which word it ends before, and the numbers in its slots."""

    end: int
    shape: _Shape
    numbers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Forms:
    """All shapes, and the words that may stand before and after them, with what these mark."""

    shapes: Sequence[_Shape]
    before: Mapping[Words, str]
    after: Mapping[Words, str]
    leading: Sequence[Words] = ()


def said_at(words: Words, begin: int) -> Said | None:
    """Return the longest time that is said from this word on, if any."""
    said = [*_delays(words, begin), *_clocks(words, begin)]
    furthest = max((each.end for each in said), default=0)
    longest = [each for each in said if each.end == furthest]
    clear = [each for each in longest if not each.is_bare] or longest
    if len({(each.after, each.at) for each in clear}) > 1:
        return Said(furthest)
    return clear[0] if clear else None


def _delays(words: Words, begin: int) -> Iterator[Said]:
    """Yield every delay that is said from here."""
    forms = _delay_forms()
    for found, end, marks in _framed(words, begin, forms):
        if marks or not found.shape.needs_mark:
            minutes = found.shape.more_minutes + sum(
                (_number(raw) or 0) * (_MINUTES_AN_HOUR if slot == "{h}" else 1)
                for slot, raw in found.numbers.items()
            )
            after = timedelta(minutes=minutes) if minutes <= _HOURS_A_DAY * 60 else None
            yield Said(_linked(words, end), after or None, is_bare=not marks)


def _clocks(words: Words, begin: int) -> Iterator[Said]:
    """Yield every time of day that is said from here."""
    forms = _clock_forms()
    for start in {begin, *(begin + n for n in _matches(words, begin, forms.leading))}:
        for found, end, marks in _framed(words, start, forms):
            if marks or not found.shape.needs_mark:
                yield Said(_linked(words, end), at=_clock(found, marks))


def _framed(words: Words, begin: int, forms: _Forms) -> Iterator[tuple[_Found, int, set[str]]]:
    """Yield each shape met with what stands around it: where all ends, and what is marked."""
    before = [(begin, ""), *((begin + len(w), m) for w, m in _known(words, begin, forms.before))]
    for start, mark in before:
        for found in _found(words, start, forms.shapes):
            yield found, found.end, {mark} - {""}
            for after, mark_after in _known(words, found.end, forms.after):
                yield found, found.end + len(after), {mark, mark_after} - {""}


def _found(words: Words, begin: int, shapes: Sequence[_Shape]) -> Iterator[_Found]:
    for shape in shapes:
        there = words[begin : begin + len(shape.words)]
        if len(there) == len(shape.words) and all(map(_fits, shape.words, there)):
            numbers = {s: w for s, w in zip(shape.words, there, strict=True) if _SLOT.match(s)}
            yield _Found(begin + len(there), shape, numbers)


def _fits(wanted: str, word: str) -> bool:
    """Whether a word is the one of a shape, or a number that its slot takes."""
    if wanted in _MOST:
        value = None if word in table()["numbers"] else _number(word)
        if value is None or (wanted == "{MM}" and len(word) != len("00")):
            return False
        return value < _MOST[wanted] and value.is_integer()
    return _number(word) is not None if _SLOT.match(wanted) else word == wanted


def _number(word: str) -> float | None:
    """Return what a number written in digits, kanji or words comes to."""
    if word[0].isascii() and word[0].isdigit():
        return float(word.replace(",", "."))
    if word in table()["numbers"]:
        return float(table()["numbers"][word])
    if word in ("両", "两", "兩"):
        return 2.0
    tens, ten, ones = word.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 or set(tens + ones) - set(KANJI_DIGITS):
        return None
    value = 10 * (KANJI_DIGITS.find(tens) + 1 if tens else 1) if ten else 0
    return float(value + (KANJI_DIGITS.find(ones) + 1 if ones else 0))


def _clock(found: _Found, marks: set[str]) -> time | None:
    """Return a time of day, or nothing where it may be in either half of it."""
    raw = found.numbers.get("{H}")
    if raw is None:
        return time(_NOON)
    hour = int(_number(raw) or 0)
    minutes = found.numbers.get("{M}") or found.numbers.get("{MM}") or "0"
    minute = int(_number(minutes) or 0) + found.shape.more_minutes
    may_be_either = 0 < hour <= _NOON and not raw.startswith("0")
    if not marks:
        return None if may_be_either else time(hour, minute)
    # Some mean noon by 12 am, some midnight; so with 12 pm.
    if hour == _NOON or len(marks) > 1 or (hour > _NOON and _AM in marks):
        return None
    return time(hour + _NOON if _PM in marks and hour < _NOON else hour, minute)


def _linked(words: Words, end: int) -> int:
    """Return where a time ends with what may follow it."""
    linking = _linking()
    while lengths := list(_matches(words, end, linking)):
        end += max(lengths)
    return end


def _matches(words: Words, begin: int, phrases: Sequence[Words]) -> Iterator[int]:
    return (len(p) for p in phrases if words[begin : begin + len(p)] == p)


def _known(words: Words, begin: int, marks: Mapping[Words, str]) -> Iterator[tuple[Words, str]]:
    return ((w, mark) for w, mark in marks.items() if words[begin : begin + len(w)] == w)


@cache
def _linking() -> Sequence[Words]:
    return [words_of(phrase) for phrase in table()["linking"]["words"]]


@cache
def _delay_forms() -> _Forms:
    part = table()["delay"]
    shapes = [
        *_shapes(part["amounts"]),
        *_shapes(part["amounts_and_half"], more_minutes=_HALF),
        *_shapes(part["half_hours"], more_minutes=_HALF),
        *_shapes(part["marked_only"], needs_mark=True),
    ]
    return _Forms(shapes, _marked(part, before="later"), _marked(part, after="later"))


@cache
def _clock_forms() -> _Forms:
    part = table()["clock"]
    shapes = [
        *_shapes(part["times"]),
        *_shapes(part["times_and_half"], more_minutes=_HALF),
        *_shapes(part["noons"]),
        *_shapes(part["halves_only"], needs_mark=True),
    ]
    return _Forms(
        shapes,
        _marked(part, before_am=_AM, before_pm=_PM),
        _marked(part, after_am=_AM, after_pm=_PM),
        [words_of(phrase) for phrase in part["before"]],
    )


def _marked(part: Mapping[str, Sequence[str]], **marks: str) -> Mapping[Words, str]:
    return {words_of(phrase): mark for key, mark in marks.items() for phrase in part[key]}


def _shapes(
    written: Sequence[str], *, more_minutes: int = 0, needs_mark: bool = False
) -> list[_Shape]:
    return [_Shape(_shape_words(each), more_minutes, needs_mark) for each in written]


def _shape_words(written: str) -> Words:
    """Return the words of a shape; a slot is a word by itself."""
    return tuple(
        word
        for piece in _SLOT.split(written)
        for word in ((piece,) if _SLOT.match(piece) else words_of(piece))
    )
