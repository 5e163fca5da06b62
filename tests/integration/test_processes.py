"""The launcher keeps services running, and leaves none behind however it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kawamori.embedded.processes import Service, Supervisor
from kawamori.testing.waiting import until

LAUNCHER = """
import sys, time
from kawamori.embedded.processes import Service, Supervisor
from kawamori.testing.waiting import until
sleeper = Service("sleeper", [sys.executable, "-c", "import time; time.sleep(60)"])
supervisor = Supervisor([sleeper], print)
while True:
    supervisor.step(time.monotonic())
    print(supervisor.pids()["sleeper"], flush=True)
"""


@contextmanager
def supervised(*services: Service) -> Iterator[tuple[Supervisor, list[tuple[str, str]]]]:
    shown: list[tuple[str, str]] = []
    supervisor = Supervisor(services, lambda name, line: shown.append((name, line)))
    try:
        yield supervisor, shown
    finally:
        supervisor.end()


def python(name: str, program: str, *, once: bool = False) -> Service:
    return Service(name, [sys.executable, "-c", program], once=once)


def turn_until(supervisor: Supervisor, done: Callable[[], bool], within_s: float = 20) -> None:
    deadline = time.monotonic() + within_s
    while not done():
        assert time.monotonic() < deadline, "it did not come about"
        supervisor.step(time.monotonic(), wait_s=0.05)


def is_alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"


def test_a_service_that_dies_is_started_again() -> None:
    with supervised(python("short", "print('here')")) as (supervisor, shown):
        turn_until(supervisor, lambda: shown.count(("short", "here")) >= 2)

        assert ("kawamori", "short ended with 0; again in 0.5 s") in shown


def test_a_service_that_keeps_dying_is_started_ever_later() -> None:
    with supervised(python("broken", "raise SystemExit(3)")) as (supervisor, shown):
        turn_until(supervisor, lambda: ("kawamori", "broken ended with 3; again in 1 s") in shown)

        assert ("kawamori", "broken ended with 3; again in 0.5 s") in shown


def test_a_program_that_runs_once_is_not_started_again() -> None:
    with supervised(python("seed", "raise SystemExit(4)", once=True)) as (supervisor, _):
        turn_until(supervisor, lambda: supervisor.done("seed"))

        assert supervisor.exit_code("seed") == 4
        assert supervisor.pids() == {}


def test_the_last_words_of_a_service_are_shown() -> None:
    last_words = "import sys; sys.stdout.write('one\\ntwo without an end')"
    with supervised(python("talker", last_words, once=True)) as (supervisor, shown):
        turn_until(supervisor, lambda: ("talker", "two without an end") in shown)

        assert shown[0] == ("talker", "one")


def test_ending_ends_what_was_started() -> None:
    with supervised(python("sleeper", "import time; time.sleep(60)")) as (supervisor, _):
        turn_until(supervisor, lambda: bool(supervisor.pids()))
        pid = supervisor.pids()["sleeper"]

    assert not is_alive(pid)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_launcher_that_is_killed_leaves_nothing_running(how: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", LAUNCHER], stdout=subprocess.PIPE) as launcher:
        assert launcher.stdout is not None
        pid = int(launcher.stdout.readline())
        assert is_alive(pid)

        os.kill(launcher.pid, how)

        until(lambda: not is_alive(pid))
