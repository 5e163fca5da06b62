"""How a reply to a call-out (参集要請) is read: comes, comes later, does not come, or for a person.

Somebody counts as coming only where every word of the reply is understood: whoever is counted
by mistake is missing at the river. Anything left over goes to a person, and so does a no that
speaks of danger: nobody in need is thanked for answering. STOP and its like are read before, by
``kawamori.messages.answers``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time, timedelta

from kawamori.errors import InvalidError
from kawamori.responders.callouts import Answer
from kawamori.responders.delays import Said, said_at
from kawamori.responders.phrases import SEPARATORS, Kind, Text, phrases

_COMES, _STAYS = (Kind.YES, Kind.BARE_YES), (Kind.NO, Kind.BARE_NO)
_UNDERSTOOD = (*_COMES, *_STAYS, Kind.SOFT, Kind.NOW)
_CHOICES = ("1", "2")
_THOUGH = "が"  # right after a no something else is offered; elsewhere it marks a subject
_ASIDE = 80  # characters beside a no: whoever writes more says more than why


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply comes to; ``after`` is counted from the reply, ``at`` is by Japan's clock."""

    answer: Answer
    after: timedelta | None
    at: time | None
    why: str

    def __post_init__(self) -> None:
        """Refuse a later without a time, and a time without a later."""
        times = (self.after is not None) + (self.at is not None)
        if times != (self.answer is Answer.LATER):
            raise InvalidError(f"a reading {self.answer} has {times} times: only LATER has one")


@dataclass(frozen=True, slots=True)
class _Part:
    """Some words of a reply that say something together: a phrase, or a time."""

    begin: int
    end: int
    says: Kind | Said

    def holds(self, begin: int, end: int) -> bool:
        """Whether these words are but a piece of the part, and say nothing by themselves."""
        within = self.begin <= begin and end <= self.end
        return within and end - begin < self.end - self.begin


def read_reply(text: str, *, has_picture: bool = False) -> Reading:
    """Return how a reply is read.

    1. Cut it into phrases and times, the longest first, and into what is left over.
    2. Leave to a person what holds a picture, a question or a doubt.
    3. Where it holds a no, it is a no or one for a person; never a yes.
    4. It is a yes where nothing is left over.
    """
    plain = Text.of(text)
    parts = list(_parts(plain))
    inside = list(_inside(plain, parts))
    stays = [part for part in inside if part.says in _STAYS]
    if has_picture:
        return _unclear("a picture came with it")
    if "?" in plain.words or "¿" in plain.words:
        return _unclear("asks something")
    if any(part.says is Kind.DOUBT for part in inside):
        return _unclear("is not certain")
    if stays:
        return _refusal(plain, parts, inside, stays)
    return _promise(plain, parts)


def _parts(plain: Text) -> Iterator[_Part]:
    """Yield what the reply is made of, in its order; what is left over is in none of it."""
    begin, words = 0, plain.words
    numbers = sum(word[0].isdigit() for word in words)
    while begin < len(words):
        phrase, said = phrases().at(words, begin), said_at(words, begin)
        if said and (phrase is None or said.end >= phrase[0]):
            part = _Part(begin, said.end, said)
        elif phrase and (words[begin] not in _CHOICES or numbers == 1):
            part = _Part(begin, *phrase)
        else:
            begin += 1
            continue
        yield part
        begin = part.end


def _inside(plain: Text, parts: Sequence[_Part]) -> Iterator[_Part]:
    """Yield every phrase that stands anywhere, but those that are a piece of a longer one."""
    for begin, word in enumerate(plain.words):
        for end, kind in phrases().all_at(plain.words, begin):
            is_choice = word in _CHOICES and _Part(begin, end, kind) not in parts
            if not is_choice and not any(part.holds(begin, end) for part in parts):
                yield _Part(begin, end, kind)


def _refusal(
    plain: Text, parts: Sequence[_Part], inside: Sequence[_Part], stays: Sequence[_Part]
) -> Reading:
    """Return how a reply is read that holds a no."""
    kinds = {part.says for part in inside}
    whole = {part.says for part in parts}
    left = _left_over(plain, parts)
    tail = max(part.end for part in stays)
    offers = any(part.says is Kind.BUT and part.begin >= tail for part in inside)
    is_firm = any(part.says is Kind.NO for part in stays) or _stops_at_no(plain, parts)
    doubts = {
        "speaks of danger": Kind.DANGER in kinds,
        "a no with a time": any(isinstance(each, Said) for each in whole),
        "a no with a yes": Kind.YES in whole or (Kind.BARE_YES in whole and not is_firm),
        "a no for now: perhaps later": Kind.NOW in kinds,
        "a no with more to it": offers or plain.words[tail : tail + 1] == (_THOUGH,),
        f"not understood beside a no: {left}": left and (not is_firm or len(left) > _ASIDE),
    }
    why = next((why for why, is_so in doubts.items() if is_so), None)
    return _unclear(why) if why else Reading(Answer.NO, None, None, "says no")


def _promise(plain: Text, parts: Sequence[_Part]) -> Reading:
    """Return how a reply is read that holds no no."""
    times = [part.says for part in parts if isinstance(part.says, Said)]
    if not times and not any(part.says in _COMES for part in parts):
        return _unclear("says neither yes nor no")
    if left := _left_over(plain, parts):
        return _unclear(f"not understood: {left}")
    if not times:
        return Reading(Answer.YES, None, None, "says yes")
    after, at = times[0].after, times[0].at
    if len({(each.after, each.at) for each in times}) > 1 or (after, at) == (None, None):
        return _unclear("from when is not clear")
    if times[0].is_bare and _is_followed_by_yes(parts):
        return _unclear("how long or how soon is not clear")
    return Reading(Answer.LATER, after, at, "says from when")


def _stops_at_no(plain: Text, parts: Sequence[_Part]) -> bool:
    """Whether a bare no is a clause of its own: "Sorry, I can't. Working late"."""
    for part in parts:
        if part.says in _STAYS:
            return set(plain.words[part.end : part.end + 1]) <= SEPARATORS
        if part.says is not Kind.SOFT:
            break
    return False


def _is_followed_by_yes(parts: Sequence[_Part]) -> bool:
    """Whether a yes comes after the first time."""
    said = [part.says for part in parts]
    first = next(n for n, each in enumerate(said) if isinstance(each, Said))
    return any(each in _COMES for each in said[first:])


def _left_over(plain: Text, parts: Sequence[_Part]) -> str:
    """Return from the first to the last word that leaves a yes or a no open."""
    used = {n for part in parts if _is_understood(part) for n in range(part.begin, part.end)}
    left = [n for n, word in enumerate(plain.words) if n not in used and word not in SEPARATORS]
    return plain.plain[plain.spans[left[0]][0] : plain.spans[left[-1]][1]] if left else ""


def _is_understood(part: _Part) -> bool:
    return isinstance(part.says, Said) or part.says in _UNDERSTOOD


def _unclear(why: str) -> Reading:
    return Reading(Answer.UNCLEAR, None, None, why)
