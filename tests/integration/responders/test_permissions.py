"""Who may do what with responders: a test for each cell of the table, asked of the real API.

Each cell has a responder of its own to ask as and another to be acted upon, both of whom are
fit, so that what is refused is refused for who asks and for nothing else.
"""

import base64
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from pydantic import SecretStr

from api.app import create_app
from api.testing.asking import Api, employ_all
from api.testing.responders import ASKED, CODE, KEY, as_responder, cover, send_codes
from api.testing.serving import serve
from kawamori.people import PhoneNumber
from kawamori.responders.people import BRIEFING, Step
from kawamori.settings import Settings
from kawamori.storage.connections import Connection, connect
from kawamori.storage.responders.registering import register
from kawamori.storage.responders.steps import By, step_responder
from kawamori.storage.templates import copy_template, drop_database
from kawamori.testing.responders import enrol, signed_up, wish
from kawamori.testing.waiting import until
from kawamori.testing.world import World

WHO = {
    "on_pass": "a responder with a pass that holds",
    "expired": "a responder whose pass has ended",
    "withdrawn": "a responder who has been withdrawn",
    "branch": "Elena",
    "operator": "Fumi",
    "commander": "Aoi",
    "viewer": "Daichi",
    "stranger": "Ben, a resident, who has no key",
}
RESPONDERS = ("on_pass", "expired", "withdrawn")
# What each is answered, in the order above. 404: let through, and there is nothing to act upon.
TABLE = """
POST   /responders                             202 202 202 202 202 202 202 202
POST   /responders/{registration_id}/verify    200 200 200 200 200 200 200 200
GET    /responders/keys                        200 200 200 200 200 200 200 200
GET    /responders/me                          200 200 200 401 401 401 401 401
POST   /responders/me/briefing                 204 204 204 401 401 401 401 401
GET    /responders/me/pass                     200 403 403 401 401 401 401 401
DELETE /responders/me                          204 204 204 401 401 401 401 401
GET    /responders/me/asks                     200 403 403 401 401 401 401 401
POST   /responders/me/asks/{callout_id}/answer 404 403 403 401 401 401 401 401
GET    /hq/responders                          401 401 401 200 200 200 200 401
GET    /hq/responders/{responder_id}           401 401 401 200 200 200 200 401
POST   /hq/responders/{responder_id}/approve   401 401 401 200 200 200 403 401
POST   /hq/responders/{responder_id}/refuse    401 401 401 200 200 200 403 401
POST   /hq/responders/{responder_id}/withdraw  401 401 401 200 200 200 403 401
POST   /hq/responders/{responder_id}/skills/{skill}/check 401 401 401 200 200 200 403 401
POST   /hq/responders/{responder_id}/covers    401 401 401 201 201 201 403 401
POST   /hq/responders/{responder_id}/passes    401 401 401 201 201 201 403 401
POST   /hq/responders/passes/{pass_id}/withdraw 401 401 401 200 200 200 403 401
POST   /hq/responders/{responder_id}/emergency 401 401 401 403 200 200 403 401
GET    /hq/readiness                           401 401 401 200 200 200 200 401
GET    /hq/callouts                            401 401 401 200 200 200 200 401
POST   /hq/callouts                            401 401 401 403 201 201 403 401
GET    /hq/callouts/{callout_id}               401 401 401 404 404 404 404 401
POST   /hq/callouts/{callout_id}/cancel        401 401 401 403 404 404 403 401
GET    /hq/tasks                               401 401 401 200 200 200 200 401
POST   /hq/tasks                               401 401 401 409 409 409 403 401
POST   /hq/tasks/{task_id}/revoke              401 401 401 404 404 404 403 401
POST   /hq/tasks/{task_id}/account             401 401 401 404 404 404 403 401
POST   /hq/interlock/check                     401 401 401 200 200 200 403 401
POST   /hq/interlock/{area_id}/override        401 401 401 403 403 404 403 401
GET    /hq/responders/map                      401 401 401 200 200 200 200 401
GET    /hq/responders/hours.csv                401 401 401 200 200 200 200 401
GET    /hq/withdraw-orders                     401 401 401 200 200 200 200 401
POST   /hq/withdraw-orders                     401 401 401 201 201 201 403 401
POST   /hq/withdraw-orders/{withdraw_id}/people/{responder_id}/account \
                                               401 401 401 404 404 404 403 401
GET    /hq/incidents                           401 401 401 200 200 200 200 401
GET    /hq/incidents/{report_id}/picture       401 401 401 404 404 404 404 401
GET    /responders/me/tasks                    200 200 200 401 401 401 401 401
POST   /responders/me/tasks/{task_id}/steps    404 403 403 401 401 401 401 401
POST   /responders/me/safe                     200 200 200 401 401 401 401 401
POST   /responders/me/positions                409 409 409 401 401 401 401 401
POST   /responders/me/reports                  200 403 403 401 401 401 401 401
"""
FAMILY = (
    "/responders",
    "/hq/responders",
    "/hq/readiness",
    "/hq/callouts",
    "/hq/tasks",
    "/hq/incidents",
    "/hq/interlock",
    "/hq/withdraw-orders",
)
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[138.9, 35.0], [139.0, 35.0], [139.0, 35.1], [138.9, 35.0]]],
}
OF_THOSE_WHO_WAIT = ("/approve", "/refuse")


