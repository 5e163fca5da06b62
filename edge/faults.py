"""What keeps sensors from giving readings: noted as it begins, told in the device's status."""

from datetime import datetime

from kawamori.errors import UnavailableError
from kawamori.wire import FAULT_LIMIT, FaultKind, SensorFault


class FaultyError(UnavailableError):
    """A sensor gives no reading, and knows more of why than that nothing answered."""

    def __init__(self, kind: FaultKind, said: str) -> None:
        super().__init__(said)
        self.kind: FaultKind = kind


class Faults:
    """The faults that stand, by the sensor's name, each since when."""

    def __init__(self) -> None:
        self._standing: dict[str, SensorFault] = {}

    def failed(self, name: str, error: Exception, now: datetime) -> bool:
        """Note why a sensor gave nothing; whether that is news, as other words are not."""
        kind = _kind_of(error)
        before = self._standing.get(name)
        is_news = before is None or before.kind != kind
        since = now if before is None else before.since
        self._standing[name] = SensorFault(kind=kind, said=str(error)[:FAULT_LIMIT], since=since)
        return is_news

    def answered(self, name: str) -> bool:
        """Note that a sensor is well; whether that is news."""
        return self._standing.pop(name, None) is not None

    def told(self) -> dict[str, SensorFault]:
        """Return what a status is to say."""
        return dict(self._standing)


def _kind_of(error: Exception) -> FaultKind:
    if isinstance(error, FaultyError):
        return error.kind
    return "no_answer" if isinstance(error, UnavailableError) else "crashed"
