"""Backtests: rules tried on what was stored, by a worker; here they are asked for and read."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.asked import Asked, Database
from api.auth import Tester, allowed
from api.errors import UnauthenticatedError, answers
from api.schemas.backtests import BacktestAsked, BacktestResult, BacktestShown
from kawamori.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    UnavailableError,
)
from kawamori.judging.policy_files import parse_policy
from kawamori.storage.connections import Connection
from kawamori.storage.judged.backtests import (
    Sides,
    ask_backtest,
    find_backtest,
    found_by,
    list_backtests,
)
from kawamori.storage.judged.policies import policy_in_force, policy_of_version

LONGEST = timedelta(days=400)
NOT_LISTED = {"rules", "compared", "ladders"}

router = APIRouter(
    tags=["headquarters"],
    dependencies=[Depends(allowed("see"))],
    responses=answers(InvalidError, UnauthenticatedError, NotAllowedError, UnavailableError),
)


@router.post(
    "/hq/backtests",
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(NotFoundError, ConflictError),
)
def ask(
    wanted: BacktestAsked, person: Tester, connection: Database, asked: Asked
) -> BacktestResult:
    """Have rules tried on what was stored; a worker does it, and its number says how far it is."""
    _check(wanted.since, wanted.until, asked.now)
    in_force = policy_in_force(connection)
    sides = Sides(
        in_force if wanted.rules is None else parse_policy(wanted.rules),
        in_force if wanted.compare_to is None else policy_of_version(connection, wanted.compare_to),
    )
    made = ask_backtest(
        connection,
        sides,
        asked.run,
        since=wanted.since,
        until=wanted.until,
        person=person.person,
        role=person.role,
    )
    return result_of(connection, made)


@router.get("/hq/backtests")
def backtests(
    connection: Database, limit: Annotated[int, Query(ge=1, le=500)] = 50
) -> list[BacktestShown]:
    """List what was asked for, the newest first."""
    found = list_backtests(connection, limit=limit)
    return [
        BacktestShown.model_validate(
            {name: value for name, value in each._asdict().items() if name not in NOT_LISTED}
        )
        for each in found
    ]


@router.get("/hq/backtests/{backtest_id}", responses=answers(NotFoundError))
def backtest(backtest_id: int, connection: Database) -> BacktestResult:
    """Say how far a backtest is, and once it is done what it found."""
    return result_of(connection, backtest_id)


def _check(since: datetime, until: datetime, now: datetime) -> None:
    if since >= until:
        raise InvalidError(f"since {since} is not before until {until}: swap them")
    if until > now:
        raise InvalidError(f"until {until} is to come: it is {now} there, end by then")
    if until - since > LONGEST:
        raise InvalidError(f"{(until - since).days} days are too many: at most {LONGEST.days}")


def result_of(connection: Connection, backtest_id: int) -> BacktestResult:
    """Return a backtest as it is sent."""
    found = find_backtest(connection, backtest_id)
    return BacktestResult.model_validate(
        {**found._asdict(), "found": found_by(connection, backtest_id)}
    )
