"""`kawamori official`: enter, lift, list and pass on what JMA and river administrators announce."""

import argparse
from datetime import UTC, datetime

from kawamori.arguments import moment
from kawamori.official import NAMES, Announcement, ControlStatus, find_name, mark_of
from kawamori.runs import Run
from kawamori.settings import read_settings
from kawamori.storage.connections import Connection, connect
from kawamori.storage.official.entries import Entry, run_of_official
from kawamori.storage.official.standing import Official, find_official, official_of_run
from kawamori.storage.runs import find_run, run_of
from kawamori.storage.telling.quotes import (
    enter_and_pass_on,
    lift_and_pass_on,
    pass_on_official,
)

ROLE = "command line"


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    official = commands.add_parser("official", help="official information: JMA, river offices")
    acts = official.add_subparsers(required=True, metavar="ACT")
    acts.add_parser("names", help="every name that is announced, with its level").set_defaults(
        run=_names
    )

    listed = acts.add_parser("list", help="what is in force, the highest alert level first")
    listed.add_argument("--all", action="store_true", help="corrected and lifted ones too")
    _add_run(listed)
    listed.set_defaults(run=_list)

    enter = acts.add_parser("enter", help="enter an announcement, or correct one")
    enter.add_argument("name", help="such as レベル3氾濫警報 or flood_3")
    enter.add_argument("--issuer", required=True, help="who announced it")
    enter.add_argument("--issued-at", required=True, type=moment, metavar="TIME")
    enter.add_argument("--river", action="append", default=[], help="that it covers; repeatable")
    enter.add_argument("--area", action="append", default=[], help="that it covers; repeatable")
    enter.add_argument("--valid-until", type=moment, metavar="TIME")
    enter.add_argument("--corrects", type=int, metavar="NUMBER", help="the row it supersedes")
    enter.add_argument("--mark", choices=list(ControlStatus), help="the issuer's; the run's own")
    _add_source(enter)
    _add_run(enter)
    enter.set_defaults(run=_enter)

    lift = acts.add_parser("lift", help="note that an announcement was lifted")
    lift.add_argument("number", type=int)
    lift.add_argument("--at", type=moment, metavar="TIME", help="now if not given")
    _add_source(lift)
    lift.set_defaults(run=_lift)

    pass_on = acts.add_parser("pass-on", help="tell the people of the areas that it covers")
    pass_on.add_argument("number", type=int)
    pass_on.add_argument("--by", required=True, metavar="PERSON", help="who passes it on")
    pass_on.set_defaults(run=_pass_on)


def _add_run(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--run", dest="run_name", default="", help="a rehearsal's name")


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", required=True, metavar="PERSON", help="who enters it")
    parser.add_argument("--text", default="", help="what was announced, word for word")
    parser.add_argument("--url", default="", help="where it stands")


def _connect() -> Connection:
    return connect(read_settings().database_url.get_secret_value(), name="command")


def _names(_args: argparse.Namespace) -> int:
    for each in NAMES:
        since = each.in_force_since or "before 2026"
        print(f"{each.alert_level}  {each.code:14} since {since}  {each.ja}")
    return 0


def _list(args: argparse.Namespace) -> int:
    with _connect() as connection:
        run = find_run(connection, args.run_name)
        now = run.now(datetime.now(UTC))
        for each in official_of_run(connection, run, now, only_open=not args.all):
            print(_line(each))
    return 0


def _enter(args: argparse.Namespace) -> int:
    with _connect() as connection:
        run = find_run(connection, args.run_name)
        announced = Announcement(
            find_name(args.name),
            args.issuer,
            args.issued_at,
            tuple(args.river),
            tuple(args.area),
            args.valid_until,
            ControlStatus(args.mark) if args.mark else mark_of(run),
            args.text,
            args.url,
        )
        entry = _entry(args, run)
        number = enter_and_pass_on(
            connection, read_settings(), run, announced, entry, supersedes=args.corrects
        )
        print(_line(find_official(connection, run, entry.now, number)))
    return 0


def _lift(args: argparse.Namespace) -> int:
    with _connect() as connection:
        run = _run_of(connection, args.number)
        entry = _entry(args, run)
        number = lift_and_pass_on(
            connection,
            run,
            args.number,
            entry,
            lifted_at=args.at,
            source_text=args.text,
            source_url=args.url,
        )
        print(_line(find_official(connection, run, entry.now, number)))
    return 0


def _pass_on(args: argparse.Namespace) -> int:
    with _connect() as connection:
        run = _run_of(connection, args.number)
        entry = _entry(args, run)
        pass_on_official(connection, read_settings(), run, args.number, entry)
        print(_line(find_official(connection, run, entry.now, args.number)))
    return 0


def _run_of(connection: Connection, official_id: int) -> Run:
    run_no = run_of_official(connection, official_id)
    return run_of(connection, run_no)


def _entry(args: argparse.Namespace, run: Run) -> Entry:
    return Entry(args.by, ROLE, run.now(datetime.now(UTC)))


def _line(each: Official) -> str:
    places = "・".join([*each.rivers, *each.areas])
    stands = _stands(each)
    covered = f"{len(each.station_ids)} stations" if each.in_force else ""
    issued = f"{each.issued_at:%Y-%m-%d %H:%M}Z"
    told = "" if each.message_id is None else f"; passed on by message {each.message_id}"
    head = f"{each.official_id:5} {each.name}（{places}） {each.issuer} {issued}"
    return f"{head} {stands} {covered}{told}"


def _stands(each: Official) -> str:
    mark = "" if each.counts or not each.in_force else f", marked {each.control_status}"
    if each.in_force:
        return f"in force{mark}:"
    if each.superseded_by is not None:
        return f"superseded by {each.superseded_by}"
    if each.lifted_at is not None:
        return f"lifted {each.lifted_at:%Y-%m-%d %H:%M}Z"
    return "over"
