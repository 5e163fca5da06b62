"""What a request is about: a connection, the run it names, and what time it is there."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Annotated, NamedTuple

from fastapi import Depends, Query, Request
from fastapi.concurrency import contextmanager_in_threadpool
from pydantic import AwareDatetime

from api.once import Keyed, keyed_of
from api.state import Surroundings, surroundings
from api.turns import Turn
from kawamori.runs import Moment, Run
from kawamori.storage.connections import Connection, unavailable_when_lost
from kawamori.storage.runs import find_run

Around = Annotated[Surroundings, Depends(surroundings)]


async def _connection(request: Request, around: Around) -> AsyncIterator[Connection]:
    turn, keyed = await around.turns.take(), keyed_of(request)
    if keyed:
        keyed.at_its_end(turn.end)
    try:
        lending = _lend(request, around, keyed, turn)
        async with contextmanager_in_threadpool(lending) as connection:
            yield connection
    finally:
        if not keyed:
            turn.end()


@contextmanager
def _lend(
    request: Request, around: Surroundings, keyed: Keyed | None, turn: Turn
) -> Iterator[Connection]:
    if keyed:
        with unavailable_when_lost():
            yield keyed.connect(around)
        return
    with ExitStack() as lent:
        lent.callback(turn.end)
        request.state.lent = lent
        yield lent.enter_context(around.connection())


def give_back(request: Request) -> None:
    """Give a request's connection back before what takes long: who is asking is known by then."""
    lent: ExitStack | None = getattr(request.state, "lent", None)
    if lent is not None:
        lent.close()


# Given back before the answer is sent: a slow reader must not keep a connection.
Database = Annotated[Connection, Depends(_connection, scope="function")]


class Scene(NamedTuple):
    """A run, and what time it is there; or was, at the ``moment`` that is looked back to."""

    run: Run
    now: datetime
    moment: Moment | None = None


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


def _scene_then(
    asked: Annotated[Scene, Depends(_scene, scope="function")],
    as_of: Annotated[
        AwareDatetime | None,
        Query(description="What was known at this time, by the run's own clock; now if not given"),
    ] = None,
) -> Scene:
    if as_of is None:
        return asked
    return Scene(asked.run, as_of, asked.run.moment(as_of, asked.now))


Asked = Annotated[Scene, Depends(_scene, scope="function")]
Looked = Annotated[Scene, Depends(_scene_then, scope="function")]
Shown = Annotated[Scene, Depends(_public_scene, scope="function")]
