"""`kawamori why`: what was behind a delivery, for whoever asks why they were told."""

import argparse
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from kawamori.errors import InvalidError
from kawamori.levels import GaugeLevel
from kawamori.settings import read_settings
from kawamori.storage.connections import connect
from kawamori.storage.telling.why import why_told


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    why = commands.add_parser("why", help="why somebody was told, from what is stored")
    why.add_argument("delivery", help="a delivery's id, as GET /hq/deliveries lists it")
    why.add_argument("--json", action="store_true", help="everything, as the API gives it")
    why.set_defaults(run=_why)


def _why(args: argparse.Namespace) -> int:
    try:
        delivery_id = UUID(args.delivery)
    except ValueError:
        raise InvalidError(f"{args.delivery!r} is not a delivery's id") from None
    url = read_settings().database_url.get_secret_value()
    with connect(url, name="command") as connection:
        found = why_told(connection, delivery_id)
    print(found if args.json else "\n".join(_lines(json.loads(found))))
    return 0


def _lines(why: dict[str, Any]) -> Iterator[str]:
    to = why["person"] or "a subscriber"
    yield f"{why['created_at']}  to {to} by {why['channel']}, {why['state']}: {why['body']}"
    for call in why["calls"]:
        yield f"called because of {call['cause']}, text {call['nth']} of this call{_end(call)}"
    if where := why["areas"]:
        yield f"for {'、'.join(where)}"
    if order := why["order"]:
        yield (
            f"order {order['order_id']} {order['name']}: {order['step']} by {order['person']} at "
            f"{order['recorded_at']}, composed by {order['composed_by']}: {order['reason']}"
        )
    if official := why["official"]:
        yield f"{official['name']} of {official['issuer']} at {official['issued_at']}"
    if own := why["own"]:
        yield (
            f"their own height of {own['mark_m']:.2f} m on {own['station_id']}, reached by "
            f"{own['stage_m']:.2f} m of {own['observed_at']}"
        )
    for step in why["steps"]:
        yield from _step(step)
    yield "decided:"
    for decision in why["decisions"]:
        yield f"  {decision['station_id']} {decision['kind']} {_level(decision)}: {_fate(decision)}"
    yield "tried:"
    for each in why["tries"]:
        said = each["provider_status"] or each["provider_code"] or ""
        yield f"  {each['written_at']}  try {each['try']}: {each['state']} {said}".rstrip()


def _step(step: dict[str, Any]) -> Iterator[str]:
    yield (
        f"{step['station_id']}: {step['kind']} from {GaugeLevel(step['from_level']).name} to "
        f"{GaugeLevel(step['to_level']).name} ({step['audience']}) by {step['stage_m']:.2f} m of "
        f"{step['observed_at']}: {', '.join(step['reasons'])}"
    )
    if step["from_subscription"] is not None:
        yield f"  subscribed from {GaugeLevel(step['from_subscription']).name} on"
    if (assessment := step["assessment"]) is not None:
        yield (
            f"  judged by policy {assessment['policy_version']}: {assessment['confirmation']}, "
            f"{assessment['trend']}, {assessment['freshness']}"
        )
    if (thresholds := step["thresholds"]) is not None:
        rungs = [f"{k} {v}" for k, v in thresholds.items() if k.endswith("_m") and v is not None]
        yield f"  thresholds by {thresholds['author']}: {', '.join(rungs)}"
    for reading in step["readings"]:
        yield f"  read {reading['result']:.2f} m at {reading['observed_at']}"


def _end(call: dict[str, Any]) -> str:
    if call["taken_by"]:
        return f", taken by {call['taken_by']} at {call['taken_at']}"
    return f", ended: {call['ended_because']}" if call["ended_because"] else ", not taken yet"


def _level(decision: dict[str, Any]) -> str:
    return GaugeLevel(decision["level"]).name


def _fate(decision: dict[str, Any]) -> str:
    silence = decision["silence"]
    kept = f"kept back by {silence['author']} ({silence['reason']}), " if silence else ""
    if decision["muted_because"]:
        return f"{kept}muted, {decision['muted_because']}"
    return f"{kept}told at {decision['routed_at']}" if decision["routed_at"] else f"{kept}waits"
