"""Passes (従事証): for what, where and how long one may be given."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kawamori.errors import ConflictError, InvalidError
from kawamori.responders.fitness import Span
from kawamori.responders.people import Skill

LONGEST = timedelta(days=7)
CODE_LASTS = timedelta(minutes=30)  # how long one who was withdrawn can still be taken for good


@dataclass(frozen=True, slots=True)
class PassAsked:
    """A pass that somebody wants to give; no area: the whole city."""

    skills: Sequence[Skill]
    area_ids: Sequence[str]
    valid_from: datetime
    valid_until: datetime

    def __post_init__(self) -> None:
        """Refuse what lets nobody do anything, and what ends too late."""
        if not self.skills:
            raise InvalidError("skills is empty: name what the pass is for, 'general' at least")
        if self.valid_until <= self.valid_from:
            raise InvalidError(f"valid_until {self.valid_until.isoformat()} is not after its begin")
        if self.valid_until - self.valid_from > LONGEST:
            raise InvalidError(f"a pass holds for {LONGEST.days} days at most: give another then")


def check_may_hold(
    asked: PassAsked, checked: Collection[str], covers: Sequence[Span], now: datetime
) -> None:
    """Refuse a pass for what nobody has checked, or for a time that nothing covers."""
    if asked.valid_until <= now:
        raise InvalidError(f"valid_until {asked.valid_until.isoformat()} is past")
    unchecked = [s.value for s in asked.skills if s.is_checked and s not in checked]
    if unchecked:
        raise ConflictError(
            f"{', '.join(unchecked)}: check the skill first, then give a pass for it"
        )
    begins = max(asked.valid_from, now)
    if not any(c.begins <= begins and asked.valid_until <= c.ends for c in covers):
        raise ConflictError(
            "no cover that is recorded holds for as long as this pass: record the cover first"
        )


def code_ends(now: datetime, valid_until: datetime) -> datetime:
    """Return until when a code that is made now can be shown."""
    return min(now + CODE_LASTS, valid_until)
