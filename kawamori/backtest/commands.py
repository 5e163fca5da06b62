"""`kawamori backtest`: try rules on recorded rivers before they bite."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from kawamori.backtest.answers import Json, answer, of_score
from kawamori.backtest.compare import differences
from kawamori.backtest.curves import along, of_the_line
from kawamori.backtest.gauges import Gauge, read_folder
from kawamori.backtest.reports import write_report
from kawamori.backtest.tables import plain
from kawamori.backtest.trials import Trial, baselines, by_source, engine
from kawamori.errors import InvalidError
from kawamori.judging.policy import DEFAULT_POLICY, Policy
from kawamori.judging.policy_files import read_policy

DEFAULT = "default"


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    backtest = commands.add_parser("backtest", help="judge recorded rivers and score the outcome")
    backtest.add_argument(
        "folder", type=Path, help="gauges.csv and one CSV of time,stage_m a gauge"
    )
    backtest.add_argument("--only", default="*", metavar="GLOB", help="gauges by id, as 'lk_*'")
    backtest.add_argument("--policy", default=DEFAULT, metavar="FILE", help="rules other than ours")
    backtest.add_argument(
        "--compare", nargs=2, metavar=("A", "B"), help=f"two policy files, or {DEFAULT}"
    )
    backtest.add_argument("--json", action="store_true", help="all that was said, for programs")
    backtest.add_argument("--report", type=Path, metavar="DIR", help="also write a report there")
    backtest.add_argument(
        "--curve",
        action="append",
        default=[],
        metavar="RULE=V,V",
        help="in the report: the engine under these values of a rule",
    )
    backtest.set_defaults(run=_backtest)


def _backtest(args: argparse.Namespace) -> int:
    if args.compare:
        return _compare(args)
    policy = _policy(args.policy)
    gauges = read_folder(args.folder, args.only)
    started_s = time.monotonic()
    trial, others = engine(gauges, policy), baselines(gauges)
    took_s = time.monotonic() - started_s
    if args.report:
        curves = [of_the_line(gauges), *(along(gauges, policy, asked) for asked in args.curve)]
        write_report(args.report, gauges, trial, others, curves)
    if args.json:
        totals = {each.name: each.total for each in (trial, *others)}
        _dump(answer(str(args.folder), policy.version, totals, trial.outcomes))
        return 0
    _print(gauges, trial, others)
    readings = sum(len(gauge.series) for gauge in gauges)
    print(f"\n{len(gauges)} gauges, {readings} readings, {took_s:.1f} s")
    return 0


def _compare(args: argparse.Namespace) -> int:
    """Say what the second policy would have done otherwise than the first."""
    if args.policy != DEFAULT or args.report:
        raise InvalidError("--compare names its policies itself and writes no report")
    policies = [_policy(name) for name in args.compare]
    gauges = read_folder(args.folder, args.only)
    before, after = (engine(gauges, policy) for policy in policies)
    said = differences(before, after)
    if args.json:
        totals = [of_score(each.total) for each in (before, after)]
        _dump({"before": totals[0], "after": totals[1], "differences": said})
        return 0
    print(plain("all", [(each.name, each.total) for each in (before, after)]) + "\n")
    print("\n".join(said))
    return 0


def _print(gauges: Sequence[Gauge], trial: Trial, others: Sequence[Trial]) -> None:
    scored = [(g, s) for g, s in zip(gauges, trial.scores, strict=True) if g.counts]
    print(plain("gauge", [(gauge.gauge_id, score) for gauge, score in scored]))
    print("\n" + plain("source", by_source(gauges, trial.scores)))
    print("\n" + plain("all", [(each.name, each.total) for each in (trial, *others)]))
    unscored = [g for g in gauges if not g.counts]
    if unscored:
        chronic = sum(g.recording.is_chronic for g in unscored)
        print(f"\nnot scored: {chronic} chronic, {len(unscored) - chronic} without any level")


def _policy(name: str) -> Policy:
    return DEFAULT_POLICY if name == DEFAULT else read_policy(Path(name))


def _dump(found: Json) -> None:
    json.dump(found, sys.stdout, ensure_ascii=False)
    print()
