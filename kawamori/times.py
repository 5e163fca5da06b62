"""Times as whole microseconds since 1970, exactly, and back: what columns and spools hold."""

from datetime import UTC, datetime, timedelta

MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_us(at: datetime) -> int:
    """Return an aware time as microseconds since 1970."""
    return (at - _EPOCH) // MICROSECOND


def from_us(us: int) -> datetime:
    """Return the time that is so many microseconds after 1970."""
    return _EPOCH + us * MICROSECOND


# Of a time as early or as late as a datetime may be, another time zone has no word.
FIRST_US, LAST_US = to_us(datetime(2, 1, 1, tzinfo=UTC)), to_us(datetime(9998, 1, 1, tzinfo=UTC))
