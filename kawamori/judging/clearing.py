"""What holds the all-clear back: it is for the public, and given once."""

import numpy as np

from kawamori.alerts import Side
from kawamori.judging.neighbours import upstream_rising
from kawamori.judging.policy import Policy
from kawamori.judging.reasons import Reason
from kawamori.judging.rivers import Rivers
from kawamori.trends import TRENDS, Trend

_RISING = TRENDS.index(Trend.RISING)
WAITS = (
    Reason.CLEAR_WAITS_FOR_THE_FALL
    | Reason.CLEAR_WAITS_FOR_UPSTREAM
    | Reason.CLEAR_WAITS_FOR_OFFICIAL
    | Reason.CLEAR_WAITS_FOR_A_PERSON
)


def what_holds(rivers: Rivers, row: int, public: Side, policy: Policy) -> Reason:
    """Return why an alert that has been low for long enough is not cleared yet, if so.

    A named person's all-clear stands above the river upstream and what is announced, for
    they know both; it does not stand above the gauge's own rise.
    """
    holds = Reason(0)
    if rivers.trend[row] == _RISING:
        holds |= Reason.CLEAR_WAITS_FOR_THE_FALL
    if rivers.clear_by_person[row]:
        return holds
    if upstream_rising(rivers, np.array([row], dtype=np.intp))[0]:
        holds |= Reason.CLEAR_WAITS_FOR_UPSTREAM
    if rivers.official_level[row] >= policy.official_holds_from:
        holds |= Reason.CLEAR_WAITS_FOR_OFFICIAL
    if policy.person_clears_from is not None and public.peak_level >= policy.person_clears_from:
        holds |= Reason.CLEAR_WAITS_FOR_A_PERSON
    return holds
