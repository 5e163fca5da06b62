"""A timeline: what the gauge reads at each time, and how things must stand then."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kawamori.testing.town import KAWABE, Town

_STATE = """
SELECT level, public_level, freshness FROM latest_assessments
WHERE run_no = %s AND station_id = %s
"""
_STEPS = """
SELECT transition_id, audience || ' ' || kind || ' ' || to_level FROM transitions
JOIN alerts USING (alert_id, run_no)
WHERE run_no = %s AND station_id = %s AND transition_id > %s ORDER BY transition_id
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One moment: a reading or none (``-``), the levels, and the steps since the last line."""

    at: datetime
    stage_m: float | None
    levels: str
    steps: list[str]


class Timeline:
    """Plays a table against the real engine, one line at a time, and compares.

    A line reads ``10:20 | 2.05 | 2/2 | hq raise 2, public raise 2``: the time, the stage
    in metres, headquarters' and the public's level, and every step that the line must
    cause, in any order. ``-`` for the stage lets time pass without a reading; levels left
    out are not compared, steps always are. After midnight the hours go on: 25:00.
    """

    def __init__(
        self, town: Town, assess: Callable[[], None], sweep: Callable[[], object], run_no: int = 0
    ) -> None:
        """Begin at the town's own time."""
        self._town = town
        self._assess = assess
        self._sweep = sweep
        self._run_no = run_no
        self._seen = 0

    def go_on_with(self, assess: Callable[[], None]) -> None:
        """Have another engine judge from here on."""
        self._assess = assess

    def play(self, table: str) -> None:
        """Play a table from its first line to its last; ``AssertionError`` names the line."""
        for line in self._lines(table):
            self._town.now = max(self._town.now, line.at)
            if line.stage_m is None:
                self._sweep()
            else:
                self._town.store([(line.at, line.stage_m)], run_no=self._run_no)
            self._assess()
            levels, steps = self._levels(), self._steps()
            if line.levels and levels != line.levels:
                raise AssertionError(f"{line}: levels are {levels}")
            if sorted(steps) != sorted(line.steps):
                raise AssertionError(f"{line}: steps are {steps}")

    def _lines(self, table: str) -> Iterator[Line]:
        midnight = self._town.now.replace(hour=0, minute=0, second=0, microsecond=0)
        for text in filter(None, (line.strip() for line in table.splitlines())):
            at, stage, levels, steps = (*(cell.strip() for cell in text.split("|")), "", "")[:4]
            hours, minutes = at.split(":")
            since = timedelta(hours=int(hours), minutes=int(minutes))
            wanted = [step.strip() for step in steps.split(",") if step.strip()]
            yield Line(midnight + since, None if stage == "-" else float(stage), levels, wanted)

    def _levels(self) -> str:
        row = self._town.connection.execute(_STATE, (self._run_no, KAWABE)).fetchone()
        return f"{row[0]}/{row[1]}" + ("" if row[2] == "live" else f" {row[2]}") if row else ""

    def _steps(self) -> list[str]:
        key = (self._run_no, KAWABE, self._seen)
        rows = self._town.connection.execute(_STEPS, key).fetchall()
        self._seen = max([self._seen, *(row[0] for row in rows)])
        return [row[1] for row in rows]
