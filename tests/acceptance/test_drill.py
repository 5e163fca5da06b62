"""A drill from raise to all-clear: the chronology tells each step in order, by whom, also on paper.

`pytest -s tests/acceptance/test_drill.py` prints it.
"""

import io
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pypdf
import pytest
from pydantic import SecretStr

from alerting.assess import Judge
from api.testing.serving import serve
from kawamori.runs import Run, Status
from kawamori.settings import Settings
from kawamori.staff import Role
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.connections import connect
from kawamori.storage.runs import end_run, start_run
from kawamori.testing.areas import settle_districts
from kawamori.testing.staff import employ
from kawamori.testing.town import Town

pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

SPEED = 1200.0  # twenty minutes a second
FIVE_MINUTES = timedelta(minutes=5)
STAFF: dict[str, Role] = {"森 葵": "commander", "林 文": "operator", "北 恵子": "branch"}
RISING = [0.5, 0.8, 1.2, 1.6, 2.1, 2.6, 3.1, 3.6, 4.2, 4.3, 4.4]
FALLING = [4.2, 3.7, 3.2, 2.7, 2.2, 1.7, 1.2, *[0.6] * 48]  # an alert ends after three quiet hours


@dataclass(slots=True)
class Drill:
    """A rehearsal that goes fast: its river, who judges it, and who sits at headquarters."""

    town: Town
    judge: Judge
    run: Run
    url: str

    def let_the_river_stand(self, stages_m: Iterable[float]) -> None:
        """Let readings come in five minutes apart by the drill's clock, and judge each."""
        for stage_m in stages_m:
            at = self.run.now(datetime.now(UTC))
            self.town.store([(at, stage_m)], run_no=self.run.run_no)
            while self.judge.step():
                pass
            time.sleep(FIVE_MINUTES.total_seconds() / SPEED)

    def post(self, who: str, path: str, **said: object) -> Any:
        """Do something as somebody."""
        answer = httpx.post(
            f"{self.url}/hq/{path}",
            params={"run": self.run.run},
            headers={"Authorization": f"Bearer {key_of(who)}"},
            json=said,
        )
        return answer.raise_for_status().json()

    def get(self, path: str, **asked: object) -> httpx.Response:
        """Ask something."""
        answer = httpx.get(
            f"{self.url}/hq/{path}",
            params={"run": self.run.run, **asked},  # type: ignore[arg-type]
            headers={"Authorization": f"Bearer {key_of('北 恵子')}"},
            timeout=60,
        )
        return answer.raise_for_status()

    def open_alert(self) -> dict[str, Any]:
        """Return the one alert that is open."""
        [alert] = self.get("alerts", open=True).json()["features"]
        return dict(alert["properties"])


def key_of(person: str) -> str:
    return f"{person.encode().hex()}-has-this-key"


@pytest.fixture
def drill(database: str) -> Iterator[Drill]:
    with connect(database, name="tests") as connection:
        town = Town(connection, datetime.now(UTC))
        settle_districts(connection)
        set_area_stations(connection, "kawara", ["kawabe-bridge"], author="test")
        for person, role in STAFF.items():
            employ(connection, person, role, key=key_of(person))
        now = datetime.now(UTC)
        run = start_run(
            connection,
            "drill",
            Status.EXERCISE,
            network="city",
            wall_started_at=now,
            sim_started_at=now,
            speed=SPEED,
        )
        judge = Judge(database, lambda: datetime.now(UTC))
        with serve(Settings(database_url=SecretStr(database))) as served:
            yield Drill(town, judge, run, served.url)
        judge.forget()


def test_a_drill_is_told_from_raise_to_all_clear_with_names_in_order(drill: Drill) -> None:
    drill.let_the_river_stand(RISING)
    alert_id = drill.open_alert()["alert_id"]
    drill.post("林 文", f"alerts/{alert_id}/acknowledge")
    drill.post(
        "北 恵子",
        "chronology",
        entry_key="0b9d6a1e-7d2f-4f7e-9a3c-1c6f5d0f2a11",
        kind="information",
        body="川原町で道路冠水",
        source="巡視員",
        way="radio",
    )
    drafted = drill.post(
        "林 文",
        "orders",
        alert_level=4,
        areas=["kawara", "minato"],
        reason="氾濫危険水位に到達",
        shelter="川辺小学校",
    )
    order = f"orders/{drafted['order_id']}"
    released = drill.post("森 葵", f"{order}/release")
    hand_off = released["hand_offs"][0]["hand_off_id"]
    drill.post("林 文", f"{order}/hand-offs/{hand_off}/tick")
    drill.let_the_river_stand(FALLING)
    drill.post("森 葵", f"{order}/lift")
    end_run(drill.town.connection, "drill", datetime.now(UTC))

    entries = drill.get("chronology", oldest_first=True, limit=500).json()["entries"]
    told = [entry["words_ja"] for entry in entries]
    for entry in entries:
        print(entry["recorded_at"][11:19], entry["words_ja"], entry["person"] or "")  # noqa: T201 to be read

    assert told[0] == "訓練「drill」開始"
    assert told[-1] == "訓練「drill」終了"
    steps = [
        (None, "氾濫注意水位（水位2）に到達、警戒開始"),
        (None, "氾濫危険水位（水位4）へ上昇"),
        ("林 文", "：確認"),
        ("北 恵子", "【情報】川原町で道路冠水（巡視員・無線）"),
        ("林 文", "［川原町・港町］を起案　理由：氾濫危険水位に到達"),
        ("森 葵", "［川原町・港町］を発令"),
        (None, "住民へ通知：避難指示 第1号 発令"),
        ("林 文", "第1号の文面を防災行政無線へ引渡し済み"),
        (None, "へ低下"),
        (None, "警戒終了　水位 0.60 m［本部］"),
        ("森 葵", "［川原町・港町］を解除"),
    ]
    places = [
        next(
            place
            for place, entry in enumerate(entries)
            if words in entry["words_ja"] and entry["person"] == person
        )
        for person, words in steps
    ]
    assert places == sorted(places)
    known = [entry["recorded_at"] for entry in entries]
    assert known == sorted(known)
    paper = on_paper(drill)
    assert [words for words in told if "".join(words.split()) not in paper] == []


def on_paper(drill: Drill) -> str:
    """Return what the PDF says, without the breaks of its lines."""
    made = drill.get("chronology.pdf").content
    sheets = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages]
    assert all("【訓練】" in sheet for sheet in sheets)
    return "".join("".join(sheets).split())
