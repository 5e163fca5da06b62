"""Responders on duty, asked of the API as phones and headquarters do."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import httpx

from api.testing.asking import Api
from api.testing.responders import KEY, as_responder
from kawamori.responders.people import Skill
from kawamori.storage.areas.voices import set_area_stations
from kawamori.storage.responders.interlock import Place, areas_of
from kawamori.storage.responders.registering import Enrolled
from kawamori.testing.callouts import LAT, LON
from kawamori.testing.responders import enrol
from kawamori.testing.world import World

AROUND = {
    "type": "Polygon",
    "coordinates": [
        [
            [LON - 0.01, LAT - 0.01],
            [LON + 0.01, LAT - 0.01],
            [LON + 0.01, LAT + 0.01],
            [LON - 0.01, LAT + 0.01],
            [LON - 0.01, LAT - 0.01],
        ]
    ],
}
_numbers = count(20_000_000)


class OnDuty:
    """A city whose one gauge is live and calm, and the people whom it sends out."""

    def __init__(self, api: Api, world: World) -> None:
        """Have the gauge speak for the district that tasks lie in."""
        self.api, self.world, self.connection = api, world, world.connection
        self.area_ids = areas_of(self.connection, Place(LON, LAT))
        for area_id in self.area_ids:
            set_area_stations(self.connection, area_id, ["kawabe-bridge"], author="test")
        self.stand(1)

    @property
    def now(self) -> datetime:
        """What time it is."""
        return datetime.now(UTC)

    def ago(self, minutes: float) -> datetime:
        """Return a time of the last hours."""
        return self.now - timedelta(minutes=minutes)

    def stand(self, level: int, *, freshness: str = "live", run_no: int = 0) -> None:
        """Have the gauge stand at a level now."""
        self.world.assess(level, 1.0 + level, at=self.now, freshness=freshness, run_no=run_no)

    def enrol(self, *skills: Skill, pass_until: datetime | None = None) -> Enrolled:
        """Have somebody be fit for tasks."""
        return enrol(
            self.connection,
            KEY,
            number=f"+8190{next(_numbers)}",
            skills=skills or (Skill.GENERAL,),
            pass_until=pass_until,
            now=self.now,
        )

    def wanted(self, who: Enrolled, **differs: Any) -> dict[str, Any]:
        """Return a task at the community centre."""
        task = {"what": "土のう積み", "place": "本町公民館", "lat": LAT, "lon": LON}
        return {"responder_id": who.responder_id, **task, **differs}

    def give(self, who: Enrolled, **differs: Any) -> int:
        """Have headquarters give somebody a task, and return its number."""
        wanted = self.wanted(who, **differs)
        given = self.api.post("/hq/tasks", who="Fumi", json=wanted)
        return int(given.raise_for_status().json()["task_id"])

    def ask(self, who: Enrolled, method: str, path: str, **more: Any) -> httpx.Response:
        """Ask with somebody's key."""
        return as_responder(self.api, who.key, method, f"/responders/me{path}", **more)

    def say(
        self, who: Enrolled, task_id: int, step: str, at: datetime | None = None, **differs: Any
    ) -> httpx.Response:
        """Have a phone say a step of a task."""
        said = {"ref": str(uuid4()), "step": step, "at": (at or self.now).isoformat(), **differs}
        return self.ask(who, "POST", f"/tasks/{task_id}/steps", json=said)

    def order_out(self, who: str = "Elena", **differs: Any) -> list[dict[str, Any]]:
        """Order everybody around the community centre out, and return all orders."""
        wanted = {"geometry": AROUND, "reason": "堤防決壊のおそれ", **differs}
        given = self.api.post("/hq/withdraw-orders", who=who, json=wanted)
        return list(given.raise_for_status().json())

    def task(self, task_id: int) -> dict[str, Any]:
        """Return a task as headquarters' list shows it."""
        shown = self.api.get("/hq/tasks", who="Daichi").json()
        return next(each for each in shown if each["task_id"] == task_id)

    def began(self, task_id: int, minutes: float) -> None:
        """Have a task have been given so long ago."""
        query = "UPDATE responder_tasks SET given_at = %s WHERE task_id = %s"
        self.connection.execute(query, (self.ago(minutes), task_id))

    def no_pass(self, who: Enrolled) -> None:
        """Have somebody's pass be over."""
        query = "UPDATE responder_passes SET valid_until = %s, valid_from = %s"
        where = " WHERE responder_id = %s"
        values = (self.ago(1), self.ago(600), who.responder_id)
        self.connection.execute((query + where).encode(), values)

    def steps(self, task_id: int) -> list[str]:
        """Return the steps of a task."""
        query = "SELECT step FROM responder_task_steps WHERE task_id = %s ORDER BY step_id"
        return [row[0] for row in self.connection.execute(query, (task_id,))]
