"""What systemd hears of the agent."""

import socket
from pathlib import Path

import pytest

from edge.supervision import tell_supervisor


def test_systemd_is_told_when_it_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))

        tell_supervisor("WATCHDOG=1")

        assert systemd.recv(100) == b"WATCHDOG=1"


def test_without_systemd_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)

    tell_supervisor("READY=1")
