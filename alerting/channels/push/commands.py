"""`kawamori push new-key` makes the key that browsers know us by."""

import argparse

from kawamori.vapid import new_private_key


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    push = commands.add_parser("push", help="messages to browsers")
    acts = push.add_subparsers(required=True, metavar="ACT")
    new_key = acts.add_parser(
        "new-key", help="print a new KAWAMORI_VAPID_PRIVATE_KEY; keep it: subscriptions hang on it"
    )
    new_key.set_defaults(run=_new_key)


def _new_key(_args: argparse.Namespace) -> int:
    print(new_private_key())
    return 0
