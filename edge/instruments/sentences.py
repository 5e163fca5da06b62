r"""Sensors that say lines of text: ``R1234\r`` of an ultrasonic sensor, ``$SDDBT,…`` of NMEA."""

import re
from functools import reduce
from operator import xor
from typing import Literal

from edge.instruments.answers import Answer
from edge.instruments.ports import Port, PortOptions
from edge.sensors import Options, read_options
from kawamori.errors import InvalidError, UnavailableError

_MAXBOTIX = {
    "maxbotix-mm": (re.compile(rb"R(\d{4})"), 1e-3),
    "maxbotix-cm": (re.compile(rb"R(\d{3})"), 1e-2),
}
_NO_TARGET = {"maxbotix-mm": 9.999, "maxbotix-cm": 7.65}  # what the data sheets' sensors say then
_NUMBER = re.compile(rb"\s*([+-]?\d+(?:\.\d*)?)\s*")


class SentenceOptions(PortOptions, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a line is read: a format, and for NMEA which sentence and which field, from 1."""

    format: Literal["maxbotix-mm", "maxbotix-cm", "nmea", "number"]
    sentence: str = ""
    field: int = 1


class SentenceSource:
    """The newest whole line; the first after opening may be half a line and is passed over."""

    def __init__(self, options: Options) -> None:
        self._options = read_options(SentenceOptions, options)
        if (self._options.format == "nmea") != bool(self._options.sentence):
            raise InvalidError("options: format 'nmea' needs a sentence, and no other has one")

    def ask(self) -> Answer:
        """Return the number in a line: metres for ``maxbotix``, else what the line says."""
        end = b"\r" if self._options.format in _MAXBOTIX else b"\n"
        with Port(self._options) as port:
            port.line(end)
            line = port.line(end)
            while self._options.format == "nmea" and not self._is_ours(line):
                line = port.line(end)
        value = read_line(line.strip(), self._options)
        return Answer(value, repr(line.decode("ascii", "replace").strip()))

    def _is_ours(self, line: bytes) -> bool:
        return line.lstrip(b"$").startswith(self._options.sentence.encode())


def read_line(line: bytes, options: SentenceOptions) -> float:
    """Return the number in a line; ``UnavailableError`` shows the line that is none."""
    if options.format in _MAXBOTIX:
        return _maxbotix(line, options.format)
    if options.format == "nmea":
        return _nmea(line, options)
    return _number(line, line)


def _maxbotix(line: bytes, name: str) -> float:
    pattern, unit_m = _MAXBOTIX[name]
    found = pattern.fullmatch(line)
    if not found:
        raise UnavailableError(f"the line {line!r} is not {name}")
    value = round(int(found[1]) * unit_m, 3)
    if value == _NO_TARGET[name]:
        raise UnavailableError(f"the line {line!r} means that the sensor sees no water")
    return value


def _nmea(line: bytes, options: SentenceOptions) -> float:
    body, star, told = line.removeprefix(b"$").partition(b"*")
    if star and told.upper() != f"{reduce(xor, body, 0):02X}".encode():
        raise UnavailableError(f"the line {line!r} has a wrong checksum")
    fields = body.split(b",")
    if not 0 < options.field < len(fields):
        raise UnavailableError(f"the line {line!r} has no field {options.field}")
    return _number(fields[options.field], line)


def _number(text: bytes, line: bytes) -> float:
    found = _NUMBER.fullmatch(text)
    if not found:
        raise UnavailableError(f"the line {line!r} has no number where one belongs: {text!r}")
    return float(found[1])
