"""Whether each part of the system does what it should: the rules, on facts that others read."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from api.schemas.status import Check, Part, State, Trust
from kawamori.canary import ARRIVES_WITHIN, EVERY, Round, broken_link
from kawamori.storage.condition.heard import ChannelUse, River
from kawamori.storage.condition.work import DatabaseServer, Dispatch, Judging
from kawamori.storage.telling.ledger import Feed

WORST_FIRST: Sequence[State] = ("bad", "late", "none", "good")
VITAL: frozenset[Part] = frozenset(
    {"river", "program", "judging", "dispatch", "channel", "canary", "database", "clock"}
)
PROGRAMS = ("ingest", "alerting")
MISSED = 3  # intervals after which a river is late
LOST = 10  # and after which it is lost
SLACK_S = 60.0
JUDGED_WITHIN_S = 10.0
SENT_WITHIN_S = 60.0
LOST_AFTER = 6  # times the time something should take
DEVICE_EVERY_S = 3600.0
ON_THE_WAY = 10  # readings that a device has just sent and that are not confirmed yet
CLOCKS_AGREE_S = 1.0
DISK_LOW = 0.15
DISK_FULL = 0.05


def trust(checks: Iterable[Check]) -> Trust:
    """Return whether the whole can be relied on: yes, partly, or no."""
    checks = list(checks)
    if any(check.state == "bad" and check.part in VITAL for check in checks):
        return "no"
    return "partly" if any(check.state in {"bad", "late"} for check in checks) else "yes"


def worst_first(checks: Iterable[Check]) -> list[Check]:
    """Return checks in the order in which somebody should look at them."""
    return sorted(checks, key=lambda check: WORST_FIRST.index(check.state))


def river(found: River, now: datetime) -> Check:
    """Judge a river by its newest reading and by those of its gauges that are silent."""
    age_s = _age(found.newest_at, now)
    state: State = "none"
    if found.interval_s is not None:
        state = _by_age(age_s, MISSED * found.interval_s, LOST * found.interval_s)
    if found.blind or found.dead == found.stations:
        state = "bad"
    elif found.dead or found.late or (found.never and found.interval_s is not None):
        state = _worse(state, "late")
    return Check(
        part="river",
        subject=found.river,
        state=state,
        at=found.newest_at,
        age_s=age_s,
        expected_s=found.interval_s,
        figures={
            "stations": found.stations,
            "blind": found.blind,
            "dead": found.dead,
            "late": found.late,
            "never": found.never,
        },
    )


def device(found: Feed, now: datetime) -> Check:
    """Judge a device by when it was last heard of and by what it says of itself."""
    heard = [at for at in (found.seen_at, found.reported_at) if at is not None]
    at = max(heard, default=None)
    state = _by_age(_age(at, now), DEVICE_EVERY_S, 24 * DEVICE_EVERY_S)
    if found.time_ok is False or (found.spooled or 0) > ON_THE_WAY:
        state = _worse(state, "late")
    if found.online is False:
        state = "bad"
    return Check(
        part="device",
        subject=found.device_id,
        state=state,
        at=at,
        age_s=_age(at, now),
        expected_s=DEVICE_EVERY_S,
        figures={
            "battery_v": found.battery_v,
            "spooled": found.spooled,
            "time_ok": None if found.time_ok is None else float(found.time_ok),
            "version": found.version,
        },
    )


def program(name: str, there: set[str]) -> Check:
    """Judge a program by whether it is connected to the database."""
    return _check("program", name, "good" if name in there else "bad")


def judging(found: Judging, wall: datetime) -> Check:
    """Judge judging by how long the oldest reading waits for it."""
    age_s = _age(found.oldest_at, wall)
    state: State = "good" if age_s is None else _by_lag(age_s, JUDGED_WITHIN_S)
    if found.set_aside:
        state = _worse(state, "late")
    if not found.judges:
        state = "bad"
    figures: dict[str, float | str | None] = {
        "waiting": found.waiting,
        "set_aside": found.set_aside,
        "judges": found.judges,
    }
    return _check("judging", "", state, found.oldest_at, age_s, JUDGED_WITHIN_S, figures)


def dispatch(found: Dispatch, wall: datetime) -> Check:
    """Judge dispatching by how long the oldest message is due, and by what is left to people."""
    age_s = _age(found.oldest_due_at, wall)
    state: State = "good" if age_s is None else _by_lag(age_s, SENT_WITHIN_S)
    if found.overdue_claims or found.unknown or found.handed_over:
        state = _worse(state, "late")
    figures: dict[str, float | str | None] = {
        "due": found.due,
        "claimed": found.claimed,
        "overdue_claims": found.overdue_claims,
        "unknown": found.unknown,
        "handed_over": found.handed_over,
    }
    return _check("dispatch", "", state, found.oldest_due_at, age_s, SENT_WITHIN_S, figures)


def channel(found: ChannelUse, wall: datetime) -> Check:
    """Judge a channel by whether its last answer was a success."""
    failing = found.failed_at is not None and (
        found.sent_at is None or found.failed_at > found.sent_at
    )
    state: State = "good" if found.sent_at else "none"
    if found.failed:
        state = "bad" if failing and not found.sent else "late" if failing else state
    figures: dict[str, float | str | None] = {
        "sent": found.sent,
        "failed": found.failed,
        "waiting": found.waiting,
    }
    return _check("channel", found.channel, state, found.sent_at, _age(found.sent_at, wall), None,
                  figures)  # fmt: skip


def canary(rounds: Sequence[Round], wall: datetime) -> Check:
    """Judge the chain by the last test floods that went through it."""
    if not rounds:
        return _check("canary", "", "none", expected_s=EVERY.total_seconds())
    broken = broken_link(rounds, wall)
    whole = [each.reported_at for each in rounds if each.reported_at is not None]
    at = max(whole, default=None)
    return _check(
        "canary",
        broken or "",
        "bad" if broken else "good",
        at,
        _age(at, wall),
        (EVERY + ARRIVES_WITHIN).total_seconds(),
    )


def official(at: datetime | None, now: datetime) -> Check:
    """Tell how old official information is: it comes when there is some, so none is late."""
    return _check("official", "", "none", at, _age(at, now))


def database(found: DatabaseServer) -> Check:
    """Judge the database that answered: its schema, its size, its edition."""
    figures: dict[str, float | str | None] = {
        "version": found.version,
        "edition": found.edition,
        "size_bytes": found.size_bytes,
        "missing": len(found.missing),
    }
    state: State = "bad" if found.missing else "good"
    return _check("database", "", state, found.started_at, None, None, figures)


def disk(free: int, total: int) -> Check:
    """Judge the server's disk by what is free."""
    share = free / total if total else 0.0
    state: State = "bad" if share < DISK_FULL else "late" if share < DISK_LOW else "good"
    return _check("disk", "", state, figures={"free_bytes": free, "total_bytes": total})


