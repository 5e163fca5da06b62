"""Real servers and real terminals: a bad answer is that reading lost, and the next one comes."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from edge.instruments.drivers import open_source
from kawamori.errors import UnavailableError
from kawamori.ports import free_port
from simulators.instruments.lines import SimulatedCable, SimulatedPort
from simulators.instruments.sdi12 import SimulatedSdi12

SERVER = [sys.executable, "-m", "simulators.instruments.modbus"]
WITHIN_S = 20.0


def ask(driver: str, **options: Any) -> float:
    return open_source(driver, options).ask().value


def until(work: Callable[[], object]) -> None:
    """Try until it works."""
    until_s = time.monotonic() + WITHIN_S
    while True:
        try:
            work()
        except (OSError, UnavailableError):
            assert time.monotonic() < until_s
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="module")
def tcp() -> Iterator[dict[str, Any]]:
    port = free_port()
    process = subprocess.Popen([*SERVER, "--port", str(port)])
    until(lambda: socket.create_connection(("127.0.0.1", port)).close())
    yield {"host": "127.0.0.1", "tcp_port": port, "timeout_s": 0.3}
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def rtu(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[SimulatedCable, dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("rtu")
    with SimulatedCable(folder / "near", folder / "far") as cable:
        process = subprocess.Popen([*SERVER, "--serial", str(folder / "far")])
        options = {"port": str(folder / "near"), "baudrate": 19200, "timeout_s": 0.3}
        until(lambda: ask("modbus", register=4, **options))
        yield cable, options
        process.kill()
        process.wait()


@pytest.mark.parametrize(
    ("options", "value"),
    [
        ({"register": 0, "type": "float32"}, 1.25),
        ({"register": 2, "type": "float32", "word_order": "little"}, 1.25),
        ({"register": 4, "scale": 0.001}, 1.25),
        ({"register": 5, "type": "int16", "table": "holding", "offset": 1}, -4),
    ],
)
def test_a_register_is_read_as_it_is_declared(
    tcp: dict[str, Any], options: dict[str, Any], value: float
) -> None:
    assert ask("modbus", **tcp, **options) == pytest.approx(value)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"register": 900}, "exception 2, no such register"),
        ({"register": 4, "unit": 9}, r"no answer in 0\.3 s"),
        ({"register": 6, "type": "float32"}, "7fc0 0000 are no float32"),
    ],
)
def test_what_a_server_refuses_or_keeps_to_itself_is_said(
    tcp: dict[str, Any], options: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(UnavailableError, match=complaint):
        ask("modbus", **tcp, **options)


def test_an_instrument_that_is_not_there_is_said() -> None:
    with pytest.raises(UnavailableError, match="not there"):
        ask("modbus", host="127.0.0.1", tcp_port=free_port(), register=0, timeout_s=0.3)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-1] + bytes([data[-1] ^ 0xFF]),
        lambda data: data[: len(data) // 2],
        lambda data: b"\xa5\x5a" * len(data),
    ],
    ids=["wrong CRC", "half a frame", "garbage"],
)
def test_a_disturbed_line_loses_that_reading_alone(
    rtu: tuple[SimulatedCable, dict[str, Any]], damage: Callable[[bytes], bytes]
) -> None:
    cable, options = rtu
    cable.damage = damage
    with pytest.raises(UnavailableError, match="no whole frame with a right checksum"):
        ask("modbus", register=4, **options)
    cable.damage = lambda data: data

    assert ask("modbus", register=4, **options) == 1250


def test_an_ultrasonic_sensor_unplugged_and_plugged_in_again_recovers(tmp_path: Path) -> None:
    path = tmp_path / "tty"
    source = open_source("serial", {"port": str(path), "format": "maxbotix-mm", "timeout_s": 0.5})
    with SimulatedPort(path, chatter=b"R1234\r"):
        assert source.ask().value == 1.234
    with pytest.raises(UnavailableError, match="can't be opened"):
        source.ask()

    with SimulatedPort(path, chatter=b"R2345\r"):
        assert source.ask().value == 2.345


def test_a_sensor_that_stops_within_a_line_is_said(tmp_path: Path) -> None:
    options = {"port": str(tmp_path / "tty"), "format": "number", "timeout_s": 0.2}
    with (
        SimulatedPort(tmp_path / "tty", chatter=b"") as port,
        pytest.raises(UnavailableError, match=r"nothing in 0\.2 s"),
    ):
        ask("serial", **options)
    assert port.path == tmp_path / "tty"


@pytest.mark.parametrize("crc", [False, True])
def test_an_sdi12_instrument_measures_and_is_asked_for_its_values(
    tmp_path: Path, *, crc: bool
) -> None:
    port = {"port": str(tmp_path / "tty"), "crc": crc}
    with SimulatedPort(tmp_path / "tty", SimulatedSdi12(wait_s=1)):
        assert ask("sdi12", **port) == 1.25
        assert ask("sdi12", **port, value=2) == 22.5


@pytest.mark.parametrize(
    ("talk", "complaint"),
    [
        (lambda _: b"", "nothing in"),
        (lambda _: b"0000", "half a line, b'0000'"),
        (lambda _: b"1+1.2\r\n", "is not an answer of instrument 0"),
        (lambda _: b"0?!\r\n", "is not a time and a number of values"),
        (lambda said: b"00001\r\n" if b"M" in said else b"0+1.25abc\r\n", "wrong CRC"),
        (lambda said: b"00001\r\n" if b"M" in said else b"0OMP\r\n", "wrong CRC"),
    ],
)
def test_a_bad_sdi12_answer_is_said(tmp_path: Path, talk: Any, complaint: str) -> None:
    with (
        SimulatedPort(tmp_path / "tty", talk),
        pytest.raises(UnavailableError, match=complaint),
    ):
        ask("sdi12", port=str(tmp_path / "tty"), crc=True, timeout_s=0.2)
