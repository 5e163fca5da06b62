"""``kawamori demo`` shows the whole path, and leaves nothing running however it ends."""

import os
import re
import signal
from pathlib import Path

import pytest

from kawamori.testing.launching import launched, read_until
from kawamori.testing.waiting import until

UNTIL_READY_S = 120
GONE_WITHIN_S = 90


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
    with launched(home, "demo", "--then-end", "--speed", "1500", *options) as launcher:
        shown, _ = launcher.communicate(timeout=300)

    assert launcher.returncode == 0
    assert re.search(r"http://127\.0\.0\.1:\d+/hq/\?run=\S+#link=\S+", shown)
    assert re.search(r"sms +│ …\d{4} +【訓練】氾濫危険水位に到達しました", shown)
    assert re.search(r"over: \d{4} readings, all stored", shown)
    assert "failed" not in shown
    assert left_running(home) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_running(home: Path, how: signal.Signals) -> None:
    with launched(home, "demo", "--speed", "60") as launcher:
        read_until(launcher.stdout, "鉄砲水")
        assert len(left_running(home)) >= 7

        launcher.send_signal(how)

        launcher.wait(GONE_WITHIN_S)
        until(lambda: not left_running(home), GONE_WITHIN_S)
        assert launcher.returncode == (-how if how == signal.SIGKILL else 0)
