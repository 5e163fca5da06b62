"""When each sensor's turn is: on the full interval of the run's clock, whatever that does."""

from dataclasses import dataclass

from edge.clock import Moment
from edge.sensors import Sensor
from kawamori.errors import InvalidError

_TOO_SOON = 0.1  # of an interval: a turn that came a little early is not taken twice


@dataclass(slots=True)
class Turn:
    """A sensor and its interval in the run's seconds; ``due_s`` is by the stopwatch."""

    sensor: Sensor
    interval_s: float
    name: str = ""
    due_s: float = 0.0

    def __post_init__(self) -> None:
        """Refuse an interval that never passes."""
        if not self.interval_s > 0:
            raise InvalidError(f"sensor {self.name}: interval_s {self.interval_s} must be above 0")

    def set_next(self, moment: Moment, speed: float) -> None:
        """Make the next turn due on the next full interval.

        It is never more than an interval and a little away, however the clock was set.
        """
        wait_s = self.interval_s - moment.at.timestamp() % self.interval_s
        if wait_s < _TOO_SOON * self.interval_s:
            wait_s += self.interval_s
        self.due_s = moment.stopwatch_s + wait_s / speed
