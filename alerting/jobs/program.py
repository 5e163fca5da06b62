"""The worker as a value: takes one job after the other until it is stopped."""

import asyncio
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from alerting.jobs.backtests import do_backtest
from alerting.jobs.packs import do_pack
from kawamori.settings import Settings
from kawamori.storage.chronology.packs import TASK as PACK
from kawamori.storage.jobs import Pulse, Work, work
from kawamori.storage.judged.backtests import TASK as BACKTEST

NICE = 10  # whoever judges on the same machine goes first


def wall_clock() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def run_worker(
    settings: Settings, pulse: Pulse | None = None, wall: Callable[[], datetime] = wall_clock
) -> None:
    """Work until SIGTERM or Ctrl-C; a job that is half done then goes back to the queue."""
    os.nice(NICE)
    url = settings.database_url.get_secret_value()

    async def until_stopped() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        tasks: dict[str, Work] = {
            BACKTEST: partial(do_backtest, url, wall),
            PACK: partial(do_pack, settings, wall),
        }
        await work(url, tasks, stop, pulse)

    asyncio.run(until_stopped())
