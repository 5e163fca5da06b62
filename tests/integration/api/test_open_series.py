"""Anybody takes a week of a station's readings away: those that are confirmed, and no others."""

import csv
import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from api.testing.asking import Api
from api.testing.serving import serve
from kawamori.observations import Flag
from kawamori.testing.world import NOW

if TYPE_CHECKING:
    from kawamori.testing.world import World

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

PATH = "/public/stations/kawabe-bridge/series.csv"
TEN_MINUTES = timedelta(minutes=10)


def told(api: "Api", query: str) -> list[tuple[datetime, str, str]]:
    answer = api.get(f"{PATH}{query}", who=None).raise_for_status()
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    return [(datetime.fromisoformat(r["observed_at"]), r["stage_m"], r["n"]) for r in rows]


def test_what_is_doubted_or_not_public_yet_is_left_out(api: "Api", world: "World") -> None:
    times = [NOW - k * TEN_MINUTES for k in range(4, -1, -1)]
    for at, stage_m in zip(times, (1.1, 9.9, 1.3, 1.4, 7.7), strict=True):
        world.observe(at, stage_m)
    world.flag(times[1], Flag.SPIKE)
    world.assess(4, 7.7, at=times[4], public_level=1)
    world.connection.execute("UPDATE latest_assessments SET public_observed_at = %s", (times[3],))
    world.observe(NOW - timedelta(days=8), 0.5)

    week = "?start=2026-08-25T12:00:00Z&end=2026-09-01T12:00:00Z"
    assert told(api, week) == [
        (times[0], "1.1", "1"),
        (times[2], "1.3", "1"),
        (times[3], "1.4", "1"),
    ]


def test_it_is_a_week_at_the_most_and_said_once(api: "Api", world: "World") -> None:
    world.observe(NOW, 1.1)
    world.assess(1, 1.1)

    first = api.get(PATH, who=None)
    with api.browser() as browser:
        again = browser.get(PATH, headers={"If-None-Match": first.headers["etag"]})
    long = api.get(f"{PATH}?start=2026-08-01T00:00:00Z&end=2026-08-09T00:00:00Z", who=None)

    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"].startswith("public, max-age=60")
    assert "a week at a time" in long.json()["error"]["message"]
    assert api.get("/public/stations/nowhere/series.csv", who=None).status_code == 404
    assert (
        api.get(f"{PATH}?end=0001-01-01T00:00:00Z", who=None).json()["error"]["code"] == "invalid"
    )


def test_a_rehearsal_shown_in_place_of_reality_says_so_in_each_line_and_in_its_name(
    api: "Api", world: "World"
) -> None:
    drill = world.start_drill("drill")
    for run_no in (0, drill.run_no):
        world.observe(NOW, 1.1, run_no=run_no)
        world.assess(1, 1.1, run_no=run_no)
    week = f"{PATH}?start=2026-08-27T00:00:00Z&end=2026-09-02T00:00:00Z"

    def last_and_name(api: "Api") -> tuple[str, str]:
        answer = api.get(week, who=None).raise_for_status()
        return answer.text.split()[-1], answer.headers["content-disposition"]

    line, name = last_and_name(api)
    assert (line[-7:], name) == (",actual", 'attachment; filename="kawabe-bridge.csv"')
    with serve(api.settings.model_copy(update={"public_run": "drill"})) as served:
        line, name = last_and_name(Api(served, api.settings))
    assert (line[-9:], name) == (",exercise", 'attachment; filename="kawabe-bridge.exercise.csv"')
