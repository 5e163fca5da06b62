"""A flood reaches a crowd, each of them once; in the long form, whatever is killed meanwhile."""

import pytest

from kawamori.runs import Status
from simulators.crowd.accounts import figures
from simulators.crowd.flood import Outcome, Plan, hold


def told(status: Status, *, people: int, kills: int) -> Outcome:
    plan = Plan("postgresql-18", status, people=people, push_share=0.5, kills=kills, seed=7)
    outcome = hold(plan, lambda _: None)
    assert outcome.accounts.is_well, "\n".join(figures(outcome.accounts))
    return outcome


def test_an_exercise_reaches_everybody_in_the_flood_once_in_their_own_words() -> None:
    outcome = told(Status.EXERCISE, people=200, kills=0)

    accounts = outcome.accounts
    assert accounts.in_the_flood > 80
    assert min(accounts.accepted_by_push, accounts.accepted_by_sms) > 30
    assert sum(line.count("push") for line in outcome.funnel) >= 1


@pytest.mark.chaos_long
@pytest.mark.parametrize("status", [Status.EXERCISE, Status.ACTUAL])
def test_ten_thousand_are_told_while_dispatchers_and_the_provider_are_killed(
    status: Status,
) -> None:
    told(status, people=10_000, kills=20)
