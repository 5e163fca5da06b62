"""What people who were called out read (参集要請): what is wanted, where, when, and how to answer.

What is wanted and where is as somebody at headquarters wrote it; every text fits two parts.
These texts go to people by name and not to the public: they end with no code.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kawamori.messages.budget import TWO_PARTS, first_that_fits, ucs2_units
from kawamori.messages.clocks import JST, clock, day
from kawamori.messages.marks import mark
from kawamori.messages.places import cut, one_line
from kawamori.messages.wording import wording
from kawamori.people import Language
from kawamori.runs import Status

SKILLED = "general"  # the skill that everybody has: it is not named
_CUTS = (60, 40, 24, 16, 12, 8)  # characters of what is wanted and of where, tried in turn


@dataclass(frozen=True, slots=True)
class CalloutMatter:
    """What a call-out is about; ``now`` is by the run's clock, as all times are."""

    status: Status
    what: str
    skill: str
    place: str
    starts_at: datetime
    ends_at: datetime
    now: datetime


def ask_text(matter: CalloutMatter, language: Language) -> str:
    """Return the question whether somebody comes, with the words to answer it by."""
    tail = "responder.reply"
    named = [] if matter.skill == SKILLED else list(_told(matter, "ask_skill", language, tail))
    return _marked([*named[:1], *_told(matter, "ask", language, tail)], matter, language)


def stand_down_text(matter: CalloutMatter, language: Language) -> str:
    """Return that enough people come: nobody need set out any more."""
    return _marked(_told(matter, "stand_down", language), matter, language)


def canceled_text(matter: CalloutMatter, language: Language) -> str:
    """Return that headquarters took the call-out back."""
    return _marked(_told(matter, "canceled", language), matter, language)


def coming_text(
    matter: CalloutMatter, language: Language, coming_at: datetime | None = None
) -> str:
    """Return that somebody is expected: when the others are, or at a time of their own."""
    name = "yes" if coming_at is None else "later"
    told = _told(matter, name, language, "responder.careful", coming_at)
    return _marked([*told, *_told(matter, name, language, coming_at=coming_at)], matter, language)


def moved_text(matter: CalloutMatter, language: Language) -> str:
    """Return that they are asked to go to this call-out, because theirs has enough people."""
    told = _told(matter, "moved", language, "responder.moved_reply")
    return _marked(told, matter, language)


def said_text(name: str, status: Status, language: Language) -> str:
    """Return a text that names no place: no, late, over or unclear."""
    return mark(status, language) + wording(language).say(f"responder.{name}")


def pushed(text: str, language: Language, status: Status) -> str:
    """Return a text as the browser of a responder's page shows it: below a title."""
    return f"{mark(status, language)}{wording(language).say('responder.title')}\n{text}"


def _told(
    matter: CalloutMatter,
    name: str,
    language: Language,
    tail: str = "",
    coming_at: datetime | None = None,
) -> Iterator[str]:
    """Yield a sentence in full, then with ever less of what is wanted and of where."""
    say = wording(language).say
    end = say(tail) if tail else ""
    skill = say(f"responder.skills.{matter.skill}")
    coming = "" if coming_at is None else _start(coming_at, matter.now, language)
    when = say(
        "responder.when",
        start=_start(matter.starts_at, matter.now, language),
        end=clock(matter.ends_at),
    )
    what, place = _plain(matter.what), _plain(matter.place)
    for longest in (max(len(what), len(place)), *_CUTS):
        said = {"what": cut(what, longest), "place": cut(place, longest)}
        yield say(f"responder.{name}", **said, when=when, skill=skill, coming=coming) + end


def _plain(text: str) -> str:
    """Return what somebody wrote in a line, without a full stop that would stand twice."""
    return one_line(text).rstrip("。. ")


def _start(at: datetime, now: datetime, language: Language) -> str:
    """Return the time of day, with the day where it is another."""
    if at.astimezone(JST).date() == now.astimezone(JST).date():
        return clock(at)
    return wording(language).say("responder.start", day=day(at, language), start=clock(at))


def _marked(texts: Iterator[str] | list[str], matter: CalloutMatter, language: Language) -> str:
    begin = mark(matter.status, language)
    told = (text.strip() for text in texts)
    return begin + first_that_fits(told, TWO_PARTS - ucs2_units(begin))
