"""Trying drafts of thresholds and policies on what was recorded, by the worker of backtests."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from kawamori.errors import InvalidError
from kawamori.judging.policy_files import parse_policy
from kawamori.master.drafts import What
from kawamori.runs import Run
from kawamori.storage.connections import Connection
from kawamori.storage.judged.backtests import Sides, ask_backtest, find_backtest
from kawamori.storage.judged.policies import policy_in_force
from kawamori.storage.master.drafts import Draft, Person

LONGEST = timedelta(days=400)

_LINK = "INSERT INTO master_tries (draft_id, backtest_id) SELECT unnest(%s::bigint[]), %s"
_RECORDED = """
SELECT min(oldest) FROM datastreams d CROSS JOIN LATERAL (
  SELECT min(observed_at) AS oldest FROM observations o
  WHERE o.run_no = %s AND o.datastream_id = d.datastream_id) AS each
WHERE d.judged AND (d.station_id = ANY(%s) OR %s)
"""


def try_drafts(
    connection: Connection, drafts: Sequence[Draft], run: Run, now: datetime, person: Person
) -> int:
    """Have the worker try what drafts propose on all that a run recorded, 400 days at most.

    The thresholds of several drafts are tried together. Return the backtest's number.
    """
    tried = [each for each in drafts if What(each.what).is_tried]
    if not tried:
        raise InvalidError("only thresholds and policies are tried: 基準水位と判定規則だけ試せます")
    ladders = {each.subject: each.proposed for each in tried if each.what == What.THRESHOLDS}
    policies = [parse_policy(each.proposed["rules"]) for each in tried if each.what == What.POLICY]
    in_force = policy_in_force(connection)
    row = connection.execute(_RECORDED, (run.run_no, list(ladders), not ladders)).fetchone()
    if row is None or row[0] is None or row[0] >= now:
        raise InvalidError(
            "記録がないため試せません。理由を書けば公開できます "
            "(nothing was recorded to try it on: it can be published with a written reason)"
        )
    with connection.transaction():
        backtest_id = ask_backtest(
            connection,
            Sides(policies[0] if policies else in_force, in_force, ladders or None),
            run,
            since=max(row[0], now - LONGEST),
            until=now,
            person=person.name,
            role=person.role,
        )
        connection.execute(_LINK, ([each.draft_id for each in tried], backtest_id))
    return backtest_id


def was_tried(connection: Connection, draft: Draft) -> bool:
    """Return whether the trial of a draft has come to its end."""
    return any(find_backtest(connection, each).state == "done" for each in draft.tries)
