"""What is the matter with a device, the worst first; nothing: it is as it should be."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, get_args

from kawamori.fleet.batteries import Outlook
from kawamori.storage.fleet.certificates import Certificate
from kawamori.storage.fleet.configs import Config
from kawamori.storage.fleet.devices import Device
from kawamori.storage.fleet.health import LastWord
from kawamori.wire import NodeStatus

Concern = Literal[
    "revoked_speaks", "unregistered", "expired", "offline", "silent", "battery_low",
    "revoked_unlisted", "sensor_faulty", "node_silent", "battery_falls", "node_battery_low",
    "config_refused", "late", "expiring", "clock",
    "config_pending", "never", "revoked",
]  # fmt: skip
State = Literal["bad", "late", "none", "good"]

LATE_AFTER = timedelta(hours=1)
SILENT_AFTER = timedelta(days=1)
EXPIRES_WITHIN = timedelta(days=60)
FALLS_SOON = timedelta(days=4)
NODE_LOW_PERCENT = 20.0
_UNDERWAY = timedelta(minutes=1)  # what was sent before a key was revoked may come after it

BAD: frozenset[Concern] = frozenset(
    {
        "revoked_speaks",
        "unregistered",
        "expired",
        "offline",
        "silent",
        "battery_low",
        "revoked_unlisted",
        "sensor_faulty",
        "node_silent",
    }
)
RANKS: dict[State, int] = {"bad": 0, "late": 1, "none": 2, "good": 3}


def state_of(concerns: Sequence[Concern]) -> State:
    """Return how bad it is: none where nothing is expected of the device."""
    if any(each in BAD for each in concerns):
        return "bad"
    if any(each in ("never", "revoked") for each in concerns):
        return "none"
    return "late" if concerns else "good"


def concerns_of(
    device: Device | None,
    word: LastWord | None,
    kept: Sequence[Certificate],
    config: Config | None,
    battery: Outlook,
    now: datetime,
) -> list[Concern]:
    """Return what is the matter with a device, in the order of ``Concern``."""
    if device is None:
        return ["unregistered"]
    found: set[Concern] = set(_of_keys(kept, word, now))
    if "revoked" not in found:
        found |= set(_of_word(word, now))
        found |= set(_of_config(word, config))
        if battery.known == "low":
            found.add("battery_low")
        soonest = [at for at in (battery.falls_at, battery.without_sun_at) if at is not None]
        if battery.falls_at is not None or any(at < now + FALLS_SOON for at in soonest):
            found.add("battery_falls")
    order: tuple[Concern, ...] = get_args(Concern)
    return [each for each in order if each in found]


def _of_keys(kept: Sequence[Certificate], word: LastWord | None, now: datetime) -> list[Concern]:
    """Tell of the keys; a device without any has a password and is not asked for one."""
    good = [each for each in kept if each.is_good_at(now)]
    revoked = [each for each in kept if each.revoked_at is not None]
    found: list[Concern] = []
    if any(each.listed_at is None for each in revoked if each.not_after > now):
        found.append("revoked_unlisted")
    if good:
        if max(each.not_after for each in good) < now + EXPIRES_WITHIN:
            found.append("expiring")
    elif revoked:
        found.append("revoked")
        last = max(each.revoked_at for each in revoked if each.revoked_at is not None)
        if word is not None and word.heard_at > last + _UNDERWAY:
            found.append("revoked_speaks")
    elif kept:
        found.append("expired")
    return found


def _of_word(word: LastWord | None, now: datetime) -> list[Concern]:
    if word is None:
        return ["never"]
    found: list[Concern] = [] if word.time_ok else ["clock"]
    found += _of_nodes(word, now)
    if word.faults:
        found.append("sensor_faulty")
    age = now - word.heard_at
    if age > SILENT_AFTER:
        return [*found, "silent"]
    if word.online is False:
        return [*found, "offline"]
    return [*found, "late"] if age > LATE_AFTER else found


def _of_nodes(word: LastWord, now: datetime) -> list[Concern]:
    """Tell of the radio nodes behind a bridge, by their own words and by their silence."""
    found: list[Concern] = []
    if any(is_silent(node, now) for node in word.nodes.values()):
        found.append("node_silent")
    left = [each.battery_percent for each in word.nodes.values()]
    if any(each is not None and each < NODE_LOW_PERCENT for each in left):
        found.append("node_battery_low")
    return found


def is_silent(node: NodeStatus, now: datetime) -> bool:
    """Tell whether a radio node was not heard for so long that nobody should count on it."""
    return node.heard_at is None or now - node.heard_at > SILENT_AFTER


def _of_config(word: LastWord | None, config: Config | None) -> list[Concern]:
    if config is None or (word is not None and word.config == config.version):
        return []
    if word is not None and word.config_refused:
        return ["config_refused"]
    return ["config_pending"]
