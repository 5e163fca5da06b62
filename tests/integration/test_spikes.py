"""A fault of 3.83 m is headquarters' alone: no public answer ever holds it, at whatever time."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from alerting.assess import Judge
from api.testing.serving import serve
from kawamori.judging.rulings import Verdict
from kawamori.settings import Settings
from kawamori.storage.connections import Connection, connect
from kawamori.storage.judged.rulings import add_ruling
from kawamori.storage.readings.rollups import refresh_rollups
from kawamori.testing.staff import employ
from kawamori.testing.town import KAWABE, Town

KEY = "aoi-commands-headquarters"
SERIES = f"/public/stations/{KAWABE}/series"
STEPS_M = (0.01, 0.0, 0.02, 0.01)


class Watched:
    """A town, its judge, and its API as everybody and as headquarters see it."""

    def __init__(self, url: str, connection: Connection, stack: ExitStack) -> None:
        self.town = Town(connection)
        self.judge = Judge(url, self.town.wall)
        stack.callback(self.judge.forget)
        employ(connection, "Aoi", "commander", key=KEY)
        settings = Settings(database_url=SecretStr(url))
        served = stack.enter_context(serve(settings, self.town.wall))
        self._browser = stack.enter_context(httpx.Client(base_url=served.url, timeout=10))

    def observe(self, *stages_m: float, every: timedelta = timedelta(minutes=10)) -> None:
        """Let readings arrive one by one; after each, before and after it is judged, look."""
        for stage_m in stages_m:
            self.town.observe(stage_m, every=every)
            self.look()
            while self.judge.step():
                pass
            self.look()

    def rule(self, verdict: Verdict) -> None:
        """Have a person say what the last jump was, and judging obey."""
        row = self.town.connection.execute("SELECT max(alert_id) FROM alerts").fetchone()
        assert row is not None
        self.town.now += timedelta(minutes=1)
        said = {"person": "Aoi", "role": "commander", "reason": "seen from the bridge"}
        add_ruling(self.town.connection, row[0], verdict, **said, now=self.town.now)
        while self.judge.step():
            pass

    def roll_up(self) -> None:
        """Make the roll-ups that are due, and look."""
        refresh_rollups(self.town.connection, self.town.now)
        self.look()

    def look(self) -> None:
        """Read all that everybody may read; nothing in it is near 3.83 m."""
        for path in ("/public/stations", "/public/alerts", *self.charts(SERIES)):
            for number in _numbers(self.get(path)):
                assert not 3 < number < 4.5, (path, number)

    def charts(self, path: str) -> Iterator[str]:
        """Yield a station's charts: by reading, by hour and by day."""
        for back in (timedelta(hours=6), timedelta(days=100), timedelta(days=4000)):
            start, end = self.town.now - back, self.town.now + timedelta(minutes=1)
            yield f"{path}?start={_iso(start)}&end={_iso(end)}&points=100"

    def get(self, path: str) -> Any:
        answer = self._browser.get(path, headers={"Authorization": f"Bearer {KEY}"})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def marked(self) -> list[tuple[float, list[str]]]:
        """Return what headquarters is shown as marked, in the last hours."""
        path = next(self.charts(SERIES.replace("/public/", "/hq/")))
        marked = [
            (m["result"], {"jump", "spike"} & {*m["flags"]}) for m in self.get(path)["marked"]
        ]
        return [(result, sorted(flags)) for result, flags in marked if flags]

    def public_stages(self) -> list[float]:
        return [point["max"] for point in self.get(next(self.charts(SERIES)))["points"]]


@pytest.fixture
def watched(database: str) -> Iterator[Watched]:
    with connect(database, name="tests") as connection, ExitStack() as stack:
        yield Watched(database, connection, stack)


def test_a_spike_is_in_no_public_answer_before_or_after_the_next_reading(
    watched: Watched,
) -> None:
    watched.observe(0.84, 0.85, 0.84)

    watched.observe(3.83)
    assert watched.marked() == [(3.83, ["jump"])]

    watched.observe(0.85, 0.86)
    assert watched.marked() == [(3.83, ["spike"])]
    assert watched.public_stages() == [0.84, 0.85, 0.84, 0.85, 0.86]


