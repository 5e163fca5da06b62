"""`kawamori canary`: proves every ten minutes that a rising river still reaches a phone."""

import argparse
import signal
import threading
from datetime import UTC, datetime

from kawamori.canary import EVERY, Round
from kawamori.errors import InvalidError, KawamoriError
from kawamori.mqtt.known import broker_of
from kawamori.people import PhoneNumber
from kawamori.settings import PREFIX, Settings, read_settings
from simulators.canary import play_round

SUCCEEDED, FAILED = 0, 1


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    canary = commands.add_parser("canary", help="let a test flood reach a listed phone, for ever")
    canary.add_argument("--once", action="store_true", help="one round; fails if it did not arrive")
    canary.set_defaults(run=_canary)


def _canary(args: argparse.Namespace) -> int:
    settings = read_settings()
    if settings.canary_phone is None:
        raise InvalidError(
            f"{PREFIX}CANARY_PHONE is not set: whose phone is the canary's text to reach?"
        )
    phone = PhoneNumber.parse(settings.canary_phone.get_secret_value())
    if args.once:
        return _once(settings, phone)
    over = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: over.set())
    while not over.is_set():
        begun = datetime.now(UTC)
        _once(settings, phone)
        over.wait(max((begun + EVERY - datetime.now(UTC)).total_seconds(), 0))
    return SUCCEEDED


def _once(settings: Settings, phone: PhoneNumber) -> int:
    """Play one round and say how far it came; whoever watches reads it from the database."""
    try:
        played = play_round(settings, phone, broker_of(settings))
    except KawamoriError as error:
        print(f"no round could be played: {error}")
        return FAILED
    except KeyboardInterrupt:
        return FAILED
    print(_said(played))
    return SUCCEEDED if played.missing() is None else FAILED


def _said(played: Round) -> str:
    passed = {
        "stored": played.stored_at,
        "judged": played.judged_at,
        "addressed": played.addressed_at,
        "accepted": played.accepted_at,
        "reported": played.reported_at,
    }
    times = ", ".join(
        f"{link} +{(at - played.began_at).total_seconds():.1f} s" if at else f"not {link}"
        for link, at in passed.items()
    )
    return f"{played.run}: {times}"
