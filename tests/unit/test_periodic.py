"""What is due by the clock is done again and again, also when it once fails."""

import threading

import pytest

from alerting.periodic import schedule
from kawamori.errors import UnavailableError


@pytest.mark.parametrize("fault", [UnavailableError("the database is away"), ZeroDivisionError()])
def test_a_work_that_fails_is_done_again_and_does_not_stop_another(fault: Exception) -> None:
    failed, done = threading.Semaphore(0), threading.Semaphore(0)

    def fail() -> None:
        failed.release()
        raise fault

    scheduler = schedule({"fails": (fail, 0.02), "works": (done.release, 0.02)})
    try:
        for each in (failed, failed, done, done):
            assert each.acquire(timeout=10)
    finally:
        scheduler.shutdown()
