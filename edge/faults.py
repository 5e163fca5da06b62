"""What keeps sensors from giving readings: noted as it begins, told in the device's status."""

from datetime import datetime, timedelta
from typing import NamedTuple

from edge.clock import Moment
from kawamori.errors import KawamoriError, UnavailableError
from kawamori.wire import FAULT_LIMIT, FaultKind, SensorFault


class FaultyError(UnavailableError):
    """A sensor gives no reading, and knows more of why than that nothing answered."""

    def __init__(self, kind: FaultKind, said: str) -> None:
        super().__init__(said)
        self.kind: FaultKind = kind


class _Fault(NamedTuple):
    kind: FaultKind
    said: str
    began_s: float  # by the stopwatch, which is right where the clock is not


class Faults:
    """The faults that stand, by the sensor's name, each since when."""

    def __init__(self, speed: float = 1.0) -> None:
        """Begin without any; ``speed`` is of the run's time, by the stopwatch."""
        self._standing: dict[str, _Fault] = {}
        self._speed = speed

    def failed(self, name: str, error: Exception, moment: Moment) -> bool:
        """Note why a sensor gave nothing; whether that is news, as other words are not."""
        kind = _kind_of(error)
        before = self._standing.get(name)
        began_s = moment.stopwatch_s if before is None else before.began_s
        said = str(error).replace("\0", "")[:FAULT_LIMIT]
        self._standing[name] = _Fault(kind, said, began_s)
        return before is None or before.kind != kind

    def answered(self, name: str) -> bool:
        """Note that a sensor is well; whether that is news."""
        return self._standing.pop(name, None) is not None

    def told(self, moment: Moment) -> dict[str, SensorFault]:
        """Return what a status is to say, dated by the clock as it is now."""
        return {
            name: SensorFault(kind=fault.kind, said=fault.said, since=self._since(fault, moment))
            for name, fault in self._standing.items()
        }

    def _since(self, fault: _Fault, moment: Moment) -> datetime:
        return moment.at - timedelta(seconds=(moment.stopwatch_s - fault.began_s) * self._speed)


def _kind_of(error: Exception) -> FaultKind:
    if isinstance(error, FaultyError):
        return error.kind
    return "no_answer" if isinstance(error, KawamoriError) else "crashed"
