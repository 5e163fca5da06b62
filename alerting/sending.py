"""What is being sent: waited for to the end before a channel is closed."""

from collections.abc import Iterable
from concurrent.futures import Future
from typing import Protocol


class Closable(Protocol):
    """A channel of either kind."""

    def close(self) -> None:
        """Close what was opened."""
        ...


def finish(sending: Iterable[Future[None]], channel: Closable) -> None:
    """Wait for what is being sent, then close the channel, whatever came of it."""
    try:
        for each in sending:
            each.result()
    finally:
        channel.close()
