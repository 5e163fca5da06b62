"""A serial port, open for one question: what comes is read line by line, or said to be missing."""

import time
from typing import Annotated, Literal, Self

import msgspec
import serial
from msgspec import Meta

from kawamori.errors import UnavailableError

Timeout = Annotated[float, Meta(gt=0, le=10)]
LONGEST_LINE = 200


class PortOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The port (``/dev/serial/by-id/…`` survives replugging) and how it is set."""

    port: str
    baudrate: int = 9600
    bytesize: Literal[7, 8] = 8
    parity: Literal["N", "E", "O"] = "N"
    stopbits: Literal[1, 2] = 1
    timeout_s: Timeout = 1.0


class Port:
    """An open port; ``UnavailableError`` when it is not there or held by another program."""

    def __init__(self, options: PortOptions) -> None:
        self._options = options
        try:
            self._port = serial.Serial(
                options.port,
                options.baudrate,
                bytesize=options.bytesize,
                parity=options.parity,
                stopbits=options.stopbits,
                timeout=0.02,
                write_timeout=options.timeout_s,
                exclusive=True,
            )
            self._port.reset_input_buffer()
        except (OSError, ValueError) as error:
            raise UnavailableError(f"{options.port} can't be opened: {error}") from error

    def __enter__(self) -> Self:
        """Return the port."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of it."""
        self._port.close()

    def write(self, command: bytes) -> None:
        """Send a command."""
        try:
            self._port.write(command)
        except OSError as error:
            raise UnavailableError(f"{self._options.port}: {error}") from error

    def line(self, end: bytes = b"\n", within_s: float | None = None) -> bytes:
        """Return the next line without its end; ``UnavailableError`` with what came instead."""
        within_s = self._options.timeout_s if within_s is None else within_s
        until_s = time.monotonic() + within_s
        got = bytearray()
        while not got.endswith(end):
            if time.monotonic() > until_s:
                what = f"half a line, {bytes(got)!r}" if got else "nothing"
                raise UnavailableError(f"{self._options.port}: {what} in {within_s:g} s")
            if len(got) > LONGEST_LINE:
                raise UnavailableError(f"{self._options.port}: no end of line in {bytes(got)!r}")
            try:
                got += self._port.read(1)
            except OSError as error:
                raise UnavailableError(f"{self._options.port}: unplugged? {error}") from error
        return bytes(got[: -len(end)])
