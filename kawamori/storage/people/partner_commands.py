"""`kawamori partners`: who is told by e-mail, and whose programs by webhook."""

import argparse
import secrets
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from kawamori.errors import InvalidError, NotFoundError
from kawamori.levels import GaugeLevel
from kawamori.people import (
    Address,
    AreaSubscription,
    Channel,
    EmailAddress,
    Language,
    Subscriber,
    Subscription,
    WebhookUrl,
)
from kawamori.settings import read_settings
from kawamori.storage.connections import Connection, connect
from kawamori.storage.people.addresses import AddressSeal
from kawamori.storage.people.subscribers import add_subscriber, list_subscribers, stop_telling
from kawamori.storage.runs import find_run

SECRET_BYTES = 32
_CHANNELS = (Channel.EMAIL, Channel.WEBHOOK)


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    partners = commands.add_parser("partners", help="who is told by e-mail and by webhook")
    acts = partners.add_subparsers(required=True, metavar="ACT")

    email = acts.add_parser("email", help="tell an office, or a person, by e-mail")
    email.add_argument("address", help="such as branch@city.example")
    _add_wishes(email)
    email.set_defaults(run=_add_email)

    webhook = acts.add_parser("webhook", help="tell a program; its secret is shown once")
    webhook.add_argument("url", help="such as https://partner.example/flood")
    _add_wishes(webhook)
    webhook.set_defaults(run=_add_webhook)

    acts.add_parser("list", help="every partner, by number").set_defaults(run=_list)

    stop = acts.add_parser("stop", help="never write to a partner again")
    stop.add_argument("number", type=int, help="as it is listed")
    stop.set_defaults(run=_stop)


def _add_wishes(parser: argparse.ArgumentParser) -> None:
    levels = ["caution", "evacuation", "danger"]
    parser.add_argument("station", nargs="*", help="station ids")
    parser.add_argument("--area", nargs="+", default=[], help="area ids")
    parser.add_argument("--from-level", choices=levels, default="evacuation")
    parser.add_argument("--language", choices=[each.value for each in Language], default="ja")
    parser.add_argument("--only-run", default="", help="told in this rehearsal, never in actual")


def _add_email(args: argparse.Namespace) -> int:
    _add(args, Channel.EMAIL, EmailAddress(args.address))
    return 0


def _add_webhook(args: argparse.Namespace) -> int:
    """Add a program under a secret of its own, in the form that the libraries of receivers take."""
    secret = secrets.token_bytes(SECRET_BYTES)
    kept = urlsafe_b64encode(secret).decode().rstrip("=")
    _add(args, Channel.WEBHOOK, WebhookUrl(args.url, kept))
    print(f"its secret, which is not shown again: whsec_{b64encode(secret).decode()}")
    return 0


def _add(args: argparse.Namespace, channel: Channel, address: Address) -> None:
    if not args.station and not args.area:
        raise InvalidError("name a station or an --area: nothing would ever be told")
    level = GaugeLevel[args.from_level.upper()]
    partner = Subscriber(
        address,
        Language(args.language),
        channel,
        tuple(Subscription(station, level) for station in args.station),
        tuple(AreaSubscription(area, level) for area in args.area),
    )
    with _opened() as (connection, seal):
        run = find_run(connection, args.only_run)
        number = add_subscriber(connection, seal, partner, run_no=run.run_no)
    places = ", ".join([*args.station, *args.area])
    print(f"{number}  {address} is told about {places} from {level.name} on")


def _list(_args: argparse.Namespace) -> int:
    with _opened() as (connection, seal):
        for each in list_subscribers(connection, seal):
            if each.channel not in _CHANNELS:
                continue
            wishes = ", ".join(place for place, _ in [*each.subscriptions, *each.areas])
            stopped = f"  STOPPED: {each.stopped_because}" if each.stopped_because else ""
            print(f"{each.subscriber_id}  {each.channel}  {each.address}  {wishes}{stopped}")
    return 0


def _stop(args: argparse.Namespace) -> int:
    with _opened() as (connection, seal):
        known = {
            each.subscriber_id
            for each in list_subscribers(connection, seal)
            if each.channel in _CHANNELS
        }
        if args.number not in known:
            raise NotFoundError(f"there is no partner {args.number}; `kawamori partners list`")
        stop_telling(connection, args.number, "stopped by an operator", datetime.now(UTC))
    print(f"{args.number} is written to no longer")
    return 0


@contextmanager
def _opened() -> Iterator[tuple[Connection, AddressSeal]]:
    settings = read_settings()
    seal = AddressSeal(settings.people_key_bytes())
    with connect(settings.database_url.get_secret_value(), name="command") as connection:
        yield connection, seal
