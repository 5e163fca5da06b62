"""The flood that a crowd is told of: the water rises, providers and dispatchers are killed."""

import random
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kawamori.embedded.scratch import scratch_broker, scratch_database_server
from kawamori.mqtt import Broker
from kawamori.people import Channel
from kawamori.runs import Status
from kawamori.storage.connections import Connection, connect
from kawamori.storage.migrations import migrate
from kawamori.storage.readings.recordings import work_left
from kawamori.storage.telling.funnel import funnels, messages_of_run
from kawamori.storage.telling.settlements import End, ends_of_run, settlements_of_run
from simulators.crowd.accounts import Accounts, account
from simulators.crowd.retraction import retract
from simulators.crowd.town import DISPATCHERS, SANDBOX, Town, crowded_town
from simulators.crowd.water import flow

RISES_WITHIN_S = 180.0
TOLD_WITHIN_S = 900.0  # an Unknown has two minutes before the rule decides
REPORTED_WITHIN_S = 300.0
BETWEEN_S = (0.3, 1.5)
STAGES = (
    "targeted",
    "withheld",
    "queued",
    "accepted",
    "delivered",
    "failed",
    "unknown",
    "handed_over",
    "opened",
    "acknowledged",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be played; ``kills`` are divided between dispatchers and the provider."""

    database: str
    status: Status
    people: int
    push_share: float
    kills: int
    seed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found, and the lines that show how it came to be."""

    accounts: Accounts
    funnel: list[str]
    settlements: list[str]


def hold(plan: Plan, say: Callable[[str], None]) -> Outcome:
    """Tell a crowd of a flood and return what became of it.

    1. Start everything, and let the water rise until the first is told.
    2. Kill dispatchers and the provider at random moments, while there is somebody to tell.
    3. Wait until nothing is left to send or to settle, and the provider has reported.
    4. Retract it all, in one act, and wait again.
    5. Hold the providers' journals against the crowd.
    """
    folder = Path(tempfile.mkdtemp(prefix="kawamori-crowd-"))
    try:
        with scratch_database_server(plan.database) as database, scratch_broker() as broker:
            database.create_database("kawamori")
            with connect(database.url(), name="crowd") as connection:
                migrate(connection)
            with crowded_town(
                folder,
                database,
                broker,
                status=plan.status,
                size=plan.people,
                push_share=plan.push_share,
                seed=plan.seed,
            ) as town:
                return _tell(town, plan, say)
    finally:
        shutil.rmtree(folder)


def _tell(town: Town, plan: Plan, say: Callable[[str], None]) -> Outcome:
    is_over = threading.Event()
    place = Broker(town.broker.host, town.broker.port)
    water = threading.Thread(target=flow, args=(town.run, place, town.folder, is_over.is_set))
    water.start()
    run_no = town.run.run_no
    try:
        with connect(town.database.url(), name="crowd") as connection:
            town.live_until(
                lambda: bool(ends_of_run(connection, run_no)),
                within_s=RISES_WITHIN_S,
                what="the water is at danger and somebody is to be told",
            )
            begun = time.monotonic()
            _disturb(town, plan, connection, say)
            town.live_until(
                lambda: not any(work_left(connection, run_no)[1:]),
                within_s=TOLD_WITHIN_S,
                what="everybody is told and everything settled",
            )
            say(f"told and settled in {time.monotonic() - begun:.1f} s; killed: {town.killed}")
            _await_reports(town, connection)
            expected = retract(town, connection, say)
            _await_reports(town, connection)
            accounts = account(
                ends_of_run(connection, run_no),
                expected,
                town.people,
                town.sandbox_journal,
                town.push,
            )
            return Outcome(accounts, _funnel(connection, run_no), _settlements(connection, run_no))
    finally:
        is_over.set()
        water.join()


def _await_reports(town: Town, connection: Connection) -> None:
    """Wait until the provider has reported on every text; a push service never does."""
    town.live_until(
        lambda: not any(map(_waits_for_report, ends_of_run(connection, town.run.run_no))),
        within_s=REPORTED_WITHIN_S,
        what="the provider has reported on every text",
    )


def _waits_for_report(end: End) -> bool:
    return end.channel == Channel.SMS and end.state == "accepted"


def _disturb(town: Town, plan: Plan, connection: Connection, say: Callable[[str], None]) -> None:
    chance = random.Random(plan.seed)
    parts = [(SANDBOX, *DISPATCHERS)[n % 3] for n in range(plan.kills)]
    chance.shuffle(parts)
    for number, part in enumerate(parts, start=1):
        town.live(chance.uniform(*BETWEEN_S))
        if not any(work_left(connection, town.run.run_no)[1:]):
            say(f"everybody is told after {number - 1} kills")
            return
        say(f"{number:3} of {len(parts)}: kill -9 {part}")
        town.live_until(partial(town.kill, part), within_s=60, what=f"{part} runs to be killed")


def _funnel(connection: Connection, run_no: int) -> list[str]:
    """Return the funnels as a table, a line for each message and channel."""
    sent = {each.message_id: each for each in messages_of_run(connection, run_no, limit=100)}
    lines = [" ".join(["message", "level", "channel ", *STAGES])]
    for funnel in funnels(connection, list(sent)):
        counts = (f"{getattr(funnel, stage):>{len(stage)},}" for stage in STAGES)
        head = f"{funnel.message_id:>7} {sent[funnel.message_id].level:>5} {funnel.channel:8}"
        lines.append(" ".join([head, *counts]))
    return lines


def _settlements(connection: Connection, run_no: int) -> list[str]:
    return [
        f"unknown ({s.because}) became {s.became} ({s.provider_status}): {s.times}"
        for s in settlements_of_run(connection, run_no)
    ]
