"""What we answer to whoever texts us, in their language."""

from collections.abc import Sequence
from dataclasses import dataclass

from kawamori.messages.marks import mark
from kawamori.messages.wording import wording
from kawamori.people import Language
from kawamori.runs import Status


@dataclass(frozen=True, slots=True)
class Taken:
    """What somebody on duty has taken by their answer, or who was quicker."""

    status: Status
    places: Sequence[str]
    by: str | None
    others: int


def reply(name: str, language: Language | None, city: str, status: Status = Status.ACTUAL) -> str:
    """Return an answer by its name; to a stranger, whose language nobody knows, in two."""
    if language is None:
        both = (wording(each) for each in (Language.JA, Language.EN))
        said = " ".join(each.say(f"replies.{name}", city=city) for each in both)
        return mark(status, Language.JA) + said
    return mark(status, language) + wording(language).say(f"replies.{name}", city=city)


def taken_reply(taken: Taken, language: Language) -> str:
    """Return what was taken, by whom where somebody was quicker, and how many calls still wait."""
    words = wording(language)
    places = words.say("lists.comma").join(taken.places)
    if not taken.places:
        text = words.say("replies.nothing")
    elif taken.by is None:
        text = words.say("replies.taken", places=places)
    else:
        text = words.say("replies.taken_by", places=places, person=taken.by)
    more = words.say("replies.more", n=taken.others) if taken.others else ""
    space = "" if language is Language.JA or not more else " "
    return f"{mark(taken.status, language)}{text}{space}{more}"
