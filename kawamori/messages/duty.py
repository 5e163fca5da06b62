"""What people on a task read: the task, that they are asked after, that they are to leave.

What and where is as somebody at headquarters wrote it; every text fits two parts.
"""

from datetime import datetime
from enum import StrEnum

from kawamori.messages.budget import TWO_PARTS, first_that_fits, ucs2_units
from kawamori.messages.clocks import clock
from kawamori.messages.marks import mark
from kawamori.messages.places import cut, one_line
from kawamori.messages.wording import wording
from kawamori.people import Language
from kawamori.runs import Status

_CUTS = (80, 40, 24, 16, 12, 8)  # characters of what is to be done and of where, tried in turn


class DutyKind(StrEnum):
    """Why somebody on a task is told something."""

    TASK = "task"
    ASKED_AFTER = "asked_after"
    BLOCKED = "blocked"
    REVOKED = "revoked"
    WITHDRAW = "withdraw"


def duty_text(
    kind: DutyKind, language: Language, status: Status, *, place: str, what: str = ""
) -> str:
    """Return what somebody on a task is told; ``what`` is the task, or why they are to leave."""
    return _told(kind, language, status, place, what)


def missed_text(
    language: Language, status: Status, *, responder: int, place: str, what: str, heard_at: datetime
) -> str:
    """Return what whoever is on duty is told of somebody who is missing: no name is in it."""
    since = clock(heard_at)
    return _told("missed", language, status, place, what, responder=responder, clock=since)


def _told(
    name: str, language: Language, status: Status, place: str, what: str, **more: object
) -> str:
    say, begin = wording(language).say, mark(status, language)
    where, told = one_line(place), one_line(what).rstrip("。. ")
    texts = (
        say(f"responder.duty.{name}", place=cut(where, most), what=cut(told, most), **more)
        for most in _CUTS
    )
    return begin + first_that_fits(texts, TWO_PARTS - ucs2_units(begin))
