"""``kawamori demo`` shows the whole path, and leaves nothing running however it ends."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from kawamori.testing.waiting import until

START = "import sys; from kawamori.cli import main; sys.exit(main(package='embedded'))"
UNTIL_READY_S = 120
GONE_WITHIN_S = 90


@contextmanager
def demo(home: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", START, "demo", "--home", str(home), *options]
    environ = {**os.environ, "PYTHONUNBUFFERED": "1", "KAWAMORI_HOME": str(home)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as launcher:
        try:
            yield launcher
        finally:
            launcher.kill()


def read_until(lines: IO[str] | None, sign: str) -> list[str]:
    assert lines is not None
    read = []
    for line in lines:
        read.append(line)
        if sign in line:
            return read
    raise AssertionError(f"{sign!r} was never shown:\n{''.join(read)}")


def left_running(home: Path) -> list[str]:
    """Return the commands of processes that still carry this demo's environment."""
    mark = f"KAWAMORI_HOME={home}".encode()
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if process.name != str(os.getpid()) and mark in (process / "environ").read_bytes():
                left.append((process / "cmdline").read_text().replace("\0", " "))
        except (FileNotFoundError, PermissionError, ProcessLookupError):
            continue
    return left


@pytest.mark.parametrize("broker", ["mosquitto", "wheel"])
def test_a_flood_is_seen_told_and_over(home: Path, broker: str) -> None:
    options = ["--wheel-broker"] if broker == "wheel" else []
    with demo(home, "--then-end", "--speed", "1500", *options) as launcher:
        shown, _ = launcher.communicate(timeout=300)

    assert launcher.returncode == 0
    assert re.search(r"http://127\.0\.0\.1:\d+/hq/\?run=\S+#link=\S+", shown)
    assert re.search(r"sms +│ …\d{4} +【訓練】氾濫危険水位に到達しました", shown)
    assert re.search(r"over: \d{4} readings, all stored", shown)
    assert "failed" not in shown
    assert left_running(home) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_running(home: Path, how: signal.Signals) -> None:
    with demo(home, "--speed", "60") as launcher:
        read_until(launcher.stdout, "鉄砲水")
        assert len(left_running(home)) >= 7

        launcher.send_signal(how)

        launcher.wait(GONE_WITHIN_S)
        until(lambda: not left_running(home), GONE_WITHIN_S)
        assert launcher.returncode == (-how if how == signal.SIGKILL else 0)
