"""Whether somebody may be given a task in the field: every reason against it, and none is let by.

Times here are the wall's, in a rehearsal too: a drill sends real people to real places.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from kawamori.responders.people import BRIEFING, Skill, State, day_in_japan


class Reason(StrEnum):
    """Why somebody is not fit for a task in the field."""

    NOT_APPROVED = "not_approved"
    WITHDRAWN = "withdrawn"
    UNDER_18 = "under_18"
    NO_COVER = "no_cover"
    NO_BRIEFING = "no_briefing"
    NO_PASS = "no_pass"  # noqa: S105 no password
    SKILL_NOT_CHECKED = "skill_not_checked"
    SKILL_NOT_ON_PASS = "skill_not_on_pass"  # noqa: S105 no password
    OUTSIDE_AREA = "outside_area"

    @property
    def words(self) -> str:
        """Return it as a person is told."""
        return _WORDS[self]


_WORDS = {
    Reason.NOT_APPROVED: "their registration is not approved",
    Reason.WITHDRAWN: "they have been withdrawn",
    Reason.UNDER_18: "they are under 18",
    Reason.NO_COVER: "no cover is recorded that holds now",
    Reason.NO_BRIEFING: f"they have not acknowledged the safety briefing {BRIEFING}",
    Reason.NO_PASS: "they have no pass that holds now",
    Reason.SKILL_NOT_CHECKED: "nobody has checked that they have this skill",
    Reason.SKILL_NOT_ON_PASS: "their pass is not for this skill",
    Reason.OUTSIDE_AREA: "this lies outside the areas of their pass",
}


class Span(NamedTuple):
    """From when until when something holds; at its end it holds no more."""

    begins: datetime
    ends: datetime

    def holds(self, now: datetime) -> bool:
        """Return whether it holds now."""
        return self.begins <= now < self.ends


class Pass(NamedTuple):
    """What somebody may do, where (nowhere named: the whole city), and from when until when."""

    pass_id: int
    skills: frozenset[str]
    area_ids: frozenset[str]
    span: Span
    is_withdrawn: bool = False

    def holds(self, now: datetime) -> bool:
        """Return whether it holds now."""
        return not self.is_withdrawn and self.span.holds(now)

    def is_for(self, skill: Skill) -> bool:
        """Return whether it lets its holder do this; what needs no skill every pass does."""
        return skill is Skill.GENERAL or skill in self.skills

    def reaches(self, area_ids: Collection[str]) -> bool:
        """Return whether all of these areas lie in it."""
        return not self.area_ids or self.area_ids.issuperset(area_ids)


class Facts(NamedTuple):
    """What is known of a responder that fitness hangs on."""

    state: State
    is_adult_from: date
    covers: Sequence[Span] = ()
    briefings: Collection[str] = ()
    passes: Sequence[Pass] = ()
    checked: Collection[str] = ()


def reasons_against(
    facts: Facts, now: datetime, *, skill: Skill | None = None, area_ids: Collection[str] = ()
) -> list[Reason]:
    """Return every reason not to give somebody a task in the field now; none: they are fit.

    With ``skill`` and ``area_ids`` it is about one task: it needs one pass that is for both.
    """
    found: list[Reason] = []
    if facts.state in {State.WITHDRAWN, State.LEFT, State.ERASED}:
        found.append(Reason.WITHDRAWN)
    elif facts.state is not State.APPROVED:
        found.append(Reason.NOT_APPROVED)
    if facts.is_adult_from > day_in_japan(now):
        found.append(Reason.UNDER_18)
    if not any(cover.holds(now) for cover in facts.covers):
        found.append(Reason.NO_COVER)
    if BRIEFING not in facts.briefings:
        found.append(Reason.NO_BRIEFING)
    if skill is not None and skill.is_checked and skill not in facts.checked:
        found.append(Reason.SKILL_NOT_CHECKED)
    return [*found, *_against_passes(facts, now, skill or Skill.GENERAL, area_ids)]


def _against_passes(
    facts: Facts, now: datetime, skill: Skill, area_ids: Collection[str]
) -> list[Reason]:
    held = [each for each in facts.passes if each.holds(now)]
    if not held:
        return [Reason.NO_PASS]
    for_it = [each for each in held if each.is_for(skill)]
    if not for_it:
        return [Reason.SKILL_NOT_ON_PASS]
    if not any(each.reaches(area_ids) for each in for_it):
        return [Reason.OUTSIDE_AREA]
    return []
