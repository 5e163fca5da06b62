"""Municipal orders: composed by one named person, released by another, lifted and reported."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.asked import Around, Asked, Database, Looked, Shown
from api.auth import AnyStaff, Composer, Releaser, Reporter
from api.desk import headquarters
from api.errors import answers
from api.orders_shown import (
    hq_orders,
    hq_orders_then,
    order_previewed,
    order_shown,
    public_orders,
    retraction_previewed,
)
from api.paper import Pdf, html_answer, pdf_answer
from api.people import Person
from api.responses import Json
from api.schemas.orders import (
    OrderAsked,
    OrderLiftingAsked,
    OrderList,
    OrderPreviewed,
    OrderRetractionAsked,
    OrderRetractionPreviewed,
    OrderShown,
    PublicOrders,
    ReleaseAsked,
    ReportAsked,
    TickAsked,
    WithdrawalAsked,
)
from api.state import Surroundings
from kawamori.errors import ConflictError, UnavailableError
from kawamori.orders import Actor, Draft, OrderLevel
from kawamori.paper.orders import STYLE, order_page
from kawamori.runs import Run
from kawamori.storage.connections import Connection
from kawamori.storage.orders.composing import compose_order, withdraw_order
from kawamori.storage.orders.previews import preview_lifting, preview_release
from kawamori.storage.orders.printing import Printed, printed_order
from kawamori.storage.orders.releasing import lift_order, release_order
from kawamori.storage.orders.reporting import report_order, tick_hand_off
from kawamori.storage.orders.retracting import preview_retraction, retract_order
from kawamori.storage.orders.rules import city_of, release_policy_of
from kawamori.storage.orders.standing import find_order, run_of_order
from kawamori.storage.runs import run_of

router = headquarters()
public = APIRouter(tags=["public"], responses=answers(UnavailableError))

Lifted = Annotated[
    list[str] | None, Query(description="Where; repeatable. All where it stands if not given")
]


@router.get("/hq/orders", response_model=OrderList)
def orders(
    connection: Database,
    asked: Looked,
    *,
    only_open: Annotated[
        bool, Query(alias="open", description="False: withdrawn, replaced and lifted ones too")
    ] = True,
) -> Json:
    """Return drafts and orders that stand, the newest first."""
    if asked.moment:
        return Json(hq_orders_then(connection, asked.run, asked.moment, only_open=only_open))
    return Json(hq_orders(connection, asked.run, asked.now, only_open=only_open))


@router.post(
    "/hq/orders",
    response_model=OrderShown,
    status_code=HTTPStatus.CREATED,
    responses=answers(ConflictError),
)
def compose(order: OrderAsked, person: Composer, connection: Database, asked: Asked) -> Json:
    """Compose an order; nobody is told until a commander releases it."""
    draft = Draft(
        OrderLevel(order.alert_level),
        tuple(order.areas),
        order.reason,
        order.shelter,
        order.url,
        order.decided_at,
        tuple(order.replaces),
    )
    actor = Actor(person.person, person.role, asked.now)
    made = find_order(connection, compose_order(connection, asked.run, draft, actor))
    return Json(order_shown(made), HTTPStatus.CREATED)


@router.get("/hq/orders/{order_id}", response_model=OrderShown)
def order(order_id: int, connection: Database) -> Json:
    """Return an order with everything that was done with it."""
    return Json(order_shown(find_order(connection, order_id)))


@router.get(
    "/hq/orders/{order_id}/preview",
    response_model=OrderPreviewed,
    responses=answers(ConflictError),
)
def preview_it(order_id: int, person: AnyStaff, connection: Database, around: Around) -> Json:
    """Say what a release would tell, to how many, and what speaks against it."""
    run, actor = _acting(connection, around, order_id, person)
    found = preview_release(connection, around.settings, run, order_id, actor, wall=around.wall())
    return Json(order_previewed(found))


@router.get(
    "/hq/orders/{order_id}/preview-lifting",
    response_model=OrderPreviewed,
    responses=answers(ConflictError),
)
def preview_its_lifting(
    order_id: int, person: AnyStaff, connection: Database, around: Around, area: Lifted = None
) -> Json:
    """Say what a lifting would tell, to how many, and what speaks against it."""
    run, actor = _acting(connection, around, order_id, person)
    areas = area or ()
    found = preview_lifting(
        connection, around.settings, run, order_id, actor, areas, wall=around.wall()
    )
    return Json(order_previewed(found))


@router.post(
    "/hq/orders/{order_id}/release", response_model=OrderShown, responses=answers(ConflictError)
)
def release_it(
    order_id: int, asked: ReleaseAsked, person: Releaser, connection: Database, around: Around
) -> Json:
    """Have everybody in its areas be told, in the texts as they read now."""
    _, actor = _acting(connection, around, order_id, person)
    release_order(
        connection,
        order_id,
        actor,
        city=city_of(around.settings),
        policy=release_policy_of(around.settings),
        typed=asked.phrase,
        because=asked.alone_because,
        decided_at=asked.decided_at,
    )
    return Json(order_shown(find_order(connection, order_id)))


@router.post(
    "/hq/orders/{order_id}/withdraw", response_model=OrderShown, responses=answers(ConflictError)
)
def withdraw_it(
    order_id: int, asked: WithdrawalAsked, person: Composer, connection: Database, around: Around
) -> Json:
    """Have a draft never released; it stays readable."""
    _, actor = _acting(connection, around, order_id, person)
    withdraw_order(connection, order_id, actor, asked.note)
    return Json(order_shown(find_order(connection, order_id)))


@router.post(
    "/hq/orders/{order_id}/lift", response_model=OrderShown, responses=answers(ConflictError)
)
def lift_it(
    order_id: int, asked: OrderLiftingAsked, person: Releaser, connection: Database, around: Around
) -> Json:
    """Have everybody be told that it is over, in some of its areas or in all."""
    _, actor = _acting(connection, around, order_id, person)
    lift_order(
        connection,
        order_id,
        actor,
        city=city_of(around.settings),
        typed=asked.phrase,
        area_ids=asked.areas,
        lifted_at=asked.lifted_at,
        note=asked.note,
    )
    return Json(order_shown(find_order(connection, order_id)))


@router.get(
    "/hq/orders/{order_id}/preview-retraction",
    response_model=OrderRetractionPreviewed,
    responses=answers(ConflictError),
)
def preview_its_retraction(
    order_id: int, person: AnyStaff, connection: Database, around: Around
) -> Json:
    """Say what a retraction would tell, and to how many who may have read the order."""
    _, actor = _acting(connection, around, order_id, person)
    found = preview_retraction(connection, order_id, actor, city_of(around.settings))
    return Json(retraction_previewed(found))


@router.post(
    "/hq/orders/{order_id}/retract", response_model=OrderShown, responses=answers(ConflictError)
)
def retract_it(
    order_id: int,
    asked: OrderRetractionAsked,
    person: Releaser,
    connection: Database,
    around: Around,
) -> Json:
    """Take back what should not have been sent, from everybody who may have read it."""
    _, actor = _acting(connection, around, order_id, person)
    retract_order(
        connection,
        order_id,
        actor,
        city=city_of(around.settings),
        typed=asked.phrase,
        because=asked.because,
        wall=around.wall(),
    )
    return Json(order_shown(find_order(connection, order_id)))


@router.post(
    "/hq/orders/{order_id}/report", response_model=OrderShown, responses=answers(ConflictError)
)
def report_it(
    order_id: int, asked: ReportAsked, person: Reporter, connection: Database, around: Around
) -> Json:
    """Note that the prefecture was told of its release, and of every lifting."""
    _, actor = _acting(connection, around, order_id, person)
    report_order(connection, order_id, actor, reported_at=asked.reported_at, note=asked.note)
    return Json(order_shown(find_order(connection, order_id)))


@router.post(
    "/hq/orders/{order_id}/hand-offs/{hand_off_id}/tick",
    response_model=OrderShown,
    responses=answers(ConflictError),
)
def tick_off(
    order_id: int,
    hand_off_id: int,
    asked: TickAsked,
    person: Reporter,
    connection: Database,
    around: Around,
) -> Json:
    """Note that a text was handed over to what reaches the whole town."""
    _, actor = _acting(connection, around, order_id, person)
    tick_hand_off(connection, order_id, hand_off_id, actor, at=asked.at, note=asked.note)
    return Json(order_shown(find_order(connection, order_id)))


@router.get("/hq/orders/{order_id}/print", response_class=HTMLResponse)
def printed(order_id: int, connection: Database, around: Around) -> HTMLResponse:
    """Return everything of an order on paper, for when the uplink is down."""
    found = _on_paper(connection, around, order_id)
    return html_answer(order_page(found), status=found.order.status, style=STYLE)


@router.get("/hq/orders/{order_id}/pdf", response_class=Pdf)
def printed_as_pdf(order_id: int, connection: Database, around: Around, request: Request) -> Pdf:
    """Return the same as PDF, its fonts embedded."""
    page = order_page(_on_paper(connection, around, order_id))
    return pdf_answer(request, page, f"order-{order_id}.pdf")


@public.get("/public/orders", response_model=PublicOrders)
def announced(connection: Database, shown: Shown) -> Json:
    """Return the orders that stand, and what was lifted in the last 24 hours."""
    return Json(public_orders(connection, shown.run, shown.now))


def _on_paper(connection: Connection, around: Surroundings, order_id: int) -> Printed:
    now = _run_of(connection, order_id).now(around.wall())
    return printed_order(connection, order_id, city_of(around.settings), now)


def _run_of(connection: Connection, order_id: int) -> Run:
    run_no = run_of_order(connection, order_id)
    return run_of(connection, run_no)


def _acting(
    connection: Connection, around: Surroundings, order_id: int, person: Person
) -> tuple[Run, Actor]:
    """Return the run of an order, and who acts in it at what time there."""
    run = _run_of(connection, order_id)
    return run, Actor(person.person, person.role, run.now(around.wall()))
