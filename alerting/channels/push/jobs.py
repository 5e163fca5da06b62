"""What goes through the pipe between the channel and a lane."""

from typing import NamedTuple

from alerting.channels.push.ahead import Browser
from alerting.channels.push.posting import Reply


class Surroundings(NamedTuple):
    """What a lane needs to know, told as it starts."""

    vapid_private_key: str
    vapid_subject: str
    ca_file: str
    local_hosts: tuple[str, ...]


class Push(NamedTuple):
    """A text for one browser, as its push service is to treat it."""

    endpoint: str
    origin: str
    browser: Browser
    text: bytes
    ttl_s: int
    topic: str
    urgency: str


class Job(NamedTuple):
    """Texts to send together, or, without a number, browsers to make envelopes for."""

    number: int | None
    pushes: list[Push]
    expected: list[Browser]


class Done(NamedTuple):
    """The replies to a job, in its order."""

    number: int
    replies: list[Reply]
