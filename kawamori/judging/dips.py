"""What only judging remembers of alerts: which levels the river is below now, and since when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from kawamori.alerts import Alert, Side
from kawamori.levels import GaugeLevel

NOT_LEFT = np.iinfo(np.int64).min
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(slots=True)
class Dips:
    """Since when each river is clearly below each level of its alert: (levels, stations)."""

    hq_us: NDArray[np.int64]  # microseconds since 1970
    public_us: NDArray[np.int64]
    is_unsure: NDArray[np.bool_]  # (stations): headquarters' level is not borne out yet
    is_any: NDArray[np.bool_]  # (stations): below any level, on either side

    @classmethod
    def of(cls, levels: int, stations: int) -> "Dips":
        """No river is below its alert's level."""
        return cls(
            np.full((levels, stations), NOT_LEFT),
            np.full((levels, stations), NOT_LEFT),
            np.zeros(stations, dtype=np.bool_),
            np.zeros(stations, dtype=np.bool_),
        )

    def note(self, row: int, alert: Alert) -> None:
        """Remember what an alert says of the river."""
        for since_us, side in ((self.hq_us, alert.hq), (self.public_us, alert.public)):
            since_us[:, row] = NOT_LEFT
            for level, left_at in side.left:
                since_us[level - 1, row] = (left_at - _EPOCH) // _MICROSECOND
        self.is_unsure[row] = alert.hq.is_unsure
        self.is_any[row] = bool(alert.hq.left or alert.public.left)

    def forget(self, row: int) -> None:
        """Remember nothing: no alert stands."""
        self.hq_us[:, row] = self.public_us[:, row] = NOT_LEFT
        self.is_unsure[row] = self.is_any[row] = False

    def put_back(self, row: int, alert: Alert) -> Alert:
        """Return an alert with what is remembered of it."""
        hq = _with(alert.hq, self.hq_us[:, row], is_unsure=bool(self.is_unsure[row]))
        return replace(alert, hq=hq, public=_with(alert.public, self.public_us[:, row]))


def _with(side: Side, since_us: NDArray[np.int64], *, is_unsure: bool = False) -> Side:
    return replace(side, left=tuple(_left(since_us)), is_unsure=is_unsure)


def _left(since_us: NDArray[np.int64]) -> Iterator[tuple[GaugeLevel, datetime]]:
    for rung in np.flatnonzero(since_us != NOT_LEFT).tolist():
        yield GaugeLevel(rung + 1), _EPOCH + int(since_us[rung]) * _MICROSECOND
