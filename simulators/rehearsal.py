"""A rehearsal: a run that begins and ends with the program that plays it, however that ends."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from kawamori.runs import Run, Status
from kawamori.settings import Settings
from kawamori.storage.connections import Connection, connect
from kawamori.storage.runs import end_run, start_run


@contextmanager
def rehearsed(
    settings: Settings,
    name: str,
    status: Status,
    *,
    network: str,
    sim_started_at: datetime,
    speed: float,
) -> Iterator[Run]:
    """Start a run whose clock begins now, and end it when the block ends.

    SIGTERM ends the block as Ctrl-C does. A run left open would go on: at a million
    times life's speed its clock leaves the calendar within days.
    """
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with open_database(settings) as connection:
            run = start_run(
                connection,
                name,
                status,
                network=network,
                wall_started_at=datetime.now(UTC),
                sim_started_at=sim_started_at,
                speed=speed,
            )
        try:
            yield run
        finally:
            with open_database(settings) as connection:
                end_run(connection, run.run, datetime.now(UTC))
    finally:
        signal.signal(signal.SIGTERM, before)


def open_database(settings: Settings) -> Connection:
    """Return a connection to the database of the settings."""
    return connect(settings.database_url.get_secret_value(), name="simulators")
