"""``kawamori demo`` shows the whole path, and leaves nothing running however it ends."""

import os
import re
import signal
from pathlib import Path

from kawamori.testing.launching import launched, read_until
from kawamori.testing.waiting import until

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


def test_a_flood_is_seen_told_and_over_and_the_demo_ends(home: Path) -> None:
    with launched(home, "demo", "--then-end", "--speed", "1500") as launcher:
        shown, _ = launcher.communicate(timeout=300)

    assert launcher.returncode == 0
    assert re.search(r"http://127\.0\.0\.1:\d+/hq/\?run=\S+#link=\S+", shown)
    assert_told(shown)
    assert left_running(home) == []


def test_where_no_broker_is_installed_a_flood_is_told_until_ctrl_c(home: Path) -> None:
    with launched(home, "demo", "--speed", "1500", "--wheel-broker") as launcher:
        shown = "".join(read_until(launcher.stdout, "all stored"))

        launcher.send_signal(signal.SIGINT)

        launcher.wait(GONE_WITHIN_S)
        until(lambda: not left_running(home), GONE_WITHIN_S)
        assert launcher.returncode == 0
    assert_told(shown)


def test_a_demo_that_is_killed_leaves_nothing_running(home: Path) -> None:
    with launched(home, "demo", "--speed", "60") as launcher:
        read_until(launcher.stdout, "鉄砲水")
        assert len(left_running(home)) >= 7

        launcher.kill()

        launcher.wait(GONE_WITHIN_S)
        until(lambda: not left_running(home), GONE_WITHIN_S)


def assert_told(shown: str) -> None:
    assert re.search(r"sms +│ …\d{4} +【訓練】氾濫危険水位に到達しました", shown)
    assert re.search(r"over: \d{4} readings, all stored", shown)
    assert "failed" not in shown
