"""What a change of policy would have done: earlier or later, more or fewer for nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from kawamori.backtest.scores import Lead, Score
from kawamori.backtest.trials import Trial

Told = Callable[[Lead], float | None]


@dataclass(frozen=True, slots=True)
class Shift:
    """How crossings fare under another policy: those reached by both, gained and lost.

    ``earlier_s`` is the median of how much earlier the other is where both speak.
    """

    both: int
    gained: int
    lost: int
    earlier_s: float | None


def differences(before: Trial, after: Trial) -> list[str]:
    """Return in sentences what the second policy does otherwise, the summary first."""
    old, new = before.total, after.total
    warned = shift(old, new, lambda lead: lead.seconds, sign=1)
    seen = shift(old, new, lambda lead: lead.hq_s, sign=-1)
    told = shift(old, new, lambda lead: lead.public_s, sign=-1)
    fires = _when("fires", warned, "no crossing is warned of by both")
    staff = _when("alerted", seen, "no crossing is seen by both")
    public = _when("told", told, "no crossing is told by both")
    return [
        f"{fires}, {_more(new.false_warnings - old.false_warnings)} false",
        f"warnings: {_gained(warned)}; {new.warned} of {new.crossings} crossings are warned of",
        f"headquarters: {staff}; {_gained(seen)}",
        f"residents: {public}; {_gained(told)}",
        *(f"{name}: {_change(count(old), count(new))}" for name, count in _COUNTS),
        *_by_gauge(before, after),
    ]


def shift(old: Score, new: Score, said: Told, *, sign: int) -> Shift:
    """Return how the same crossings fare; ``sign`` is 1 where more seconds are earlier."""
    pairs = [(said(a), said(b)) for a, b in zip(old.leads, new.leads, strict=True)]
    earlier = [sign * (b - a) for a, b in pairs if a is not None and b is not None]
    return Shift(
        both=len(earlier),
        gained=sum(a is None and b is not None for a, b in pairs),
        lost=sum(a is not None and b is None for a, b in pairs),
        earlier_s=median(earlier) if earlier else None,
    )


def _by_gauge(before: Trial, after: Trial) -> Iterator[str]:
    """Yield a line for each gauge where a count differs."""
    pairs = zip(before.outcomes, before.scores, after.scores, strict=True)
    for outcome, old, new in pairs:
        changed = [
            f"{name} {_change(count(old), count(new))}"
            for name, count in (_WARNED, *_COUNTS)
            if count(old) != count(new)
        ]
        if changed:
            yield f"  {outcome.gauge_id}: {', '.join(changed)}"


Count = tuple[str, Callable[[Score], int]]
_WARNED: Count = ("crossings warned of", lambda score: score.warned)
_COUNTS: Sequence[Count] = (
    ("false warnings", lambda score: score.false_warnings),
    ("events detected", lambda score: score.detected),
    ("alerts", lambda score: score.alerts),
    ("alerts to the public", lambda score: score.public_alerts),
    ("false alerts", lambda score: score.false_alerts),
    ("false alerts to the public", lambda score: score.false_public),
    ("brief crossings made public", lambda score: score.public_briefs),
    ("flaps", lambda score: score.flaps),
)


def _when(verb: str, found: Shift, otherwise: str) -> str:
    if found.earlier_s is None:
        return otherwise
    minutes = round(found.earlier_s / 60)
    if not minutes:
        return f"{verb} at the same time"
    return f"{verb} {abs(minutes)} min {'earlier' if minutes > 0 else 'later'}"


def _gained(found: Shift) -> str:
    return f"{found.both} crossings by both, {found.gained} gained, {found.lost} lost"


def _more(count: int) -> str:
    return f"{abs(count)} {'fewer' if count < 0 else 'more'}"


def _change(old: int, new: int) -> str:
    return f"{old} → {new}" if old != new else f"{new}, as before"
