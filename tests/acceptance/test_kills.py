"""Kill any part at any moment, under 1,000 readings a second: nothing is lost, nobody told twice.

The truth is held outside the system: the bank's journal of what it spooled, the
floods that stand in it, and the provider's own journal of what it accepted.
"""

import pytest

from simulators.trial.trial import figures, hold_trial

LEAST_SPOOLED = 10_000


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.chaos_long)])
def test_every_part_may_be_killed_and_nothing_is_lost(kills: int) -> None:
    losses = hold_trial("timescaledb-apache", kills, seed=kills, least_s=30, say=print)

    print(*figures(losses), sep="\n")
    assert losses.none, losses
    assert losses.spooled > LEAST_SPOOLED
    assert losses.floods > 0
    assert losses.accepted >= losses.messages > 0
