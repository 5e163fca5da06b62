"""What a channel is to the dispatcher: it sends, and answers in one of three ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from kawamori.storage.telling.deliveries import Delivery


class Effect(Enum):
    """What a refusal asks for beside leaving this delivery."""

    NONE = "none"
    OPTED_OUT = "opted out"  # the person said stop, at the provider
    BAD_ADDRESS = "bad address"  # nobody will ever be reached there
    PAGE = "page"  # an operator must look: configuration or content
    HALT = "halt"  # nothing can be sent at all: stop for a while, and page
    WITHHOLD = "withhold"  # a rule of ours keeps it back: it was never tried
    WAIT = "wait"  # this destination wants, or needs, to be left alone for a while


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider has taken the message."""

    provider_id: str
    status: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The message was certainly not sent; ``again_in_s`` says when to try again."""

    code: str
    permanent: bool
    again_in_s: float | None = None
    effect: Effect = Effect.NONE


@dataclass(frozen=True, slots=True)
class Unknown:
    """The message may have been sent."""

    code: str


Answer = Receipt | Refused | Unknown


class Channel(Protocol):
    """A way to reach people; it never raises."""

    def send(self, delivery: Delivery) -> Answer:
        """Send a delivery once and return what is known of it."""
        ...

    def find(self, delivery: Delivery) -> Receipt | None:
        """Return what the provider says of a delivery whose outcome is unknown."""
        ...

    def verdict(self, delivery: Delivery) -> Refused:
        """Return what is to be done about a delivery that the provider reported as failed."""
        ...

    def close(self) -> None:
        """Close what was opened."""
        ...


class BatchChannel(Protocol):
    """A way to reach many people at once; it never raises.

    Whatever it sends may be sent again without harm, because the later message takes the
    place of the earlier, or is known by its id: an ``Unknown`` is simply sent again, and
    needs no settling.
    """

    def destination(self, delivery: Delivery) -> str:
        """Return what stands or falls together, such as the service that a delivery goes to."""
        ...

    def send(self, deliveries: Sequence[Delivery]) -> list[Answer]:
        """Send deliveries to one destination once and return what is known of each, in order."""
        ...

    def close(self) -> None:
        """Close what was opened."""
        ...
