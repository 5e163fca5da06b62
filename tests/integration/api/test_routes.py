"""Every route of headquarters is asked as everybody: a cell of the table for each role and route.

Whoever may is answered anything but that they may not: nothing is at hand to be acted upon.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

import pytest
from fastapi.routing import iter_route_contexts

from api.app import create_app
from api.auth import allowed
from api.people import MAY, Act
from api.testing.asking import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.dependencies.models import Dependant

    from api.testing.asking import Api
    from kawamori.settings import Settings

# Nothing here depends on the edition of the database.
pytestmark = pytest.mark.parametrize("database", ["postgresql-18"], indirect=True)

# Signing in is for whoever is not; one's own account is everybody's who has one.
NO_ACT = {
    "POST /hq/session",
    "POST /hq/session/link",
    "GET /hq/session/ways",
    "GET /hq/session/provider",
    "GET /hq/session/provider/return",
    "DELETE /hq/session",
    "DELETE /hq/sessions",
    "GET /hq/me",
    "POST /hq/me/password",
    "POST /hq/me/totp",
    "POST /hq/me/totp/confirm",
}
STREAMS = {"GET /hq/stream"}
PEOPLE = {"commander": "Aoi", "operator": "Fumi", "branch": "Elena", "viewer": "Daichi"}


class Route(NamedTuple):
    """One route: how it is asked, and every act that it takes."""

    method: str
    path: str
    acts: frozenset[Act]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def acts_of(dependant: "Dependant") -> "Iterator[Act]":
    """Yield what a dependency asks for, at any depth."""
    if isinstance(dependant.call, allowed):
        yield dependant.call.act
    for each in dependant.dependencies:
        yield from acts_of(each)


def routes_of(settings: "Settings") -> list[Route]:
    found = []
    for route in iter_route_contexts(create_app(settings).routes):
        path = route.path or ""
        if path.startswith("/hq/") and getattr(route, "include_in_schema", False):
            acts = frozenset(acts_of(route.dependant))
            found += [Route(method, path, acts) for method in sorted(route.methods or ())]
    assert len(found) > 80
    return found


def test_every_route_that_changes_something_takes_an_act_of_its_own(settings: "Settings") -> None:
    without = {
        str(route)
        for route in routes_of(settings)
        if not (route.acts - {"see"} if route.method != "GET" else route.acts)
    }

    assert without == NO_ACT


def test_every_act_is_what_some_route_takes(settings: "Settings") -> None:
    taken = {act for route in routes_of(settings) for act in route.acts}

    assert taken == MAY.keys()


@pytest.mark.parametrize("role", PEOPLE)
def test_a_role_is_let_through_where_the_table_says_so_and_nowhere_else(
    api: "Api", settings: "Settings", role: str
) -> None:
    who = PEOPLE[role]
    assert ROLES[who] == role
    wrong = []
    for route in routes_of(settings):
        if str(route) in NO_ACT | STREAMS:
            continue
        path = re.sub(r"\{[^}]*\}", "0", route.path)
        answer = api.ask(route.method, path, who=who)
        lacking = [act for act in route.acts if role not in MAY[act]]
        told = answer.json()["error"]["message"] if answer.status_code == 403 else ""
        refused = any(f"{role} {who} may not {act}: " in told for act in lacking)
        if refused != bool(lacking) or (not lacking and answer.status_code in {401, 403}):
            wrong.append((str(route), answer.status_code, told))

    assert wrong == []


@pytest.mark.parametrize("who", [None, "Chika"])
def test_who_is_not_known_is_let_through_nowhere(
    api: "Api", settings: "Settings", who: str | None
) -> None:
    wrong = []
    for route in routes_of(settings):
        if str(route) in NO_ACT - {"GET /hq/me"}:
            continue
        path = re.sub(r"\{[^}]*\}", "0", route.path)
        answer = api.ask(route.method, path, who=who)
        if answer.status_code != 401:
            wrong.append((str(route), answer.status_code))

    assert wrong == []
