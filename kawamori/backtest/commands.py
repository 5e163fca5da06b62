"""`kawamori backtest`: try rules on recorded rivers before they bite."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from kawamori.backtest.answers import answer
from kawamori.backtest.gauges import Gauge, read_folder
from kawamori.backtest.tables import plain
from kawamori.backtest.trials import Trial, baselines, by_source, engine
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
    backtest.add_argument("--json", action="store_true", help="all that was said, for programs")
    backtest.set_defaults(run=_backtest)


def _backtest(args: argparse.Namespace) -> int:
    policy = _read(args.policy)
    gauges = read_folder(args.folder, args.only)
    started_s = time.monotonic()
    trial, others = engine(gauges, policy), baselines(gauges)
    if args.json:
        totals = {each.name: each.total for each in (trial, *others)}
        json.dump(answer(str(args.folder), policy.version, totals, trial.outcomes), sys.stdout)
        return 0
    _print(gauges, trial, others)
    readings = sum(len(gauge.series) for gauge in gauges)
    print(f"\n{len(gauges)} gauges, {readings} readings, {time.monotonic() - started_s:.1f} s")
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


def _read(name: str) -> Policy:
    return DEFAULT_POLICY if name == DEFAULT else read_policy(Path(name))
