"""The work that is due by the clock, on APScheduler."""

import logging
from collections.abc import Callable
from datetime import UTC

from apscheduler.schedulers.background import BackgroundScheduler

from kawamori.errors import UnavailableError

log = logging.getLogger(__name__)

Work = Callable[[], object]


def schedule(works: dict[str, tuple[Work, float]]) -> BackgroundScheduler:
    """Return a started scheduler of works by name, each with the seconds between its starts.

    A work never runs beside itself; one that was held up runs once, not once for every time
    it missed.
    """
    scheduler = BackgroundScheduler(timezone=UTC)
    for name, (work, every_s) in works.items():
        scheduler.add_job(
            _guarded(name, work),
            "interval",
            seconds=every_s,
            id=name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    return scheduler


def _guarded(name: str, work: Work) -> Work:
    def run() -> None:
        try:
            work()
        except UnavailableError as error:
            log.warning("%s: %s", name, error)
        except Exception:
            log.exception("%s failed; it runs again when it is due", name)

    return run
