"""Gauges as 川の防災情報 shows them: the current slot, and a file for each slot and station."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

_JAPAN = timezone(timedelta(hours=9))
_SHOWN = timedelta(hours=3)


@dataclass(slots=True)
class JapaneseGauge:
    """One station: stage in metres and a quality code for each time, which tests set."""

    code: str = "0508500400012"
    readings: list[tuple[datetime, Any, int | None]] = field(default_factory=list)


class Japan:
    """The current ten-minute slot, and the stations."""

    def __init__(self) -> None:
        self.gauges: list[JapaneseGauge] = []
        self.current = datetime(2026, 9, 1, 12, 0, tzinfo=_JAPAN)

    def answer(self, path: str, query: Mapping[str, str]) -> object:
        """Return the answer at a path below the files' root; None where there is nothing."""
        del query
        match path.split("/"):
            case ["system", "tmCrntTime.json"]:
                return {"crntObsTime": _clock(self.current)}
            case ["files", "tmlist", "stg", day, slot, name]:
                until = datetime.strptime(f"{day} {slot} +0900", "%Y%m%d %H%M %z")
                found = [g for g in self.gauges if f"{g.code}.json" == name]
                return _list(found[0], until) if found and until <= self.current else None
        return None


def _list(gauge: JapaneseGauge, until: datetime) -> dict[str, object]:
    values = [
        {"obsTime": _clock(at), "stg": stage_m, "stgCcd": quality}
        for at, stage_m, quality in gauge.readings
        if until - _SHOWN <= at <= until
    ]
    return {"min10Values": values, "hrValues": []}


def _clock(at: datetime) -> str:
    return f"{at.astimezone(_JAPAN):%Y/%m/%d %H:%M}"
