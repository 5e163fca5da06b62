"""When each sensor's turn is: on the full interval of the run's clock, whatever that does."""

from collections.abc import Sequence
from dataclasses import dataclass

from edge.adaptive import Waking
from edge.clock import Moment
from edge.sensors import Reading, Sensor
from kawamori.errors import InvalidError

_TOO_SOON = 0.1  # of an interval: a turn that came a little early is not taken twice


@dataclass(slots=True)
class Turn:
    """A sensor and its interval in the run's seconds; ``due_s`` is by the stopwatch.

    With ``waking`` the interval is shorter while the water is high or rises.
    """

    sensor: Sensor
    interval_s: float
    name: str = ""
    due_s: float = 0.0
    waking: Waking | None = None

    def __post_init__(self) -> None:
        """Refuse an interval that never passes."""
        if not self.interval_s > 0:
            raise InvalidError(f"sensor {self.name}: interval_s {self.interval_s} must be above 0")

    def take(self, moment: Moment, speed: float) -> Sequence[Reading]:
        """Ask the sensor, decide when its next turn is, and return what is to be sent."""
        self.set_next(moment, speed)
        if self.waking is None:
            return self.sensor.sample(moment.at)
        try:
            readings = self.sensor.sample(moment.at)
        except Exception:
            self.waking.failed()
            raise
        wanted = self.waking.take(readings, moment, speed)
        self.set_next(moment, speed)
        return wanted

    def set_next(self, moment: Moment, speed: float) -> None:
        """Make the next turn due on the next full interval.

        It is never more than an interval and a little away, however the clock was set.
        """
        interval_s = self.waking.interval_s if self.waking else self.interval_s
        wait_s = interval_s - moment.at.timestamp() % interval_s
        if wait_s < _TOO_SOON * interval_s:
            wait_s += interval_s
        self.due_s = moment.stopwatch_s + wait_s / speed
