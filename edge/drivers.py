"""Drivers for real hardware: a number in a file, and a command that prints one."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from edge.programs import run_program
from edge.sensors import Options, Reading, read_options
from kawamori.errors import UnavailableError


class FileOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the number is; the result is number x scale + offset.

    With ``max_age_s`` a file that nobody has written for so long is not a reading.
    """

    path: str
    scale: float = 1.0
    offset: float = 0.0
    max_age_s: float | None = None


class FileSensor:
    """A number in a file: what the kernel's IIO drivers offer, or another program leaves."""

    def __init__(self, station_id: str, datastream: str, options: Options) -> None:
        self._station_id = station_id
        self._datastream = datastream
        self._options = read_options(FileOptions, options)

    def sample(self, now: datetime) -> Sequence[Reading]:  # noqa: ARG002 the contract's
        """Return the number; ``UnavailableError`` where there is none or it is old."""
        options = self._options
        path = Path(options.path)
        try:
            number = float(path.read_text())
            written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except (OSError, ValueError) as error:
            raise UnavailableError(f"{path}: {error}") from error
        age_s = (datetime.now(UTC) - written_at).total_seconds()
        if options.max_age_s is not None and age_s > options.max_age_s:
            raise UnavailableError(f"{path} was last written {age_s:.0f} s ago")
        result = number * options.scale + options.offset
        return [Reading(self._station_id, self._datastream, result)]


class CommandOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The program and its arguments; no shell stands between."""

    command: list[str]
    timeout_s: float = 5.0


class Printed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a command prints when a bare number is not enough: a camera's reading, say."""

    result: float
    confidence: float | None = None
    still: str | None = None


_printed = msgspec.json.Decoder(float | Printed | None)


class CommandSensor:
    """A command that prints a number, an object as ``Printed``, or null for nothing to say."""

    def __init__(self, station_id: str, datastream: str, options: Options) -> None:
        self._station_id = station_id
        self._datastream = datastream
        self._options = read_options(CommandOptions, options)

    def sample(self, now: datetime) -> Sequence[Reading]:  # noqa: ARG002 the contract's
        """Return what the command prints; ``UnavailableError`` when it fails or takes too long."""
        command = self._options.command
        said = run_program(command, self._options.timeout_s)
        try:
            printed = _printed.decode(said)
        except msgspec.MsgspecError as error:
            raise UnavailableError(f"{command[0]} printed {said[:80]!r}: {error}") from error
        if printed is None:
            return []
        if isinstance(printed, float):
            printed = Printed(printed)
        return [
            Reading(
                self._station_id,
                self._datastream,
                printed.result,
                printed.confidence,
                printed.still,
            )
        ]
