"""Times as CAP writes them: whole seconds and a numeric offset, never ``Z``."""

import re
from datetime import UTC, datetime, timedelta, timezone

from kawamori.errors import InvalidError

JST = timezone(timedelta(hours=9), "JST")
FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[-+][0-9]{2}:[0-9]{2}")
EXAMPLE = "2026-09-01T14:05:00+09:00"
_FARTHEST = timedelta(hours=14)


def cap_time(moment: datetime) -> str:
    """Return a time in Japan's offset, its fraction of a second left out."""
    return moment.astimezone(JST).isoformat(timespec="seconds")


def whole_second(moment: datetime) -> datetime:
    """Return the time that ``cap_time`` writes."""
    return moment.replace(microsecond=0).astimezone(JST)


def read_time(text: str) -> datetime:
    """Return a time that somebody wrote; ``InvalidError`` says what form it must have."""
    plain = text.strip(" \t\r\n")
    try:
        read = datetime.fromisoformat(plain) if FORM.fullmatch(plain) else None
    except ValueError:
        read = None
    offset = read.utcoffset() if read else None
    if read is None or offset is None or abs(offset) > _FARTHEST:
        raise InvalidError(f"{text!r} is not a time such as {EXAMPLE}")
    return read.replace(tzinfo=UTC) if not offset else read
