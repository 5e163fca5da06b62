"""SDI-12 through a transparent serial bridge: aM!, a wait, aD0! (SDI-12 version 1.4, 4.4)."""

import re
from typing import Annotated

from msgspec import Meta

from edge.instruments.answers import Answer
from edge.instruments.ports import Port, PortOptions
from edge.sensors import Options, read_options
from kawamori.errors import UnavailableError

_VALUE = re.compile(rb"[+-]\d+(?:\.\d*)?|[+-]\.\d+")
_MOST_DATA = 10  # D0 to D9


class Sdi12Options(PortOptions, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which instrument, which of its measurements (M, M1 to M9), which value of it, from 1."""

    address: Annotated[str, Meta(pattern="^[0-9A-Za-z]$")] = "0"
    command: Annotated[str, Meta(pattern="^M[1-9]?$")] = "M"
    value: Annotated[int, Meta(ge=1, le=9)] = 1
    crc: bool = False
    longest_s: Annotated[float, Meta(gt=0, le=15)] = 5.0


class Sdi12Source:
    """One instrument on an SDI-12 bus."""

    def __init__(self, options: Options) -> None:
        self._options = read_options(Sdi12Options, options)

    def ask(self) -> Answer:
        """Start a measurement, wait until it is ready, and return the value asked for."""
        with Port(self._options) as port:
            count = self._start(port)
            values: list[bytes] = []
            for number in range(_MOST_DATA):
                data = self._data(port, number)
                values += data
                if not data or len(values) >= self._options.value:
                    break
        if len(values) < self._options.value:
            raise UnavailableError(
                f"SDI-12 {self._options.address}: {len(values)} of {count} values came, "
                f"value {self._options.value} not among them"
            )
        said = f"SDI-12 {self._options.address}: {b''.join(values).decode()}"
        return Answer(float(values[self._options.value - 1]), said)

    def _start(self, port: Port) -> int:
        """Begin a measurement, wait as long as the instrument says, return how many values."""
        told = self._exchange(
            port, f"{self._options.command[0]}{'C' * self._options.crc}{self._options.command[1:]}"
        )
        if not re.fullmatch(rb"\d{4}", told):
            raise self._odd(told, "a time and a number of values")
        wait_s, count = int(told[:3]), int(told[3:])
        if wait_s > self._options.longest_s:
            raise UnavailableError(
                f"SDI-12 {self._options.address} wants {wait_s} s to measure, more than "
                f"longest_s {self._options.longest_s:g}"
            )
        if wait_s:
            ready = port.line(within_s=wait_s + self._options.timeout_s).strip()
            if ready != self._options.address.encode():
                raise self._odd(ready, "a service request")
        return count

    def _data(self, port: Port, number: int) -> list[bytes]:
        told = self._exchange(port, f"D{number}")
        if self._options.crc:
            told, crc = told[:-3], told[-3:]
            whole = self._options.address.encode() + told
            if crc != crc_of(whole):
                raise UnavailableError(
                    f"SDI-12 {self._options.address}: {(whole + crc)!r} has a wrong CRC"
                )
        values = _VALUE.findall(told)
        if b"".join(values) != told:
            raise self._odd(told, "values")
        return values

    def _exchange(self, port: Port, command: str) -> bytes:
        """Return what the instrument answers, without its address; an echo is passed over."""
        address = self._options.address
        sent = f"{address}{command}!".encode()
        port.write(sent)
        line = port.line().strip(b"\r").removeprefix(sent)
        if not line.startswith(address.encode()):
            raise self._odd(line, f"an answer of instrument {address}")
        return line[1:]

    def _odd(self, got: bytes, wanted: str) -> UnavailableError:
        return UnavailableError(f"SDI-12 {self._options.address}: {got!r} is not {wanted}")


def crc_of(answer: bytes) -> bytes:
    """Return the three characters of an answer's CRC (SDI-12 version 1.4, 4.4.12)."""
    crc = 0
    for byte in answer:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return bytes(0x40 | crc >> shift & 0x3F for shift in (12, 6, 0))
