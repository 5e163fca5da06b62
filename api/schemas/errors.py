"""How the API says that it can't do what was asked."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Code = Literal[
    "invalid",
    "unauthenticated",
    "not_allowed",
    "not_found",
    "conflict",
    "too_large",
    "too_often",
    "locked_out",
    "unavailable",
    "broken",
]


class Problem(BaseModel):
    """What kind of problem it is, and the same in words, with the value at fault."""

    model_config = ConfigDict(extra="forbid")

    code: Code
    message: str


class ErrorBody(BaseModel):
    """The body of every answer that is an error."""

    model_config = ConfigDict(extra="forbid")

    error: Problem
