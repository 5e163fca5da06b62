"""Lists as headquarters reads them: runs, what was told to whom, devices that were heard."""

from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from api.facts import Known
from kawamori.canary import NETWORK
from kawamori.runs import Run
from kawamori.storage.silences.silences import SilenceShown
from kawamori.storage.telling.ledger import Feed, Told

_encode = msgspec.json.Encoder().encode


def runs_shown(runs: Iterable[Run], wall: datetime) -> bytes:
    """Return runs with the time it is in each; the canary's rounds are nobody's to see."""
    return _encode(
        [
            {
                "run": run.run,
                "status": run.status,
                "network": run.network,
                "speed": run.speed,
                "sim_started_at": run.sim_started_at,
                "now": run.now(wall),
                "ended_at": run.ended_at,
            }
            for run in runs
            if run.network != NETWORK
        ]
    )


def deliveries_shown(told: Iterable[Told], known: Mapping[str, Known]) -> bytes:
    """Return deliveries, those of a gauge with its name."""
    return _encode([_delivery(t, known) for t in told])


def delivery_shown(told: Told, known: Mapping[str, Known]) -> bytes:
    """Return one delivery, of a gauge with its name."""
    return _encode(_delivery(told, known))


def _delivery(told: Told, known: Mapping[str, Known]) -> dict[str, object]:
    station = known.get(told.station_id or "")
    return {**told._asdict(), "station_name": station and station.facts.name}


def silences_shown(silences: Iterable[SilenceShown]) -> bytes:
    """Return silences."""
    return _encode([_silence(silence) for silence in silences])


def silence_shown(silence: SilenceShown) -> bytes:
    """Return one silence."""
    return _encode(_silence(silence))


def _silence(silence: SilenceShown) -> dict[str, object]:
    return {
        "silence_id": silence.silence_id,
        "kind": silence.kind,
        "station_id": silence.scope.station_id,
        "river": silence.scope.river,
        "network": silence.scope.network,
        "upto_level": silence.upto_level,
        "reason": silence.reason,
        "author": silence.author,
        "starts_at": silence.starts_at,
        "ends_at": silence.ends_at,
        "lifted_at": silence.lifted_at,
        "lifted_by": silence.lifted_by,
        "is_in_force": silence.is_in_force,
        "messages_held": silence.messages_held,
        "calls_held": silence.calls_held,
    }


def feeds_shown(feeds: Iterable[Feed]) -> bytes:
    """Return devices."""
    return _encode([feed._asdict() for feed in feeds])
