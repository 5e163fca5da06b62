"""`kawamori policy`: the rules of judging, checked, published and looked at."""

import argparse
from pathlib import Path

from kawamori.judging.policy_files import policy_text, read_policy
from kawamori.settings import read_settings
from kawamori.storage.connections import connect_command
from kawamori.storage.judged.policies import policies_published, policy_in_force, publish_policy

ROLE = "command line"


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    policy = commands.add_parser("policy", help="the rules that judging goes by")
    acts = policy.add_subparsers(required=True, metavar="ACT")

    show = acts.add_parser("show", help="the policy in force, as a file to begin from")
    show.set_defaults(run=_show)

    check = acts.add_parser("check", help="say whether a policy file can be published")
    check.add_argument("file", type=Path)
    check.set_defaults(run=_check)

    publish = acts.add_parser("publish", help="have judging go by a file from now on")
    publish.add_argument("file", type=Path)
    publish.add_argument("--author", required=True, help="the person who answers for it")
    publish.add_argument("--reason", required=True, help="kept beside it")
    publish.set_defaults(run=_publish)

    acts.add_parser("history", help="every policy that was published").set_defaults(run=_history)


def _show(_args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        print(policy_text(policy_in_force(connection)), end="")
    return 0


def _check(args: argparse.Namespace) -> int:
    print(f"{args.file}: policy {read_policy(args.file).version} can be published")
    return 0


def _publish(args: argparse.Namespace) -> int:
    policy = read_policy(args.file)
    with connect_command(read_settings()) as connection:
        publish_policy(connection, policy, author=args.author, role=ROLE, reason=args.reason)
    print(f"policy {policy.version} is published: judging takes it over within seconds")
    return 0


def _history(_args: argparse.Namespace) -> int:
    with connect_command(read_settings()) as connection:
        for each in policies_published(connection):
            print(f"{each.recorded_at:%Y-%m-%d %H:%M}Z {each.version:16} {each.author}")
            print(f"    {each.reason}")
    return 0
