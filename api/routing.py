"""Every route of the API, in the order in which they are matched.

They are made once a process: what a route asks for and answers is worked out at its first request.
"""

from fastapi import APIRouter
from fastapi.routing import APIRoute

from api.routes import (
    account,
    acts,
    admin,
    admin_files,
    alerts,
    areas,
    backtests,
    calls,
    cameras,
    chronology,
    corrections,
    deliveries,
    feeds,
    fleet,
    health,
    hooks,
    hq,
    inbound,
    messages,
    moments,
    neighbours,
    offices,
    official,
    open_series,
    orders,
    packs,
    policies,
    proof,
    provider,
    public,
    public_views,
    push,
    reports,
    rulings,
    series,
    series_csv,
    session,
    shelters,
    silences,
    staff,
    station_facts,
    status,
    stills,
    stream,
    taking,
    verify,
    visits,
    voice,
)
from api.routes.responders import (
    callouts,
    own_tasks,
    readiness,
    registering,
    tasks,
    withdrawing,
)
from api.routes.responders import own as responders_own
from api.routes.responders import people as responders_people


def _name(route: APIRoute) -> str:
    prefix = route.path.split("/")[1]
    return route.name if route.name.startswith(prefix) else f"{prefix}_{route.name}"


ROUTES = APIRouter(generate_unique_id_function=_name)
for part in (
    session,
    account,
    hq,
    alerts,
    rulings,
    official,
    neighbours,
    series,
    stream,
    public,
    proof,
    hooks,
    provider,
    staff,
    acts,
    silences,
    calls,
    moments,
    offices,
    reports,
    series_csv,
    open_series,
    station_facts,
    cameras,
    stills,
    public_views,
    deliveries,
    feeds,
    messages,
    chronology,
    packs,
    corrections,
    orders,
    taking,
    status,
    fleet,
    policies,
    backtests,
    inbound,
    push,
    verify,
    areas,
    shelters,
    visits,
    voice,
    admin_files,
    admin,
    registering,
    responders_own,
    responders_people,
    readiness,
    callouts,
    tasks,
    withdrawing,
    own_tasks,
    health,
):
    ROUTES.include_router(part.router)
for router in (
    orders.public,
    areas.public,
    shelters.public,
    inbound.hook,
    stills.edge,
    callouts.own,
):
    ROUTES.include_router(router)