def test_a_spike_is_in_no_roll_up_either(watched: Watched) -> None:
    """The last reading of an hour jumps, and the hour is rolled up before it is settled."""
    watched.observe(*(0.84 + step_m for step_m in STEPS_M), 3.83)
    watched.town.now += timedelta(hours=2)
    watched.roll_up()
    assert _highest(watched.town.connection) < 1

    watched.observe(*(0.84 + step_m for step_m in STEPS_M * 3), every=timedelta(hours=2))
    watched.roll_up()

    assert _highest(watched.town.connection) < 1
    assert watched.marked() == []  # it is long ago
    row = watched.town.connection.execute("SELECT result FROM observations ORDER BY 1 DESC")
    assert row.fetchall()[0] == (3.83,)  # kept, as it was measured


def test_a_surge_that_is_confirmed_is_shown_in_full_and_rolled_up(watched: Watched) -> None:
    watched.observe(0.84, 0.85, 1.75)
    assert watched.marked() == [(1.75, ["jump"])]
    assert watched.public_stages() == [0.84, 0.85]

    watched.observe(1.95, 2.0, 2.1, 2.15, 2.2, 2.3)
    watched.town.now += timedelta(hours=2)
    watched.roll_up()

    assert watched.marked() == []
    assert watched.public_stages()[:4] == [0.84, 0.85, 1.75, 1.95]
    assert _highest(watched.town.connection) >= 2


def test_a_fault_that_falls_below_the_river_is_a_spike_and_the_surge_beside_it_is_none(
    watched: Watched,
) -> None:
    """Two jumps to different sides: what is settled is settled for each."""
    watched.observe(0.84, 0.85, 3.83, -2.0, 0.86)

    assert watched.marked() == [(3.83, ["spike"]), (-2.0, ["spike"])]
    assert watched.public_stages() == [0.84, 0.85, 0.86]


def test_a_spike_that_arrives_late_is_in_no_public_answer(watched: Watched) -> None:
    watched.observe(0.84, 0.85)
    gap = [watched.town.now + timedelta(minutes=10 * k) for k in range(1, 7)]
    watched.town.now = gap[-1]
    watched.observe(0.86, 0.85, 0.86)

    watched.town.store(zip(gap, [0.85, 0.86, 3.83, 3.83, 0.85, 0.84], strict=True))
    watched.look()
    while watched.judge.step():
        pass
    watched.look()

    assert watched.marked() == [(3.83, ["spike"]), (3.83, ["spike"])]
    assert len(watched.public_stages()) == 9


@pytest.mark.parametrize(
    ("verdict", "flags", "charted"), [(Verdict.SPIKE, [["spike"]], 2), (Verdict.SURGE, [], 3)]
)
def test_what_a_person_settles_is_settled_on_every_chart(
    watched: Watched, verdict: Verdict, flags: list[list[str]], charted: int
) -> None:
    watched.observe(0.84, 0.85, 2.9)
    assert watched.marked() == [(2.9, ["jump"])]
    assert len(watched.public_stages()) == 2

    watched.rule(verdict)

    assert [each for _, each in watched.marked()] == flags
    assert len(watched.public_stages()) == charted


def test_flags_are_kept_one_after_the_other_each_with_its_reason(watched: Watched) -> None:
    watched.observe(0.84, 3.83, 0.85)

    rows = watched.town.connection.execute(
        "SELECT reason, author FROM observation_flags ORDER BY recorded_at"
    )
    assert rows.fetchall() == [
        ("jump, rate_of_change", "judging"),
        ("spike, outlier", "judging"),
    ]


def test_a_judge_that_starts_again_between_jump_and_settlement_settles_it(
    watched: Watched,
) -> None:
    watched.observe(0.84, 0.85, 3.83)
    watched.judge.forget()

    watched.observe(0.86)

    assert watched.marked() == [(3.83, ["spike"])]


def _highest(connection: Connection) -> float:
    row = connection.execute("SELECT max(max_result) FROM hourly_rollups").fetchone()
    assert row is not None
    return float(row[0])


def _numbers(value: Any, name: str = "") -> Iterator[float]:
    """Yield every number in some JSON but the thresholds and places."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in ("thresholds", "geometry"):
                yield from _numbers(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _numbers(inner, name)
    elif isinstance(value, float):
        yield value
    elif isinstance(value, str) and "3.83" in value:
        raise AssertionError(json.dumps(value))


def _iso(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
