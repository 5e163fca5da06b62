"""The trial itself: let the town live, kill its parts one after the other, count the losses."""

import random
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from kawamori.embedded.scratch import scratch_broker, scratch_database_server
from kawamori.storage.connections import connect
from kawamori.storage.migrations import migrate
from kawamori.storage.readings.recordings import work_left
from simulators.trial.losses import Losses, count
from simulators.trial.town import PARTS, SPEED, Town, living_town

BETWEEN_S = (1.0, 4.0)  # from one kill to the next, while everything comes back
SETTLED_WITHIN_S = 300.0  # an Unknown has two minutes before the rule decides
AWAY_S = (0.2, 1.0)  # how long a broker or a database stays away


def hold_trial(
    kind: str,
    kills: int,
    *,
    seed: int,
    least_s: float,
    say: Callable[[str], None],
    speed: float = SPEED,
) -> Losses:
    """Kill each part so many times, in random order at random moments; return what was lost.

    1. Start everything; 1,000 readings a second begin.
    2. Kill and let come back, for ``least_s`` seconds at least.
    3. Stop sampling, wait until all is stored, judged, told and settled.
    4. Count.
    """
    chance = random.Random(seed)
    order = [part for part in PARTS for _ in range(kills)]
    chance.shuffle(order)
    folder = Path(tempfile.mkdtemp(prefix="kawamori-trial-"))
    try:
        with scratch_database_server(kind) as database, scratch_broker() as broker:
            database.create_database("kawamori")
            with connect(database.url(), name="trial") as connection:
                migrate(connection)
            with living_town(folder, database, broker, speed) as town:
                _endure(town, order, chance, least_s, say)
                _drain(town)
            with connect(database.url(), name="trial") as connection:
                return count(connection, town.run.run_no, folder)
    finally:
        shutil.rmtree(folder)


def figures(losses: Losses) -> list[str]:
    """Return the figures of a trial, a line each."""
    return [f"{f.name.replace('_', ' '):18} {getattr(losses, f.name):>9,}" for f in fields(losses)]


def _endure(
    town: Town, order: list[str], chance: random.Random, least_s: float, say: Callable[[str], None]
) -> None:
    town.live_until(town.samples, within_s=60, what="the bank samples")
    until = time.monotonic() + least_s
    for number, part in enumerate(order, start=1):
        town.live(chance.uniform(*BETWEEN_S))
        say(f"{number:3} of {len(order)}: kill -9 {part}")
        town.kill(part, chance.uniform(*AWAY_S))
    while time.monotonic() < until:
        town.live(0.5)


def _drain(town: Town) -> None:
    town.stop_sampling()
    with connect(town.database.url(), name="trial") as connection:
        town.live_until(
            lambda: not any(work_left(connection, town.run.run_no)),
            within_s=SETTLED_WITHIN_S,
            what="everything is judged, told and settled",
        )
