"""`kawamori orders`: compose, release, lift and list the mayor's orders when the screen is down."""

import argparse
import sys
from datetime import UTC, datetime

from kawamori.arguments import moment
from kawamori.errors import InvalidError
from kawamori.messages import JST
from kawamori.orders import Actor, Draft, OrderLevel, State, place
from kawamori.people import Channel, Language
from kawamori.runs import Run, Status
from kawamori.settings import read_settings
from kawamori.storage.connections import Connection, connect_command
from kawamori.storage.orders.composing import compose_order
from kawamori.storage.orders.previews import Preview, preview_lifting, preview_release
from kawamori.storage.orders.releasing import lift_order, release_order
from kawamori.storage.orders.rules import city_of, release_policy_of
from kawamori.storage.orders.standing import Order, find_order, orders_of_run, run_of_order
from kawamori.storage.runs import find_run, run_of
from kawamori.storage.staff.accounts import role_at_keyboard

_LEVELS = {str(level.value): level for level in OrderLevel} | {
    level.name_ja: level for level in OrderLevel
}


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    orders = commands.add_parser("orders", help="the mayor's orders, when the screen is down")
    acts = orders.add_subparsers(required=True, metavar="ACT")

    compose = acts.add_parser("compose", help="compose an order; nobody is told yet")
    compose.add_argument("level", choices=list(_LEVELS), help="3, 4, 5 or the order's name")
    compose.add_argument("--area", action="append", required=True, help="its id; repeatable")
    compose.add_argument("--reason", required=True)
    compose.add_argument("--shelter", default="")
    compose.add_argument("--url", default="")
    compose.add_argument("--decided-at", type=moment, metavar="TIME")
    compose.add_argument("--replaces", type=int, action="append", default=[], metavar="NUMBER")
    compose.add_argument("--run", dest="run_name", default="", help="a rehearsal; none: reality")
    _add_by(compose)
    compose.set_defaults(run=_compose)

    release = acts.add_parser("release", help="show what an order tells whom, and release it")
    release.add_argument("number", type=int)
    release.add_argument("--alone-because", default="", help="where you composed it yourself")
    _add_phrase(release)
    _add_by(release)
    release.set_defaults(run=_release)

    lift = acts.add_parser("lift", help="show what a lifting tells whom, and lift an order")
    lift.add_argument("number", type=int)
    lift.add_argument("--area", action="append", default=[], help="its id; all if not given")
    _add_phrase(lift)
    _add_by(lift)
    lift.set_defaults(run=_lift)

    listed = acts.add_parser("list", help="drafts and what stands, the newest first")
    listed.add_argument("--all", action="store_true", help="what is over too")
    listed.add_argument("--run", dest="run_name", default="", help="a rehearsal; none: reality")
    listed.set_defaults(run=_list)


def _add_by(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", required=True, metavar="PERSON", help="you, by your account's name")


def _add_phrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--phrase", help="what is typed so that it is told; asked for if not given")


def _compose(args: argparse.Namespace) -> int:
    settings = read_settings()
    draft = Draft(
        _LEVELS[args.level],
        tuple(args.area),
        args.reason,
        args.shelter,
        args.url,
        args.decided_at,
        tuple(args.replaces),
    )
    with connect_command(settings) as connection:
        run = find_run(connection, args.run_name)
        number = compose_order(connection, run, draft, _actor(connection, args.by, run))
        print(_line(find_order(connection, number)))
    return 0


def _release(args: argparse.Namespace) -> int:
    settings = read_settings()
    wall = datetime.now(UTC)
    with connect_command(settings) as connection:
        run = _run_of(connection, args.number)
        actor = _actor(connection, args.by, run)
        found = preview_release(connection, settings, run, args.number, actor, wall=wall)
        _show(found)
        release_order(
            connection,
            args.number,
            actor,
            city=city_of(settings),
            policy=release_policy_of(settings),
            typed=_typed(args.phrase, found),
            because=args.alone_because,
            decided_at=found.decided_at,
        )
        _show_hand_offs(find_order(connection, args.number))
    return 0


def _lift(args: argparse.Namespace) -> int:
    settings = read_settings()
    wall = datetime.now(UTC)
    with connect_command(settings) as connection:
        run = _run_of(connection, args.number)
        actor = _actor(connection, args.by, run)
        found = preview_lifting(connection, settings, run, args.number, actor, args.area, wall=wall)
        _show(found)
        lift_order(
            connection,
            args.number,
            actor,
            city=city_of(settings),
            typed=_typed(args.phrase, found),
            area_ids=args.area,
            lifted_at=found.decided_at,
        )
        _show_hand_offs(find_order(connection, args.number))
    return 0


def _list(args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        run = find_run(connection, args.run_name)
        for order in orders_of_run(connection, run, only_open=not args.all):
            print(_line(order))
    return 0


def _show(found: Preview) -> None:
    for text in found.texts:
        if text.channel is Channel.SMS and text.language in (Language.JA, Language.EN):
            print(f"[{text.language}] {text.body}")
    cost = found.cost
    price = "" if cost.yen is None else f", {cost.yen:,.0f} yen"
    after = "" if cost.drain_s is None else f", the last leaves after {cost.drain_s:.0f} s"
    print(f"to {found.people} people, {cost.parts} parts of short messages{price}{after}")
    for warned in found.warnings:
        print(f"think of it: {warned.message} / {warned.message_ja}")


def _show_hand_offs(order: Order) -> None:
    print(_line(order))
    last = max(each.message_id for each in order.hand_offs)
    for each in order.hand_offs:
        if each.message_id == last:
            print(f"\n[{each.way}] hand over, then tick off number {each.hand_off_id}")
            print("\n".join(filter(None, (each.title, each.body))))


def _typed(given: str | None, found: Preview) -> str:
    """Return what was typed; ask for it where it is real and a person sits there."""
    if given is not None or found.order.status is not Status.ACTUAL:
        return given or ""
    if not sys.stdin.isatty():
        raise InvalidError(f"this is for real: give --phrase 「{found.phrase}」")
    return input(f"This goes to residents, for real. Type 「{found.phrase}」: ")


def _line(order: Order) -> str:
    release, at = order.release, ""
    if release is not None:
        at = f" {release.recorded_at.astimezone(JST):%m-%d %H:%M} released by {release.person}"
    standing = [area for area in order.areas if area.area_id in order.standing_ids]
    where = place(standing if order.state is State.RELEASED else order.areas)
    return (
        f"{order.order_id:4}  {order.state}  {order.level.name_ja}（{where}）"
        f" composed by {order.composed_by}{at}: {order.reason}"
    )


def _actor(connection: Connection, person: str, run: Run) -> Actor:
    """Return who acts; whoever is at the keyboard answers for the name."""
    role = role_at_keyboard(connection, person)
    return Actor(person, role, run.now(datetime.now(UTC)))


def _run_of(connection: Connection, order_id: int) -> Run:
    run_no = run_of_order(connection, order_id)
    return run_of(connection, run_no)
