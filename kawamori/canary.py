"""The canary (自己診断): a flood that is none, from the water to a listed phone, again and again.

A round is a run of its own, of status ``test``, on a network of its own: one gauge that rises
to ``DANGER``, and one subscriber. Whatever its text has not passed by the time it should have
is where the chain is broken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

NETWORK = "canary"
STATION_ID = "canary"
EVERY = timedelta(minutes=10)
ARRIVES_WITHIN = timedelta(minutes=4)  # half of it is the water's rise
LATE_BY = timedelta(minutes=2)


class Link(StrEnum):
    """A part of the way from the water to the phone, in the order it is passed."""

    BEGUN = "begun"  # the program that plays the water
    STORED = "stored"  # edge, broker and ingest
    JUDGED = "judged"
    ADDRESSED = "addressed"
    ACCEPTED = "accepted"  # by the provider
    REPORTED = "reported"  # the provider's callback says that it left


@dataclass(frozen=True, slots=True)
class Round:
    """When one round passed each link, by the wall; None where it has not."""

    run: str
    began_at: datetime
    stored_at: datetime | None
    judged_at: datetime | None
    addressed_at: datetime | None
    accepted_at: datetime | None
    reported_at: datetime | None

    def missing(self) -> Link | None:
        """Return the first link that was not passed."""
        passed = {
            Link.STORED: self.stored_at,
            Link.JUDGED: self.judged_at,
            Link.ADDRESSED: self.addressed_at,
            Link.ACCEPTED: self.accepted_at,
            Link.REPORTED: self.reported_at,
        }
        return next((link for link, at in passed.items() if at is None), None)


def broken_link(rounds: Sequence[Round], now: datetime) -> Link | None:
    """Return where the chain is broken by what the last rounds, the newest first, have passed.

    A round that is still on its way says nothing yet: the one before it does.
    """
    if not rounds or now - rounds[0].began_at > EVERY + LATE_BY:
        return Link.BEGUN
    for each in rounds:
        missing = each.missing()
        if missing is None:
            return None
        if now - each.began_at > ARRIVES_WITHIN:
            return missing
    return None
