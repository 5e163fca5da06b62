"""Headquarters' routes have one head: who may look, and the errors that all of them may answer."""

from fastapi import APIRouter, Depends

from api.auth import allowed
from api.errors import UnauthenticatedError, answers
from kawamori.errors import InvalidError, NotAllowedError, NotFoundError, UnavailableError


def headquarters() -> APIRouter:
    """Return a router whose routes only staff may see."""
    return APIRouter(
        tags=["headquarters"],
        dependencies=[Depends(allowed("see"))],
        responses=answers(
            InvalidError, UnauthenticatedError, NotAllowedError, NotFoundError, UnavailableError
        ),
    )