def clocks(database_now: datetime, wall: datetime) -> Check:
    """Judge the clocks of the server and the database by whether they agree."""
    apart_s = (database_now - wall) / timedelta(seconds=1)
    state = _by_lag(abs(apart_s), CLOCKS_AGREE_S)
    return _check("clock", "", state, figures={"apart_s": apart_s})


def api(version: str, build: str, consoles: int) -> Check:
    """Tell which program answers, and to how many consoles."""
    figures: dict[str, float | str | None] = {
        "version": version,
        "build": build,
        "consoles": consoles,
    }
    return _check("api", "", "good", figures=figures)


def _check(
    part: Part,
    subject: str,
    state: State,
    at: datetime | None = None,
    age_s: float | None = None,
    expected_s: float | None = None,
    figures: dict[str, float | str | None] | None = None,
) -> Check:
    return Check(
        part=part,
        subject=subject,
        state=state,
        at=at,
        age_s=age_s,
        expected_s=expected_s,
        figures=figures or {},
    )


def _age(at: datetime | None, now: datetime) -> float | None:
    return None if at is None else max(0.0, (now - at).total_seconds())


def _by_age(age_s: float | None, late_s: float, lost_s: float) -> State:
    if age_s is None or age_s > lost_s + SLACK_S:
        return "bad"
    return "late" if age_s > late_s + SLACK_S else "good"


def _by_lag(lag_s: float, within_s: float) -> State:
    if lag_s > LOST_AFTER * within_s:
        return "bad"
    return "late" if lag_s > within_s else "good"


def _worse(one: State, other: State) -> State:
    return one if WORST_FIRST.index(one) < WORST_FIRST.index(other) else other