class Cell(NamedTuple):
    """One cell of the table: who asks for what, and the status of the answer."""

    who: str
    method: str
    path: str
    status: int

    def __str__(self) -> str:
        return f"{self.who}: {self.method} {self.path}"


def cells() -> list[Cell]:
    found = []
    for line in TABLE.strip().splitlines():
        method, path, *statuses = line.split()
        found += [
            Cell(who, method, path, int(status)) for who, status in zip(WHO, statuses, strict=True)
        ]
    return found


@dataclass
class Desk:
    """An API over a database that all cells share, and numbers that nobody else has."""

    api: Api
    connection: Connection
    numbers: Iterator[int] = field(default_factory=lambda: count(10_000_000))

    def number(self) -> str:
        return f"090{next(self.numbers)}"

    def asker(self, who: str) -> str:
        """Return the key of a responder who is what the column says."""
        now = datetime.now(UTC)
        made = enrol(self.connection, KEY, number=self.number(), now=now)
        if who == "expired":
            self.connection.execute(
                "UPDATE responder_passes SET valid_from = now() - interval '2 h',"
                " valid_until = now() - interval '1 min' WHERE responder_id = %s",
                (made.responder_id,),
            )
        elif who == "withdrawn":
            by = By("Aoi", "commander", now)
            step_responder(self.connection, made.responder_id, Step.WITHDRAW, by, "x")
        return made.key

    def acted_upon(self, path: str) -> dict[str, object]:
        """Return what the path's blanks stand for: somebody to be acted upon, and their pass."""
        now = datetime.now(UTC)
        if path.endswith(OF_THOSE_WHO_WAIT):
            made = signed_up(self.connection, KEY, self.number(), wish(), now)
        else:
            made = enrol(self.connection, KEY, number=self.number(), skills=["boat"], now=now)
        query = "SELECT max(pass_id) FROM responder_passes WHERE responder_id = %s"
        [(pass_id,)] = self.connection.execute(query, (made.responder_id,)).fetchall()
        return {
            "responder_id": made.responder_id,
            "pass_id": pass_id,
            "skill": "boat",
            **dict.fromkeys(("callout_id", "task_id", "withdraw_id"), 999_999),
            "area_id": "nowhere",
            "report_id": uuid4(),
            "registration_id": self.registration() if "registration_id" in path else uuid4(),
        }

    def registration(self) -> object:
        now, number = datetime.now(UTC), PhoneNumber.parse(self.number())
        made = register(self.connection, KEY, number, wish(), now)
        send_codes(self.connection)
        return made

    def body(self, method: str, path: str) -> dict[str, Any] | None:
        """Return what is said with a request that makes sense."""
        if method != "POST":
            return None
        now = datetime.now(UTC)
        later, here = now + timedelta(hours=2), {"lat": 35.05, "lon": 138.97}
        point = {**here, "at": now.isoformat(), "accuracy_m": 12.0}
        said: dict[str, dict[str, Any]] = {
            "/responders": {**ASKED, "number": self.number()},
            "/responders/{registration_id}/verify": {"code": CODE},
            "/responders/me/briefing": {"version": BRIEFING},
            "/responders/me/asks/{callout_id}/answer": {"answer": "yes"},
            "/hq/responders/{responder_id}/skills/{skill}/check": {"certificate": "第1号"},
            "/hq/responders/{responder_id}/covers": cover(),
            "/hq/responders/{responder_id}/passes": {"valid_until": later.isoformat()},
            "/hq/responders/passes/{pass_id}/withdraw": {"reason": "紛失"},
            "/hq/responders/{responder_id}/emergency": {"reason": "搬送"},
            "/hq/callouts": {
                "what": "土のう積み",
                "skill": "sandbag",
                "needed": 3,
                "place": "川辺小学校",
                **here,
                "starts_at": later.isoformat(),
                "ends_at": (later + timedelta(hours=2)).isoformat(),
            },
            "/hq/tasks": {"responder_id": 1, "what": "巡回", "place": "本町", **here},
            "/hq/interlock/check": here,
            "/hq/interlock/{area_id}/override": {"reason": "目視", "minutes": 10},
            "/hq/withdraw-orders": {"geometry": SQUARE, "reason": "越水"},
            "/responders/me/tasks/{task_id}/steps": {
                "ref": str(uuid4()),
                "step": "accept",
                "at": now.isoformat(),
            },
            "/responders/me/safe": {"at": now.isoformat()},
            "/responders/me/positions": {"points": [point]},
            "/responders/me/reports": {**point, "report_id": str(uuid4()), "kind": "road"},
        }
        return said.get(path, {"note": "けが"})


