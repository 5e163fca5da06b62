"""The days or moments between which a list of messages was sent, as the provider asks for them."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Query

from simulators.sandbox.refusals import RefusedError

DAY = timedelta(days=1)


class Period:
    """``DateSent`` is a day; ``DateSent>`` and ``DateSent<`` are bounds that belong to it."""

    def __init__(
        self,
        day: Annotated[str | None, Query(alias="DateSent")] = None,
        after: Annotated[str | None, Query(alias="DateSent>")] = None,
        before: Annotated[str | None, Query(alias="DateSent<")] = None,
    ) -> None:
        """Refuse what is no date."""
        self._day = _moment("DateSent", day)
        self._after = _moment("DateSent>", after)
        self._before = _moment("DateSent<", before)

    def between(self, now: datetime) -> tuple[datetime, datetime] | None:
        """Return the first and the last moment, or None where all messages are meant."""
        if not (self._day or self._after or self._before):
            return None
        starts, ends = [datetime.min.replace(tzinfo=UTC)], [now]
        if self._day:
            midnight = self._day.replace(hour=0, minute=0, second=0, microsecond=0)
            starts.append(midnight)
            ends.append(midnight + DAY - datetime.resolution)
        starts += [self._after] if self._after else []
        ends += [self._before] if self._before else []
        return max(starts), min(ends)


def _moment(name: str, text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise RefusedError(20001, f"{name} {text!r} is not a date such as 2026-09-01") from None
    return given.replace(tzinfo=UTC) if given.tzinfo is None else given.astimezone(UTC)
