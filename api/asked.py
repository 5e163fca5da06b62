"""What a request is about: a connection, the run it names, and what time it is there."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, NamedTuple

from fastapi import Depends, Query, Request

from api.once import keyed_of
from api.state import Surroundings, surroundings
from kawamori.runs import Run
from kawamori.storage.connections import Connection
from kawamori.storage.runs import find_run

Around = Annotated[Surroundings, Depends(surroundings)]


def _connection(request: Request, around: Around) -> Iterator[Connection]:
    if keyed := keyed_of(request):
        yield keyed.connection(around)
        return
    with around.connection() as connection:
        yield connection


# Given back before the answer is sent: a slow reader must not keep a connection.
Database = Annotated[Connection, Depends(_connection, scope="function")]


class Scene(NamedTuple):
    """A run, and what time it is there."""

    run: Run
    now: datetime


def _scene(
    connection: Database,
    around: Around,
    run: Annotated[str, Query(description="A run's name; empty for actual")] = "",
) -> Scene:
    found = find_run(connection, run)
    return Scene(found, found.now(around.wall()))


def _public_scene(connection: Database, around: Around) -> Scene:
    found = find_run(connection, around.settings.public_run)
    return Scene(found, found.now(around.wall()))


Asked = Annotated[Scene, Depends(_scene, scope="function")]
Shown = Annotated[Scene, Depends(_public_scene, scope="function")]
