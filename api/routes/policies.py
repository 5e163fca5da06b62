"""Policies: the rules of judging as data, and how well they foresee."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.asked import Asked, Database
from api.auth import Publisher, allowed
from api.errors import UnauthenticatedError, answers
from api.schemas.policies import LevelScore, PolicyAsked, PolicyShown
from kawamori.errors import (
    ConflictError,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    UnavailableError,
)
from kawamori.judging.policy_files import parse_policy
from kawamori.storage.judged.policies import policies_published, publish_policy
from kawamori.storage.judged.warnings import scores

router = APIRouter(
    tags=["headquarters"],
    dependencies=[Depends(allowed("see"))],
    responses=answers(UnauthenticatedError, NotAllowedError, UnavailableError),
)


@router.get("/hq/policies")
def policies(connection: Database) -> list[PolicyShown]:
    """List every policy that was published, the newest first: it is in force."""
    return [PolicyShown.model_validate(p._asdict()) for p in policies_published(connection)]


@router.post(
    "/hq/policies",
    status_code=HTTPStatus.CREATED,
    responses=answers(InvalidError, ConflictError),
)
def publish(asked: PolicyAsked, person: Publisher, connection: Database) -> PolicyShown:
    """Have judging go by a policy from now on; it is kept for good with your name."""
    policy = parse_policy(asked.rules)
    publish_policy(connection, policy, author=person.person, role=person.role, reason=asked.reason)
    made = next(p for p in policies_published(connection) if p.version == policy.version)
    return PolicyShown.model_validate(made._asdict())


@router.get("/hq/scores", responses=answers(InvalidError, NotFoundError))
def scored(
    connection: Database,
    asked: Asked,
    days: Annotated[int, Query(ge=1, le=3660, description="How far back")] = 90,
) -> list[LevelScore]:
    """Say how well each level was foreseen by the warnings that were given."""
    since = asked.now - timedelta(days=days)
    return [
        LevelScore.model_validate(each._asdict())
        for each in scores(connection, asked.run.run_no, since)
    ]
