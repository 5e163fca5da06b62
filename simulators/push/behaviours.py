"""How the service treats what is pushed: normally well, and badly where trouble is rehearsed."""

from pydantic import BaseModel, ConfigDict, Field


class Behaviour(BaseModel):
    """One way to treat messages; what is left out is as in good times."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: int = Field(default=201, ge=100, le=599)
    retry_after_s: int | None = Field(default=None, ge=0)
    slow_s: float = Field(default=0, ge=0)
    lost: bool = False  # accepted, and the answer is a server's error all the same
    offline: bool = False  # no browser is there: the newest of each topic waits
    unread: bool = False  # accepted unseen and not remembered, as fast as can be
    share: float = Field(default=1, gt=0, le=1)  # of the requests, drawn by lot
    tokens: frozenset[str] | None = None  # of these browsers alone
