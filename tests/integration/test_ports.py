"""Two that start at once on one machine share no port, nor take one another's server for theirs."""

import subprocess
import sys
from pathlib import Path

import pytest

from kawamori.embedded.broker import Mosquitto
from kawamori.errors import UnavailableError
from kawamori.ports import free_port

ASK = "import sys; from kawamori.ports import free_port; print(free_port(int(sys.argv[1])))"


def ask_elsewhere(preferred: int) -> int:
    command = [sys.executable, "-c", ASK, str(preferred)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_a_port_somebody_prefers_is_theirs_before_their_server_is_up() -> None:
    preferred = free_port()

    assert free_port(preferred) == preferred
    assert ask_elsewhere(preferred) != preferred
    assert free_port(preferred) == preferred


def test_a_port_is_given_back_when_its_process_ends() -> None:
    preferred = free_port()

    assert ask_elsewhere(preferred) == preferred
    assert ask_elsewhere(preferred) == preferred


def test_a_broker_does_not_take_another_s_for_its_own(broker: Mosquitto, tmp_path: Path) -> None:
    second = Mosquitto(tmp_path / "second", port=broker.port)

    with pytest.raises(UnavailableError, match=f"somebody else answers at port {broker.port}"):
        second.start()
