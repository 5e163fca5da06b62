"""How ready the city is: how many could be sent now, with what skill, and what keeps the rest."""

from collections import Counter
from datetime import datetime, timedelta
from typing import NamedTuple

from kawamori.responders.fitness import reasons_against
from kawamori.responders.people import Skill, State
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.responders.people import Listed, responders

PASS_ENDS_SOON, COVER_ENDS_SOON = timedelta(hours=24), timedelta(days=30)

_SAID = """
SELECT responder_id, skill FROM responder_skills JOIN responders USING (responder_id)
WHERE erased_at IS NULL
"""


class SkillCount(NamedTuple):
    """How many say that they can do something, how many were checked, how many could go now."""

    skill: str
    said: int
    checked: int
    fit: int


class Readiness(NamedTuple):
    """How many there are, by how they stand; of the approved why each who can't go can't."""

    now: datetime
    states: dict[str, int]
    fit: int
    unreachable: int
    lacking: dict[str, int]
    skills: list[SkillCount]
    fit_by_area: dict[str, int]  # where they live or work
    passes_ending: int
    covers_ending: int


def readiness(connection: Connection, now: datetime) -> Readiness:
    """Return how ready the city is, by the wall's clock."""
    with unavailable_when_lost():
        found = [r for r in responders(connection, now) if r.state is not State.ERASED]
        said: dict[int, set[str]] = {}
        for number, skill in connection.execute(_SAID):
            said.setdefault(number, set()).add(skill)
    approved = [each for each in found if each.state is State.APPROVED]
    fit = [each for each in approved if not each.reasons]
    return Readiness(
        now,
        {state.value: n for state, n in Counter(r.state for r in found).items()},
        len(fit),
        sum(not each.row.reachable for each in approved),
        {reason.value: n for reason, n in Counter(r for a in approved for r in a.reasons).items()},
        [_count(skill, approved, said, now) for skill in Skill],
        dict(Counter(area for each in fit for area in _areas(each))),
        sum(_pass_ends(each, now) for each in approved),
        sum(_cover_ends(each, now) for each in approved),
    )


def _count(
    skill: Skill, approved: list[Listed], said: dict[int, set[str]], now: datetime
) -> SkillCount:
    able = [each for each in approved if skill in said.get(each.row.responder_id, ())]
    if skill is Skill.GENERAL:  # everybody can
        able = approved
    checked = [a for a in able if not skill.is_checked or skill in a.facts.checked]
    fit = [each for each in able if not reasons_against(each.facts, now, skill=skill)]
    return SkillCount(skill.value, len(able), len(checked), len(fit))


def _areas(each: Listed) -> set[str]:
    return {area for area in (each.row.home_area, each.row.work_area) if area is not None}


def _pass_ends(each: Listed, now: datetime) -> bool:
    held = [p.span.ends for p in each.facts.passes if p.holds(now)]
    return bool(held) and max(held) < now + PASS_ENDS_SOON


def _cover_ends(each: Listed, now: datetime) -> bool:
    held = [cover.ends for cover in each.facts.covers if cover.holds(now)]
    return bool(held) and max(held) < now + COVER_ENDS_SOON
