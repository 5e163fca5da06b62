"""Long work, asked for in the transaction that needs it and done by a worker elsewhere.

The queue is procrastinate's, in the PostgreSQL schema ``jobs``. A job whose worker
was killed, or has not been heard of for a while, is queued anew; so work must not
mind being done twice, and whoever begins it last is the one who may finish it.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from procrastinate import App, JobContext, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import ConnectorException, JobAborted
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from kawamori.errors import KawamoriError, UnavailableError
from kawamori.storage.connections import Connection, connection_parameters

log = logging.getLogger(__name__)

AGAIN_S = 2.0
QUEUE = "long"

_ENTER = "SET LOCAL search_path TO jobs, public"
_LEAVE = "SET LOCAL search_path TO DEFAULT"
_asking = App(connector=SyncPsycopgConnector())  # never opened: the asker's connection is used

Work = Callable[[int, Callable[[], bool]], None]


class InterruptedWorkError(KawamoriError):
    """The worker is to end: the job goes back to the queue."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """How often a worker says that it lives, and after what silence it is taken for dead."""

    every: timedelta = timedelta(seconds=5)
    dead_after: timedelta = timedelta(seconds=20)


def ask_for(connection: Connection, task: str, number: int) -> None:
    """Queue a task about a number in the transaction that is open; wakes a worker on commit."""
    connection.execute(_ENTER)
    try:
        _asking.configure_task(task, queue=QUEUE, connection=connection).defer(number=number)
    except ConnectorException as error:
        raise UnavailableError(f"database: {error}") from error
    connection.execute(_LEAVE)


async def work(
    url: str, tasks: Mapping[str, Work], stop: asyncio.Event, pulse: Pulse | None = None
) -> None:
    """Do what is asked for, one job at a time, until ``stop`` is set; outlives the database.

    A task is called with its number and a function that says whether to leave off: it
    then raises ``InterruptedWorkError``, and the job is there for the next worker.
    """
    while not stop.is_set():
        try:
            await _work(url, tasks, stop, pulse or Pulse())
        except (ConnectorException, UnavailableError) as error:
            log.warning("jobs: %s; trying again", error.__cause__ or error)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), AGAIN_S)


async def _work(url: str, tasks: Mapping[str, Work], stop: asyncio.Event, pulse: Pulse) -> None:
    app = App(connector=PsycopgConnector(conninfo=url, max_size=4, kwargs=_parameters()))
    for name, task in tasks.items():
        _register(app, name, task)
    async with app.open_async():
        running: list[asyncio.Task[Any]] = [
            asyncio.create_task(
                app.run_worker_async(
                    queues=[QUEUE],
                    shutdown_graceful_timeout=0,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=pulse.every.total_seconds(),
                    stalled_worker_timeout=pulse.dead_after.total_seconds(),
                )
            ),
            asyncio.create_task(_revive(app, pulse)),
            asyncio.create_task(stop.wait()),
        ]
        done, _ = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        for each in done:
            each.result()


async def _revive(app: App, pulse: Pulse) -> None:
    """Queue the jobs of workers that are gone anew, again and again."""
    silent_s = pulse.dead_after.total_seconds()
    while True:
        await app.job_manager.prune_stalled_workers(silent_s)
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent_s):
            log.warning("job %s: its worker is gone; queued again", job.id)
            await app.job_manager.retry_job(job)
        await asyncio.sleep(pulse.every.total_seconds())


def _register(app: App, name: str, task: Work) -> None:
    def run(context: JobContext, number: int) -> None:
        try:
            task(number, context.should_abort)
        except InterruptedWorkError as error:
            raise JobAborted from error

    app.task(name=name, queue=QUEUE, pass_context=True, retry=_Again())(run)


class _Again(BaseRetryStrategy):
    """What was interrupted goes back at once, what missed the database after a while."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:  # noqa: ARG002 as the library calls it
        if isinstance(exception, JobAborted):
            return RetryDecision(retry_in={"seconds": 0})
        if isinstance(exception, UnavailableError):
            return RetryDecision(retry_in={"seconds": 10})
        return None


def _parameters() -> dict[str, object]:
    parameters = connection_parameters("jobs")
    return {**parameters, "options": f"{parameters['options']} -c search_path=jobs,public"}