@pytest.fixture(scope="module")
def desk(editions: Any) -> Iterator[Desk]:
    server, name = editions.url("postgresql-18"), f"kawamori_cells_{os.getpid()}"
    database = copy_template(server, editions.template, name)
    settings = Settings(
        database_url=SecretStr(database),
        people_key=SecretStr(base64.b64encode(KEY).decode()),
    )
    with connect(database, name="tests") as connection, serve(settings) as served:
        World(connection).settle()
        connection.execute("INSERT INTO areas (area_id) VALUES ('honcho')")
        employ_all(connection)
        api = Api(served, settings)
        with api.browser() as browser:
            until(lambda: browser.get("/ready").status_code == httpx.codes.OK)
        yield Desk(api, connection)
    drop_database(server, name)


@pytest.fixture(autouse=True)
def areas() -> None:
    """Store no districts in a database for each cell: they share one."""


@pytest.mark.parametrize("cell", cells(), ids=str)
def test_everybody_is_answered_as_the_table_says(desk: Desk, cell: Cell) -> None:
    acts = "SELECT count(*) FROM acts"
    path = cell.path.format(**desk.acted_upon(cell.path))
    key = desk.asker(cell.who) if cell.who in RESPONDERS else None
    body = desk.body(cell.method, cell.path)
    before = desk.connection.execute(acts).fetchall()

    if key is not None:
        answer = as_responder(desk.api, key, cell.method, path, json=body)
    else:
        name = None if cell.who == "stranger" else WHO[cell.who]
        answer = desk.api.ask(cell.method, path, who=name, json=body)

    assert answer.status_code == cell.status, answer.text
    if answer.is_error:
        assert answer.json()["error"]["message"]
        assert desk.connection.execute(acts).fetchall() == before


def test_every_route_of_the_family_is_in_the_table() -> None:
    settings = Settings(database_url=SecretStr("postgresql://nobody@127.0.0.1/nothing"))
    there = set()
    for route in iter_route_contexts(create_app(settings).routes):
        path = (route.path or "").replace(":int}", "}")
        if path.startswith(FAMILY):
            there |= {(method, path) for method in route.methods or () if method != "HEAD"}

    assert there == {(cell.method, cell.path) for cell in cells()}
