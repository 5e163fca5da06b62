"""What may stand in a command's arguments."""

import argparse
from datetime import UTC, datetime


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
