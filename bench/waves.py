"""How soon twelve people are found among two hundred, and how many are disturbed for it."""

import time
from collections.abc import Sequence

import numpy as np

from simulators.responders.callouts import HORIZON_S, WAYS, CallOut, line_of, play, replies_of
from simulators.responders.people import DAY_S, make_people

CALLOUTS, PEOPLE, NEEDED, SEED = 1_000, 200, 12, 20260901
MINUTE_S = 60.0


def measure() -> None:
    """Play every call-out in every way, and print."""
    print(f"waves: {CALLOUTS:,} simulated call-outs of {NEEDED} out of {PEOPLE}, at any hour")
    begun = time.monotonic()
    played: dict[str, list[CallOut]] = {name: [] for name in WAYS}
    begins_s = np.random.default_rng(SEED).uniform(0, DAY_S, CALLOUTS)
    for number, begin_s in enumerate(begins_s.tolist()):
        people = make_people(PEOPLE, SEED + number)
        line, replies = line_of(people), replies_of(people, begin_s, SEED - 1 - number)
        for name, way in WAYS.items():
            played[name].append(play(way(), NEEDED, line, replies))
    for name, callouts in played.items():
        print(f"  {name}")
        _print(callouts)
    waves, everyone = (
        np.mean([len(each.asked_at_s) for each in played[name]])
        for name in ("waves", "everyone at once")
    )
    print(f"  waves disturb {waves / everyone:.2f} of those whom asking everyone disturbs")
    print(f"  played in {time.monotonic() - begun:.1f} s")


def _print(callouts: Sequence[CallOut]) -> None:
    filled_s = [np.inf if c.filled_at_s is None else c.filled_at_s for c in callouts]
    asked = np.array([len(c.asked_at_s) for c in callouts])
    home = np.array([c.sent_home for c in callouts])
    short = sum(c.coming < c.needed for c in callouts) / len(callouts)
    # A share of call-outs, so no value is made up between one that was filled and one that was not.
    p50, p90 = map(_minutes, np.percentile(filled_s, [50, 90], method="higher"))
    hour = HORIZON_S / MINUTE_S
    print(f"    filled: median {p50}, p90 {p90}; short at {hour:g} min {short:.1%}")
    print(
        f"    asked: mean {asked.mean():.1f}, p90 {np.percentile(asked, 90):.0f}; "
        f"stood down after a yes: mean {home.mean():.1f}, p90 {np.percentile(home, 90):.0f}"
    )


def _minutes(seconds: float) -> str:
    return f"{seconds / MINUTE_S:.1f} min" if np.isfinite(seconds) else "not within the hour"
