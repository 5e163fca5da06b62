"""`kawamori alerting` runs the service, `kawamori jobs` the long work that people ask for."""

import argparse
import logging
import signal
import sys

from alerting.program import Alerting
from kawamori.settings import read_settings


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    parser = commands.add_parser("alerting", help="judge what arrives and tell people")
    parser.set_defaults(run=_alerting)

    jobs = commands.add_parser("jobs", help="do the long work that people ask for, as backtests")
    jobs.set_defaults(run=_jobs)


def _alerting(_args: argparse.Namespace) -> int:
    _log()
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    sys.setswitchinterval(0.0005)
    alerting = Alerting(read_settings())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: alerting.stop())
    alerting.run()
    return 0


def _jobs(_args: argparse.Namespace) -> int:
    from alerting.jobs.program import run_worker  # noqa: PLC0415 other commands need no queue

    _log()
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    run_worker(read_settings())
    return 0


def _log() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
