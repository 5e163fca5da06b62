"""Who may be sent: nobody under 18, nobody without cover, briefing or pass, whatever else holds."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawamori.errors import ConflictError, InvalidError
from kawamori.responders.fitness import Facts, Pass, Reason, Span, reasons_against
from kawamori.responders.passes import CODE_LASTS, PassAsked, check_may_hold, code_ends
from kawamori.responders.people import (
    BRIEFING,
    Category,
    Skill,
    State,
    Step,
    adult_from,
    check_born,
    check_cover,
    check_step,
    day_in_japan,
)

NOW = datetime(2026, 9, 1, 3, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HELD = Span(NOW - HOUR, NOW + HOUR)
PASS = Pass(1, frozenset({"general", "boat"}), frozenset({"honcho"}), HELD)
FIT = Facts(State.APPROVED, date(2010, 1, 1), [HELD], {BRIEFING}, [PASS], {"boat"})

times = st.integers(-72, 72).map(lambda hours: NOW + hours * HOUR)
spans = st.tuples(times, times).map(lambda pair: Span(min(pair), max(pair)))
skills = st.sampled_from(list(Skill))
some_skills = st.frozensets(skills.map(str), max_size=4)
areas = st.frozensets(st.sampled_from(["honcho", "minato", "kawara"]), max_size=3)
passes = st.builds(Pass, st.integers(1, 9), some_skills, areas, spans, st.booleans())
days = st.integers(-3, 3).map(lambda n: day_in_japan(NOW) + n * DAY)
facts = st.builds(
    Facts,
    st.sampled_from(list(State)) | st.just(State.APPROVED),
    days,
    st.lists(spans, max_size=3),
    st.frozensets(st.sampled_from([BRIEFING, "2019-1"])),
    st.lists(passes, max_size=3),
    some_skills,
)
tasks = st.tuples(st.none() | skills, areas)


def against(known: Facts, task: tuple[Skill | None, frozenset[str]] = (None, frozenset())) -> list:
    skill, area_ids = task
    return reasons_against(known, NOW, skill=skill, area_ids=area_ids)


def test_who_has_everything_is_fit() -> None:
    assert against(FIT) == []
    assert against(FIT, (Skill.BOAT, frozenset({"honcho"}))) == []


@given(facts, tasks)
def test_nobody_under_18_is_ever_fit(
    known: Facts, task: tuple[Skill | None, frozenset[str]]
) -> None:
    if known.is_adult_from > day_in_japan(NOW):
        assert Reason.UNDER_18 in against(known, task)


@given(facts, tasks)
def test_nobody_without_cover_is_ever_fit(
    known: Facts, task: tuple[Skill | None, frozenset[str]]
) -> None:
    if not any(begins <= NOW < ends for begins, ends in known.covers):
        assert Reason.NO_COVER in against(known, task)


@given(facts, tasks)
def test_nobody_who_has_not_acknowledged_the_briefing_in_force_is_ever_fit(
    known: Facts, task: tuple[Skill | None, frozenset[str]]
) -> None:
    if BRIEFING not in known.briefings:
        assert Reason.NO_BRIEFING in against(known, task)


@given(facts, tasks)
def test_nobody_who_is_not_approved_is_ever_fit(
    known: Facts, task: tuple[Skill | None, frozenset[str]]
) -> None:
    if known.state is not State.APPROVED:
        assert {Reason.NOT_APPROVED, Reason.WITHDRAWN} & set(against(known, task))


@given(facts, tasks)
def test_whoever_is_fit_holds_one_pass_that_is_for_all_of_it(
    known: Facts, task: tuple[Skill | None, frozenset[str]]
) -> None:
    if against(known, task):
        return
    skill, area_ids = task
    assert any(
        not held.is_withdrawn
        and held.span.begins <= NOW < held.span.ends
        and (skill in (None, Skill.GENERAL) or skill in held.skills)
        and (not held.area_ids or area_ids <= held.area_ids)
        for held in known.passes
    )
    assert skill in (None, Skill.GENERAL) or skill in known.checked


@given(facts, tasks)
def test_a_task_is_never_easier_than_none(
    known: Facts, task: tuple[Skill | None, frozenset[str]]
) -> None:
    if against(known):
        assert against(known, task)


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (FIT._replace(state=State.WAITING), Reason.NOT_APPROVED),
        (FIT._replace(state=State.REFUSED), Reason.NOT_APPROVED),
        (FIT._replace(state=State.WITHDRAWN), Reason.WITHDRAWN),
        (FIT._replace(state=State.LEFT), Reason.WITHDRAWN),
        (FIT._replace(state=State.ERASED), Reason.WITHDRAWN),
        (FIT._replace(is_adult_from=date(2026, 9, 2)), Reason.UNDER_18),
        (FIT._replace(covers=[]), Reason.NO_COVER),
        (FIT._replace(covers=[Span(NOW - DAY, NOW)]), Reason.NO_COVER),
        (FIT._replace(briefings={"2019-1"}), Reason.NO_BRIEFING),
        (FIT._replace(passes=[]), Reason.NO_PASS),
        (FIT._replace(passes=[PASS._replace(is_withdrawn=True)]), Reason.NO_PASS),
        (FIT._replace(passes=[PASS._replace(span=Span(NOW - DAY, NOW))]), Reason.NO_PASS),
        (FIT._replace(checked=()), Reason.SKILL_NOT_CHECKED),
        (FIT._replace(passes=[PASS._replace(skills=frozenset())]), Reason.SKILL_NOT_ON_PASS),
        (FIT._replace(passes=[PASS._replace(area_ids=frozenset({"kita"}))]), Reason.OUTSIDE_AREA),
    ],
)
def test_each_reason_is_told_alone_and_in_words(known: Facts, reason: Reason) -> None:
    assert against(known, (Skill.BOAT, frozenset({"honcho"}))) == [reason]
    assert reason.words


def test_two_passes_are_not_added_up() -> None:
    boat = PASS._replace(skills=frozenset({"boat"}), area_ids=frozenset({"kita"}))
    here = PASS._replace(skills=frozenset(), area_ids=frozenset({"honcho"}))

    known = FIT._replace(passes=[boat, here])

    assert against(known, (Skill.BOAT, frozenset({"honcho"}))) == [Reason.OUTSIDE_AREA]


def test_somebody_turns_18_on_the_day_in_japan() -> None:
    known = FIT._replace(is_adult_from=date(2026, 9, 2))
    midnight = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)
    covers, held = [Span(NOW, NOW + DAY)], [PASS._replace(span=Span(NOW, NOW + DAY))]
    known = known._replace(covers=covers, passes=held)

    assert reasons_against(known, midnight - timedelta(microseconds=1)) == [Reason.UNDER_18]
    assert reasons_against(known, midnight) == []


@pytest.mark.parametrize(
    ("born", "day"),
    [(date(2008, 9, 1), date(2026, 9, 1)), (date(2008, 2, 29), date(2026, 3, 1))],
)
def test_the_day_somebody_turns_18(born: date, day: date) -> None:
    assert adult_from(born) == day


def test_who_registers_is_18_today_or_older() -> None:
    check_born(date(2008, 9, 1), NOW)
    for born in (date(2008, 9, 2), date(2027, 1, 1), date(1900, 1, 1)):
        with pytest.raises(InvalidError):
            check_born(born, NOW)


@pytest.mark.parametrize(("state", "step"), list(product(State, Step)))
def test_what_headquarters_may_decide_hangs_on_what_was_decided(state: State, step: Step) -> None:
    may = {
        Step.APPROVE: {State.WAITING, State.REFUSED, State.WITHDRAWN},
        Step.REFUSE: {State.WAITING},
        Step.WITHDRAW: {State.APPROVED},
    }
    if state in may[step]:
        check_step(state, step, "because")
    else:
        with pytest.raises(ConflictError, match=state):
            check_step(state, step, "because")


@pytest.mark.parametrize(
    ("state", "step"), [(State.WAITING, Step.REFUSE), (State.APPROVED, Step.WITHDRAW)]
)
def test_who_is_turned_away_is_told_why(state: State, step: Step) -> None:
    with pytest.raises(InvalidError, match="say why"):
        check_step(state, step, " ")


def test_a_volunteer_is_covered_by_an_insurance_alone() -> None:
    for category in Category:
        assert category.law
        if category is not Category.VOLUNTEER:
            check_cover(category, "")
    check_cover(Category.VOLUNTEER, "V-1")
    with pytest.raises(InvalidError, match="ボランティア活動保険"):
        check_cover(Category.VOLUNTEER, " ")


@given(st.lists(spans, max_size=4), st.integers(1, 7 * 24))
def test_a_pass_never_outlasts_the_cover(covers: list[Span], hours: int) -> None:
    until = NOW + hours * HOUR
    asked = PassAsked([Skill.GENERAL], [], NOW, until)
    try:
        check_may_hold(asked, (), covers, NOW)
    except ConflictError:
        return
    assert any(begins <= NOW and until <= ends for begins, ends in covers)


@pytest.mark.parametrize(
    ("skills_wanted", "until"),
    [([], NOW + HOUR), ([Skill.BOAT], NOW), ([Skill.BOAT], NOW + 8 * DAY)],
)
def test_a_pass_is_for_something_and_for_seven_days_at_most(
    skills_wanted: list[Skill], until: datetime
) -> None:
    with pytest.raises(InvalidError):
        PassAsked(skills_wanted, [], NOW, until)


def test_a_code_lasts_half_an_hour_and_never_longer_than_the_pass() -> None:
    assert code_ends(NOW, NOW + DAY) == NOW + CODE_LASTS
    assert code_ends(NOW, NOW + timedelta(minutes=5)) == NOW + timedelta(minutes=5)
