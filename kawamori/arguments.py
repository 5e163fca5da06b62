"""What may stand in a command's arguments."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from kawamori.errors import InvalidError


def moment(text: str) -> datetime:
    """Return the aware time in an argument, such as 2026-09-01T03:10:00+09:00."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a time such as 2026-09-01T03:10:00+09:00"
        ) from None
    if given.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} needs an offset, such as +09:00 or Z")
    return given.astimezone(UTC)


def content_and_name(file: str) -> tuple[bytes, str]:
    """Return what is in a file that an argument names, and how to call it; - is stdin."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(), "stdin"
        return Path(file).read_bytes(), file
    except OSError as error:
        raise InvalidError(f"{file}: {error.strerror}: name a file that can be read") from error
